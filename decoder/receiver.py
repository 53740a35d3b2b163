"""Samples in, detections out: the whole first-generation receiver.

Feed it blocks in order; it starts afresh where samples are missing or the tuning changes, so a gap
costs at most the bursts that it cuts.
"""

from collections import Counter
from math import inf
from typing import Protocol

import numpy as np

from decoder.arrays import Samples
from decoder.band_receiver import BandReceiver, Heard
from decoder.detection import Burst, Detection
from decoder.fm_receiver import FmAudioReceiver
from decoder.reasons import Rejection
from decoder.signal.bands import Band, plan_bands
from decoder.signal.channelizer import Channelizer
from decoder.signal.dc import DcRemover
from decoder.signal.decimator import Decimator

SAME_BURST_S = 0.003
SAME_FREQUENCY_HZ = 10.0
GHOST_MULTIPLES = (-9, -7, -5, -3, -1, 3, 5, 7, 9)
"""A strong burst shows again at -1 times its offset (IQ imbalance) and, if it was clipped, at other
odd multiples, folded at the sample rate."""
GHOST_POWER = 0.5
INTERMODULATION_POWER = 0.1
"""Two clipped bursts show in more places: the same message, so much weaker, is no second one."""


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


class Receiver:
    """Hears every burst in a stream of blocks; `rejections` counts what was looked at in vain."""

    def __init__(self) -> None:
        self._rejections: Counter[Rejection] = Counter()
        self._first: Block | None = None
        self._waiting: list[Heard] = []
        self._clock: tuple[float, float | None] | None = None
        self._stream: IqStream | FmStream | None = None

    def feed(self, block: Block) -> list[Detection]:
        """Detections that became certain with this block, in order of their bursts' start."""
        found = [] if self._continues(block) else self.flush()
        if self._stream is None:
            self._first = block
            self._stream = FmStream(block) if block.kind == "fm-audio" else IqStream(block)
            self._clock = None
        if block.utc_s is not None:
            self._clock = block.utc_s - block.time_s, block.utc_uncertainty_s
        self._waiting += self._stream.feed(block.samples)
        return found + self._detections(until_s=self._stream.complete_until_s - SAME_BURST_S)

    def flush(self) -> list[Detection]:
        """What is still inside, at the end of the recording or of an unbroken part of it."""
        if self._stream is None:
            return []
        self._waiting += self._stream.flush()
        found = self._detections(until_s=inf)
        self._rejections += self._stream.rejections
        self._stream = None
        return found

    @property
    def rejections(self) -> Counter[Rejection]:
        """So far."""
        return self._rejections + (Counter() if self._stream is None else self._stream.rejections)

    def _continues(self, block: Block) -> bool:
        first = self._first
        if self._stream is None or first is None:
            return True
        same = (first.rate_hz, first.center_hz, first.kind)
        return not block.gap_before and (block.rate_hz, block.center_hz, block.kind) == same

    def _detections(self, until_s: float) -> list[Detection]:
        """Of bursts that begin before a time: the strongest sight of each."""
        kept: list[Heard] = []
        for one in sorted(self._waiting, key=lambda one: -one.power):
            if any(self._is_ghost(one, other) for other in kept):
                self._rejections[Rejection.DUPLICATE] += 1
            else:
                kept.append(one)
        self._waiting = [one for one in kept if one.time_s > until_s]
        certain = [one for one in kept if one.time_s <= until_s]
        return [self._detection(one) for one in sorted(certain, key=lambda one: one.time_s)]

    def _is_ghost(self, one: Heard, stronger: Heard) -> bool:
        """A second sight of a burst: in the next band's overlap, or what a poor receiver adds."""
        same_field = first_field(one.decided.message.hex) == first_field(
            stronger.decided.message.hex
        )
        if not same_field or abs(one.time_s - stronger.time_s) > SAME_BURST_S:
            return False
        if one.offset_hz is None or stronger.offset_hz is None or self._first is None:
            return True
        away_hz = one.offset_hz - np.array([1, *GHOST_MULTIPLES]) * stronger.offset_hz
        folded_hz = np.abs(away_hz - self._first.rate_hz * np.round(away_hz / self._first.rate_hz))
        near = folded_hz < SAME_FREQUENCY_HZ * np.abs([1, *GHOST_MULTIPLES])
        weaker = one.power / stronger.power
        ghost = near[0] or (near.any() and weaker < GHOST_POWER)
        return bool(ghost or weaker < INTERMODULATION_POWER)

    def _detection(self, heard: Heard) -> Detection:
        first = self._first
        assert first is not None
        way = -1 if heard.inverted else 1  # a mirrored recording is mirrored about its centre
        offset_hz = None if heard.offset_hz is None else way * heard.offset_hz
        time_s = first.time_s + heard.time_s
        utc_less_time_s, utc_uncertainty_s = self._clock or (None, None)
        burst = Burst(
            time_s=time_s,
            utc_s=_sum(utc_less_time_s, time_s),
            utc_uncertainty_s=utc_uncertainty_s,
            frequency_hz=_sum(first.center_hz, offset_hz),
            offset_hz=offset_hz,
            drift_hz_per_s=None if heard.drift_hz_per_s is None else way * heard.drift_hz_per_s,
            cn0_dbhz=heard.cn0_dbhz,
            modulation_index_rad=heard.modulation_index_rad,
            bit_rate_bps=heard.bit_rate_bps,
            phase_error_rad=heard.phase_error_rad,
        )
        decided = heard.decided
        return Detection(burst, decided.message, decided.wrong_probability)


