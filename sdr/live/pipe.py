"""Bare samples out of standard input, a named pipe, or a program such as rtl_fm."""

import asyncio
import os
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import BinaryIO

from sdr.live.bare import bare_stream
from sdr.live.byte_stream import pieces_of
from sdr.live.connect import BUFFER_BYTES
from sdr.live.patience import Patience
from sdr.live.program import running
from sdr.live.raw_source import RawSource
from sdr.live.settings import PipeSettings
from sdr.live.source import SourceError
from sdr.recording import STANDARD_INPUT


@asynccontextmanager
async def open_pipe(settings: PipeSettings, patience: Patience) -> AsyncIterator[RawSource]:
    stream = bare_stream(settings)
    if settings.command:
        async with running(settings.label, settings.command, stream, patience) as pieces:
            yield RawSource(stream=stream, pieces=pieces)
        return
    with _opened(settings) as file:
        reader = asyncio.StreamReader(limit=BUFFER_BYTES)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), file
        )
        try:
            pieces = pieces_of(reader, stream, partial(_ended, settings))
            yield RawSource(stream=stream, pieces=pieces)
        finally:
            transport.close()


def _opened(settings: PipeSettings) -> BinaryIO:
    """A named pipe that nobody writes to yet must not hold up the event loop."""
    path = settings.path
    try:
        if path == STANDARD_INPUT:
            descriptor = os.dup(sys.stdin.fileno())
        else:
            descriptor = os.open(str(path), os.O_RDONLY | os.O_NONBLOCK)
    except (OSError, ValueError) as error:
        reason = f"{path} cannot be opened ({error})"
        raise SourceError(settings.label, reason, "make it with mkfifo, or correct path") from None
    if stat.S_ISREG(os.fstat(descriptor).st_mode) or stat.S_ISDIR(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        reason = f"{path} is no pipe"
        raise SourceError(settings.label, reason, 'use kind = "play"', is_final=True)
    return os.fdopen(descriptor, "rb", buffering=0)


async def _ended(settings: PipeSettings) -> SourceError:
    """A named pipe may be written to again; standard input is over."""
    is_final = settings.path == STANDARD_INPUT
    remedy = "start it again" if is_final else "it is opened again; start who writes to it"
    name = "standard input" if is_final else settings.path
    return SourceError(settings.label, f"{name} has ended", remedy, is_final=is_final)
