"""Pieces from the thread of a driver, or from a callback, to an asynchronous iterator."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from sdr.live.piece import Piece, Stream
from sdr.live.ring import Ring
from sdr.live.source import SourceError

CAPACITY_S = 4.0
"""How long an event loop may be held up before samples are lost (and counted)."""
MOST_BYTES = 64 << 20
"""Which is less than that beyond 2 MS/s of floats."""


class Handoff:
    """put() and fail() from any thread; pieces() in the loop where it was made."""

    def __init__(self, stream: Stream) -> None:
        wanted_bytes = int(CAPACITY_S * stream.rate_hz) * stream.sample_bytes
        self._ring = Ring(min(wanted_bytes, MOST_BYTES), sample_bytes=stream.sample_bytes)
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._failure: SourceError | None = None

    def put(self, piece: Piece) -> None:
        self._ring.put(piece)
        self._tell()

    def fail(self, error: SourceError) -> None:
        """After all pieces before it."""
        self._failure = error
        self._tell()

    async def pieces(self) -> AsyncIterator[Piece]:
        while True:
            self._wake.clear()
            failure = self._failure
            while (piece := self._ring.take(0.0)) is not None:
                yield piece
            if failure is not None:
                raise failure
            await self._wake.wait()

    def _tell(self) -> None:
        # The loop is closed where a driver hung and its thread was left behind.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._wake.set)
