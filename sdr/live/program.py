"""A program whose output is samples; why it has ended is what it said last."""

import asyncio
import contextlib
import os
import re
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from sdr.errors import printable
from sdr.live.byte_stream import pieces_of
from sdr.live.connect import BUFFER_BYTES
from sdr.live.patience import Patience
from sdr.live.piece import Piece, Stream
from sdr.live.source import SourceError

LAST_WORDS_S = 0.5
LINE_MOST = 200
"""Characters of a line, which goes into status and log."""
READ_BYTES = 4096
ENGLISH = {"LC_ALL": "C"}


def _ignore(_line: str) -> None:
    """What most programs say on the way is for nobody."""


class Program:
    def __init__(self, process: asyncio.subprocess.Process, hear: Callable[[str], None]) -> None:
        self._process = process
        self._hear = hear
        self._last_line = ""
        self.listening = asyncio.create_task(self._listen(), name="standard error of a source")

    @property
    def output(self) -> asyncio.StreamReader:
        if self._process.stdout is None:
            raise RuntimeError("a program was started without a pipe")
        return self._process.stdout

    async def ended(self, label: str, command: str) -> SourceError:
        await asyncio.wait([self.listening], timeout=LAST_WORDS_S)
        said = f" ({self._last_line})" if self._last_line else ""
        reason = f"{command} has ended{said}"
        return SourceError(label, reason, "it is started again; try it in a terminal")

    async def stop(self, patience: Patience) -> None:
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._process.returncode is not None:
                break
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(patience.close_s / 2.0):
                    await self._process.wait()
        self.listening.cancel()

    async def _listen(self) -> None:
        if self._process.stderr is None:
            return
        async for line in _lines(self._process.stderr):
            self._last_line = line
            self._hear(line)


async def _lines(reader: asyncio.StreamReader) -> AsyncIterator[str]:
    """That are not empty; of each the end, which of a long one says most. A progress bar begins its
    line again and again."""
    rest = b""
    while data := await reader.read(READ_BYTES):
        *lines, rest = re.split(rb"[\r\n]", rest + data)
        rest = rest[-READ_BYTES:]
        for line in filter(None, map(_readable, lines)):
            yield line
    if line := _readable(rest):
        yield line


def _readable(line: bytes) -> str:
    return printable(line.decode(errors="replace").strip())[-LINE_MOST:]


@asynccontextmanager
async def running(
    label: str,
    command: Sequence[str],
    stream: Stream,
    patience: Patience,
    *,
    hear: Callable[[str], None] = _ignore,
    remedy: str = "install it, or correct command",
) -> AsyncIterator[AsyncIterator[Piece]]:
    """Its pieces; `hear` gets every line of its standard error, `remedy` is for want of it."""
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=BUFFER_BYTES,
            start_new_session=True,
            env=os.environ | ENGLISH,
        )
    except OSError as error:
        reason = f"{command[0]} cannot be started ({error.strerror})"
        raise SourceError(label, reason, remedy, is_final=True) from None
    program = Program(process, hear)
    try:
        yield pieces_of(program.output, stream, lambda: program.ended(label, command[0]))
    finally:
        await program.stop(patience)
