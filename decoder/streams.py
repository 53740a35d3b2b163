"""Unbroken samples of one kind to the bursts in them, placed by the stream's first sample."""

from math import lcm
from typing import Protocol

import numpy as np

from decoder.arrays import Samples
from decoder.band_receiver import BandReceiver
from decoder.channels import (
    BandChannel,
    Channel,
    SpreadChannel,
    holds_spread,
    spread_carrier_hz,
)
from decoder.fm_receiver import FmAudioReceiver
from decoder.sighting import Seen
from decoder.signal.bands import Band, plan_bands
from decoder.signal.channelizer import Channelizer
from decoder.signal.dc import MOST_PIECES, PIECE_S, DcRemover
from decoder.signal.decimator import Decimator
from decoder.spread.receiver import HALF_WIDTH_HZ, NARROW_REACH_HZ, SpreadReceiver

WARM_UP_S = MOST_PIECES * PIECE_S + 2.0
"""How far back what is heard depends on the samples: for the constant of a zero-IF receiver, and
for the noise and the bursts beside a burst."""


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
        reach_hz: float | None = NARROW_REACH_HZ,
    ) -> None:
        """`reach_hz` is that of decoder.receiver.Receiver."""
        bands = plan_bands(rate_hz, center_hz)
        carrier_hz = None if reach_hz is None else spread_carrier_hz(center_hz, rate_hz)
        reach_hz = reach_hz or 0.0
        whole = Band(bands[0].low_hz, bands[-1].high_hz)
        homes = [carrier_hz is not None and holds_spread(band, carrier_hz) for band in bands]
        extra: list[Band] = []
        if carrier_hz is not None and not any(homes):
            half_hz = HALF_WIDTH_HZ + reach_hz
            low_hz, high_hz = carrier_hz - half_hz, carrier_hz + half_hz
            extra = [Band(max(low_hz, -rate_hz / 2), min(high_hz, rate_hz / 2))]
            whole = Band(min(whole.low_hz, extra[0].low_hz), max(whole.high_hz, extra[0].high_hz))
        decimator = Decimator(rate_hz, whole)
        decimated = from_sample // decimator.factor
        seen = [band.seen_from(decimator.center_hz) for band in (*bands, *extra)]
        channelizer = Channelizer(decimator.rate_hz, seen, decimated)
        from_out = decimated // channelizer.hop * channelizer.hop_out
        centers_hz = [decimator.center_hz + hz for hz in channelizer.centers_hz]
        self._channels: list[Channel] = []
        for band, home, at_hz in zip(bands, homes, centers_hz, strict=False):
            receiver = BandReceiver(channelizer.rate_hz, band, at_hz, from_out)
            spread = None
            if carrier_hz is not None and home and True not in homes[: len(self._channels)]:
                spread = SpreadReceiver(receiver.looks, carrier_hz - at_hz, at_hz, reach_hz)
            self._channels.append(BandChannel(receiver, spread))
        if carrier_hz is not None and extra:
            rate_out_hz, at_hz = channelizer.rate_hz, centers_hz[-1]
            channel = SpreadChannel(rate_out_hz, carrier_hz, at_hz, reach_hz, from_out)
            self._channels.append(channel)
        self._dc = DcRemover(decimator.rate_hz, decimated)
        self._decimator, self._channelizer = decimator, channelizer

    @property
    def step(self) -> int:
        out = lcm(self._channelizer.hop_out, self._channels[0].hop)
        decimated = out // self._channelizer.hop_out * self._channelizer.hop
        return lcm(self._decimator.row, self._decimator.factor * decimated)

    @property
    def complete_until_s(self) -> float:
        """All bursts of the first generation that begin before this have been given out."""
        return min(channel.complete_until_s for channel in self._channels)

    @property
    def spread_complete_until_s(self) -> float:
        """The same of the second."""
        return min(channel.spread_complete_until_s for channel in self._channels)

    def feed(self, samples: Samples) -> list[Seen]:
        return self._take(self._decimator.feed(samples))

    def flush(self) -> list[Seen]:
        seen = self._take(self._decimator.flush())
        return seen + self._pass_on(self._channelizer.flush(), last=True)

    def _take(self, decimated: Samples) -> list[Seen]:
        return self._pass_on(self._channelizer.feed(self._dc.feed(decimated)), last=False)

    def _pass_on(self, bands: list[Samples], *, last: bool) -> list[Seen]:
        pairs = zip(self._channels, bands, strict=True)
        return [one for channel, band in pairs for one in channel.feed(band, last=last)]


class FmStream:
    """Unbroken audio of an FM discriminator."""

    def __init__(self, rate_hz: float) -> None:
        self._receiver = FmAudioReceiver(rate_hz)

    @property
    def complete_until_s(self) -> float:
        return self._receiver.complete_until_s

    @property
    def spread_complete_until_s(self) -> float:
        return self._receiver.complete_until_s

    def feed(self, samples: Samples) -> list[Seen]:
        return self._receiver.feed(np.ascontiguousarray(samples.real), last=False)

    def flush(self) -> list[Seen]:
        return self._receiver.feed(np.zeros(0, np.float32), last=True)
