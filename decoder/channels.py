"""What listens to each band that a recording is split into."""

from math import inf
from typing import Protocol

from decoder.arrays import Samples
from decoder.band_receiver import BandReceiver
from decoder.sighting import Seen
from decoder.signal.bands import Band
from decoder.signal.looks import Looks, hop_samples
from decoder.spread.receiver import HALF_WIDTH_HZ, SpreadReceiver
from decoder.spread.search import CARRIER_HZ

LEAST_HALF_WIDTH_HZ = 0.8 * HALF_WIDTH_HZ
"""Of a second-generation burst, for it to be worth searching."""
FAR_HZ = 115e3
"""Farther off, a recording is not of 406.05 MHz."""


class Channel(Protocol):
    """`hop` is a number of samples after whole multiples of which its work begins anew. All bursts
    of the first and of the second generation have been given out that begin before the two times.
    """

    @property
    def hop(self) -> int: ...
    @property
    def complete_until_s(self) -> float: ...
    @property
    def spread_complete_until_s(self) -> float: ...
    def feed(self, samples: Samples, *, last: bool) -> list[Seen]: ...


class BandChannel:
    """The first generation in a band, and the second if its carrier lies there."""

    def __init__(self, receiver: BandReceiver, spread: SpreadReceiver | None) -> None:
        self._receiver, self._spread = receiver, spread
        self.hop = receiver.hop

    @property
    def complete_until_s(self) -> float:
        return self._receiver.complete_until_s

    @property
    def spread_complete_until_s(self) -> float:
        return self._spread.complete_until_s if self._spread else inf

    def feed(self, samples: Samples, *, last: bool) -> list[Seen]:
        seen = self._receiver.feed(samples, last=last)
        needs_from_s = self._receiver.needs_from_s
        if self._spread is not None:
            seen += self._spread.feed(last=last)
            needs_from_s = min(needs_from_s, self._spread.needs_from_s)
        self._receiver.looks.forget(needs_from_s)
        return seen


class SpreadChannel:
    """The second generation alone, where no other band is wide enough around its carrier."""

    def __init__(
        self, rate_hz: float, carrier_hz: float, at_hz: float, reach_hz: float, from_sample: int
    ) -> None:
        """`carrier_hz` in the recording, `at_hz` where 0 Hz of this stream lies in it."""
        self.hop = hop_samples(rate_hz)
        middle_hz = carrier_hz - at_hz
        self._looks = Looks(rate_hz, middle_hz, middle_hz, from_sample // self.hop, rate_hz / 2)
        self._spread = SpreadReceiver(self._looks, middle_hz, at_hz, reach_hz)

    @property
    def complete_until_s(self) -> float:
        return inf

    @property
    def spread_complete_until_s(self) -> float:
        return self._spread.complete_until_s

    def feed(self, samples: Samples, *, last: bool) -> list[Seen]:
        self._looks.feed(samples)
        seen = self._spread.feed(last=last)
        self._looks.forget(self._spread.needs_from_s)
        return seen


def spread_carrier_hz(recording_hz: float | None, rate_hz: float) -> float | None:
    """Where the second generation is looked for, from a recording's centre: at 406.05 MHz, or in
    the middle if that frequency is unknown or another one. None if the recording is too narrow."""
    carrier_hz = 0.0 if recording_hz is None else CARRIER_HZ - recording_hz
    if abs(carrier_hz) > max(FAR_HZ, rate_hz / 2):
        carrier_hz = 0.0
    fits = abs(carrier_hz) + LEAST_HALF_WIDTH_HZ <= rate_hz / 2
    return carrier_hz if fits else None


def holds_spread(band: Band, carrier_hz: float) -> bool:
    """Enough of a second-generation burst."""
    low_hz, high_hz = carrier_hz - LEAST_HALF_WIDTH_HZ, carrier_hz + LEAST_HALF_WIDTH_HZ
    return band.low_hz <= low_hz and high_hz <= band.high_hz
