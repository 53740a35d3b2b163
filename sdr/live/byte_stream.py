"""Pieces out of a stream of bytes."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from sdr.live.piece import Piece, Stream
from sdr.live.raw_source import PIECE_S
from sdr.live.source import SourceError


def piece_bytes(stream: Stream) -> int:
    return max(1, round(PIECE_S * stream.rate_hz)) * stream.sample_bytes


async def pieces_of(
    reader: asyncio.StreamReader, stream: Stream, ended: Callable[[], Awaitable[SourceError]]
) -> AsyncIterator[Piece]:
    """What does not fill a piece at the end is dropped: whoever ended in the middle of one did not
    end well."""
    size = piece_bytes(stream)
    while True:
        try:
            data = await reader.readexactly(size)
        except (asyncio.IncompleteReadError, OSError):
            raise await ended() from None
        yield Piece(data=data, utc_s=time.time(), monotonic_s=time.monotonic())
