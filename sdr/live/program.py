"""A program whose output is samples; why it has ended is what it said last."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

from sdr.live.byte_stream import pieces_of
from sdr.live.connect import BUFFER_BYTES
from sdr.live.patience import Patience
from sdr.live.piece import Piece, Stream
from sdr.live.source import SourceError

LAST_WORDS_S = 0.5
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
                await asyncio.wait_for(self._process.wait(), patience.close_s / 2.0)
        self.listening.cancel()

    async def _listen(self) -> None:
        errors = self._process.stderr
        while errors is not None and (line := await _line_of(errors)):
            self._last_line = line.decode(errors="replace").strip() or self._last_line
            self._hear(self._last_line)


async def _line_of(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readline()
    except ValueError:  # longer than the buffer, which is then empty
        return b"\n"


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
