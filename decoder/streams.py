"""Unbroken samples of one kind to the bursts in them, placed by the stream's first sample."""

from math import lcm
from typing import Protocol

import numpy as np

from decoder.arrays import Samples
from decoder.band_receiver import BandReceiver
from decoder.fm_receiver import FmAudioReceiver
from decoder.sighting import Seen
from decoder.signal.bands import Band, plan_bands
from decoder.signal.channelizer import Channelizer
from decoder.signal.dc import MOST_PIECES, PIECE_S, DcRemover
from decoder.signal.decimator import Decimator
from decoder.spread.receiver import CARRIER_HZ, HALF_WIDTH_HZ, NARROW_REACH_HZ, SpreadReceiver

WARM_UP_S = MOST_PIECES * PIECE_S + 2.0
"""How far back what is heard depends on the samples: for the constant of a zero-IF receiver, and
for the noise and the bursts beside a burst."""


LEAST_WIDTH = 0.8
"""Of a second-generation burst's half width, for it to be worth searching."""


class Block(Protocol):
    """What the receiver needs to know of a run of samples; sdr.block.SampleBlock is one."""

    @property
    def samples(self) -> Samples: ...
    @property
    def rate_hz(self) -> float: ...
    @property
    def center_hz(self) -> float | None: ...
    @property
    def time_s(self) -> float: ...
    @property
    def utc_s(self) -> float | None: ...
    @property
    def utc_uncertainty_s(self) -> float | None: ...
    @property
    def gap_before(self) -> bool: ...
    @property
    def kind(self) -> str: ...


class IqStream:
    """Unbroken IQ at one rate and centre, split into bands.

    Begun at a whole multiple of `step` samples of a stream, it gives after WARM_UP_S just what it
    gives when it is begun at the first, to the last digit.
    """

    def __init__(
        self,
        rate_hz: float,
        center_hz: float | None,
        from_sample: int = 0,
        reach_hz: float = NARROW_REACH_HZ,
    ) -> None:
        bands = plan_bands(rate_hz, center_hz)
        decimator = Decimator(rate_hz, Band(bands[0].low_hz, bands[-1].high_hz))
        decimated = from_sample // decimator.factor
        seen = [band.seen_from(decimator.center_hz) for band in bands]
        channelizer = Channelizer(decimator.rate_hz, seen, decimated)
        from_sample_out = decimated // channelizer.hop * channelizer.hop_out
        centers_hz = [decimator.center_hz + hz for hz in channelizer.centers_hz]
        self._receivers = [
            BandReceiver(channelizer.rate_hz, band, center_hz, from_sample_out)
            for band, center_hz in zip(bands, centers_hz, strict=True)
        ]
        self._spread = [
            _spread_receiver(receiver, channelizer.rate_hz, center_hz, at_hz, reach_hz)
            for receiver, at_hz in zip(self._receivers, centers_hz, strict=True)
        ]
        self._dc = DcRemover(decimator.rate_hz, decimated)
        self._decimator, self._channelizer = decimator, channelizer

    @property
    def step(self) -> int:
        out = lcm(self._channelizer.hop_out, self._receivers[0].hop)
        decimated = out // self._channelizer.hop_out * self._channelizer.hop
        return lcm(self._decimator.row, self._decimator.factor * decimated)

    @property
    def complete_until_s(self) -> float:
        """All bursts that begin before this have been given out."""
        spread = [receiver.complete_until_s for receiver in self._spread if receiver]
        return min(spread + [receiver.complete_until_s for receiver in self._receivers])

    def feed(self, samples: Samples) -> list[Seen]:
        return self._take(self._decimator.feed(samples))

    def flush(self) -> list[Seen]:
        seen = self._take(self._decimator.flush())
        return seen + self._pass_on(self._channelizer.flush(), last=True)

    def _take(self, decimated: Samples) -> list[Seen]:
        return self._pass_on(self._channelizer.feed(self._dc.feed(decimated)), last=False)

    def _pass_on(self, bands: list[Samples], *, last: bool) -> list[Seen]:
        seen: list[Seen] = []
        for receiver, spread, band in zip(self._receivers, self._spread, bands, strict=True):
            seen += receiver.feed(band, last=last)
            needs_from_s = receiver.needs_from_s
            if spread is not None:
                seen += spread.feed(last=last)
                needs_from_s = min(needs_from_s, spread.needs_from_s)
            receiver.looks.forget(needs_from_s)
        return seen


def _spread_receiver(
    receiver: BandReceiver,
    rate_hz: float,
    recording_hz: float | None,
    at_hz: float,
    reach_hz: float,
) -> SpreadReceiver | None:
    """For the second generation, if its carrier may lie in a band: about 406.05 MHz, or in the
    middle of a recording whose frequency is unknown or another one."""
    carrier_hz = 0.0 if recording_hz is None else CARRIER_HZ - recording_hz
    if abs(carrier_hz) > 3 * HALF_WIDTH_HZ:
        carrier_hz = 0.0
    middle_hz = carrier_hz - at_hz
    if abs(middle_hz) + LEAST_WIDTH * HALF_WIDTH_HZ > rate_hz / 2:
        return None
    return SpreadReceiver(receiver.looks, middle_hz, at_hz, reach_hz)


class FmStream:
    """Unbroken audio of an FM discriminator."""

    def __init__(self, rate_hz: float) -> None:
        self._receiver = FmAudioReceiver(rate_hz)

    @property
    def complete_until_s(self) -> float:
        return self._receiver.complete_until_s

    def feed(self, samples: Samples) -> list[Seen]:
        return self._receiver.feed(np.ascontiguousarray(samples.real), last=False)

    def flush(self) -> list[Seen]:
        return self._receiver.feed(np.zeros(0, np.float32), last=True)
