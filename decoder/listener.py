"""Blocks in, sightings out: what is heard of each burst, before bursts are held against others.

It starts afresh where samples are missing or the tuning changes, so a gap costs at most the bursts
that it cuts.
"""

from math import inf

import msgspec

from decoder.sighting import Dropped, Heard, Seen, Sighting
from decoder.spread.receiver import NARROW_REACH_HZ
from decoder.streams import Block, FmStream, IqStream

TIME_DIGITS = 6
"""A burst's start is known within some 20 µs."""


class Listener:
    """Hears a stream of blocks, given in order."""

    def __init__(
        self,
        begins_s: float | None = None,
        from_sample: int = 0,
        reach_hz: float | None = NARROW_REACH_HZ,
    ) -> None:
        """To begin within a recording: where its unbroken part begins, how many samples later the
        first block is: a whole multiple of IqStream.step. `reach_hz` is that of Receiver."""
        self._reach_hz = reach_hz
        self._begins_s, self._from_sample = begins_s, from_sample
        self._origin_s = 0.0
        self._first: Block | None = None
        self._waiting: list[Sighting] = []
        self._clock: tuple[float, float | None] | None = None
        self._stream: IqStream | FmStream | None = None

    def feed(self, block: Block) -> Heard:
        """What became certain with this block."""
        before = [] if self._continues(block) else self._end()
        if self._stream is None:
            self._stream = self._begin(block)
        if block.utc_s is not None:
            self._clock = block.utc_s - block.time_s, block.utc_uncertainty_s
        seen = before + self._placed(self._stream.feed(block.samples))
        stream, origin_s = self._stream, self._origin_s
        until_s, spread_until_s = stream.complete_until_s, stream.spread_complete_until_s
        return self._heard(seen, origin_s + until_s, origin_s + spread_until_s)

    def flush(self) -> Heard:
        """What is still inside, at the end of the recording."""
        return self._heard(self._end(), inf, inf)

    def _begin(self, block: Block) -> IqStream | FmStream:
        self._first, self._clock = block, None
        self._origin_s = block.time_s if self._begins_s is None else self._begins_s
        from_sample, self._begins_s, self._from_sample = self._from_sample, None, 0
        if block.kind == "fm-audio":
            return FmStream(block.rate_hz)
        return IqStream(block.rate_hz, block.center_hz, from_sample, self._reach_hz)

    def _continues(self, block: Block) -> bool:
        first = self._first
        if self._stream is None or first is None:
            return True
        same = (first.rate_hz, first.center_hz, first.kind)
        return not block.gap_before and (block.rate_hz, block.center_hz, block.kind) == same

    def _end(self) -> list[Seen]:
        """Of an unbroken part of the recording."""
        if self._stream is None:
            return []
        seen = self._placed(self._stream.flush())
        self._stream = None
        return seen

    def _heard(self, seen: list[Seen], until_s: float, spread_until_s: float) -> Heard:
        """A burst of the second generation may still be sent while one of the first is over."""
        known = [*self._waiting, *(one for one in seen if isinstance(one, Sighting))]
        known.sort(key=lambda one: one.time_s)
        certain: list[Sighting] = []
        self._waiting = []
        for one in known:
            is_certain = one.time_s < (spread_until_s if one.is_spread else until_s)
            (certain if is_certain else self._waiting).append(one)
        dropped = [one for one in seen if isinstance(one, Dropped)]
        return Heard(certain, dropped, until_s, spread_until_s)

    def _placed(self, seen: list[Seen]) -> list[Seen]:
        return [
            self._place(one) if isinstance(one, Sighting) else self._place_dropped(one)
            for one in seen
        ]

    def _place(self, one: Sighting) -> Sighting:
        first = self._first
        assert first is not None
        time_s = round(self._origin_s + one.time_s, TIME_DIGITS)
        utc_less_time_s, utc_uncertainty_s = self._clock or (None, None)
        burst = msgspec.structs.replace(
            one.burst,
            time_s=time_s,
            utc_s=_sum(utc_less_time_s, time_s),
            utc_uncertainty_s=utc_uncertainty_s,
            frequency_hz=_sum(first.center_hz, one.burst.offset_hz),
        )
        return msgspec.structs.replace(one, burst=burst, rate_hz=first.rate_hz)

    def _place_dropped(self, one: Dropped) -> Dropped:
        return msgspec.structs.replace(one, time_s=self._origin_s + one.time_s)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other
