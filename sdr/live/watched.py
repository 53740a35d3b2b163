"""A source of any kind; when it stalls, loses samples or gives wrong ones, somebody is told."""

import asyncio
from collections.abc import AsyncIterator

from msgspec.structs import replace

from sdr.live.garbage_watch import GarbageWatch
from sdr.live.patience import Patience
from sdr.live.piece import Piece
from sdr.live.rate_watch import RateWatch
from sdr.live.raw_source import RawSource
from sdr.live.source import SourceError


class WatchedSource:
    """The LiveSource of open_source."""

    def __init__(self, name: str, raw: RawSource, patience: Patience) -> None:
        self.name = name
        self.stream = raw.stream
        self.gains_db = raw.gains_db
        self.warning = raw.warning
        self._raw = raw
        self._patience = patience
        self._rate = RateWatch(raw.stream.rate_hz * raw.speed, patience)
        self._garbage = GarbageWatch(raw.stream, patience)

    async def pieces(self) -> AsyncIterator[Piece]:
        while True:
            try:
                async with asyncio.timeout(self._patience.stall_s):
                    piece = await anext(self._raw.pieces)
            except TimeoutError:
                reason = f"has given no samples for {self._patience.stall_s:g} s"
                raise SourceError(self.name, reason, "it is opened again") from None
            yield self._judged(piece)

    async def set_gain(self, gain_db: float) -> None:
        """To the nearest that the tuner has."""
        if self._raw.change_gain is None or not self.gains_db:
            raise SourceError(self.name, "has no gain to set", 'leave gain_db at "auto"')
        nearest_db = min(self.gains_db, key=lambda known_db: abs(known_db - gain_db))
        await self._raw.change_gain(nearest_db)

    def _judged(self, piece: Piece) -> Piece:
        samples = len(piece.data) // self.stream.sample_bytes
        if piece.gap_before and not piece.samples_lost:
            self._rate.restart()
        lost = self._rate.take(samples + piece.samples_lost, piece.monotonic_s)
        if (wrong_hz := self._rate.wrong_rate_hz) is not None:
            stated_hz = self.stream.rate_hz * self._raw.speed
            reason = f"delivers {wrong_hz / 1e6:.4g} MS/s, not {stated_hz / 1e6:.6g}"
            raise SourceError(self.name, reason, "correct rate_hz, or try another USB port")
        self._garbage.take(piece.data, piece.monotonic_s)
        if self._garbage.is_garbage:
            raise SourceError(self.name, "delivers random bytes, not samples", "check its format")
        if lost:
            return replace(piece, gap_before=True, samples_lost=piece.samples_lost + lost)
        return piece