class IqStream:
    """Unbroken IQ at one rate and centre, split into bands."""

    def __init__(self, first: Block) -> None:
        bands = plan_bands(first.rate_hz, first.center_hz)
        self._decimator = Decimator(first.rate_hz, Band(bands[0].low_hz, bands[-1].high_hz))
        self._dc = DcRemover(self._decimator.rate_hz)
        self._channelizer = Channelizer(
            self._decimator.rate_hz, [band.seen_from(self._decimator.center_hz) for band in bands]
        )
        centers_hz = [self._decimator.center_hz + hz for hz in self._channelizer.centers_hz]
        self._receivers = [
            BandReceiver(self._channelizer.rate_hz, band, center_hz)
            for band, center_hz in zip(bands, centers_hz, strict=True)
        ]

    @property
    def complete_until_s(self) -> float:
        """All bursts that begin before this have been given out."""
        return min(receiver.complete_until_s for receiver in self._receivers)

    @property
    def rejections(self) -> Counter[Rejection]:
        return sum((receiver.rejections for receiver in self._receivers), Counter())

    def feed(self, samples: Samples) -> list[Heard]:
        return self._take(self._decimator.feed(samples))

    def flush(self) -> list[Heard]:
        heard = self._take(self._decimator.flush())
        return heard + self._pass_on(self._channelizer.flush(), last=True)

    def _take(self, decimated: Samples) -> list[Heard]:
        return self._pass_on(self._channelizer.feed(self._dc.feed(decimated)), last=False)

    def _pass_on(self, bands: list[Samples], *, last: bool) -> list[Heard]:
        pairs = zip(self._receivers, bands, strict=True)
        return [heard for receiver, band in pairs for heard in receiver.feed(band, last=last)]


class FmStream:
    """Unbroken audio of an FM discriminator."""

    def __init__(self, first: Block) -> None:
        self._receiver = FmAudioReceiver(first.rate_hz)

    @property
    def complete_until_s(self) -> float:
        return self._receiver.complete_until_s

    @property
    def rejections(self) -> Counter[Rejection]:
        return self._receiver.rejections

    def feed(self, samples: Samples) -> list[Heard]:
        return self._receiver.feed(np.ascontiguousarray(samples.real), last=False)

    def flush(self) -> list[Heard]:
        return self._receiver.feed(np.zeros(0, np.float32), last=True)


def _sum(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def first_field(message_hex: str) -> str:
    """Bits 25-104 of a whole message: all but two bits of the first protected field."""
    return message_hex[6:26]
