"""Cuts one burst's few kilohertz out of a band, at a rate that suits 400 bit/s."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.signal.decimator import (
    OUTPUTS,
    center_step_hz,
    decimation_factor,
    plan_decimation,
)

RATE_HZ = 9600.0
"""24 samples a bit; +-4.8 kHz, of which +-3 kHz pass whole."""
PASS_HZ = 3000.0
NEARBY_HZ = 1.25 * RATE_HZ
"""What the first step keeps: a slice, and how far its centre may be from the nearest filter's."""


class Slice(msgspec.Struct, frozen=True, eq=False):
    """Samples (n,) of a few kilohertz: from when, and around which frequency of the band."""

    samples: Samples
    rate_hz: float
    from_s: float
    middle_hz: float


class SliceSource:
    """One stretch of a band, from which any number of bursts are cut.

    Each in two steps: by matrices down to some 25 kHz, by a transform to the slice itself.
    """

    def __init__(self, samples: Samples, rate_hz: float, from_s: float = 0.0) -> None:
        """(n,) samples from a time on."""
        self._from_s = from_s
        self._factor = decimation_factor(rate_hz, NEARBY_HZ)
        self._input_rate_hz = rate_hz
        self._count = -(-samples.size // self._factor)
        self._stream = samples if self._factor == 1 else _framed(samples, self._factor)
        size = fourier.fast_size(self._count)
        self._bin_hz = rate_hz / self._factor / size
        self._size = size
        self._bins = min(fourier.fast_size(round(RATE_HZ / self._bin_hz)), size)
        self.rate_hz = self._bins * self._bin_hz

    def cut(self, offset_hz: float) -> Slice:
        """What lies around the bin nearest to an offset."""
        nearby, nearby_hz = self._nearby(offset_hz)
        spectrum = fourier.fft(nearby, self._size)
        middle = round((offset_hz - nearby_hz) / self._bin_hz)
        bins = np.arange(-(self._bins // 2), self._bins - self._bins // 2)
        piece = spectrum.take(middle + bins, mode="wrap")
        piece *= _fade(bins * self._bin_hz, self.rate_hz / 2) * np.float32(self._bins / self._size)
        samples = fourier.ifft(np.fft.ifftshift(piece))
        return Slice(samples, self.rate_hz, self._from_s, nearby_hz + middle * self._bin_hz)

    def _nearby(self, offset_hz: float) -> tuple[Samples, float]:
        """At the lower rate, and its centre: one of a few, so that each filter is planned once."""
        if self._factor == 1:
            return self._stream, 0.0
        step_hz = center_step_hz(self._input_rate_hz, self._factor)
        center_hz = round(offset_hz / step_hz) * step_hz
        plan = plan_decimation(self._input_rate_hz, self._factor, center_hz, center_hz)
        return plan.outputs(self._stream)[: self._count], center_hz


def _framed(samples: Samples, factor: int) -> Samples:
    """With half a row of zeros before, and as many after as whole rows and one more need."""
    row = OUTPUTS * factor
    whole = (-(-samples.size // row) + 1) * row
    return np.pad(samples, (row // 2, whole - row // 2 - samples.size))


def _fade(offset_hz: NDArray[np.floating], edge_hz: float) -> Reals:
    """1 to PASS_HZ, then a raised cosine to 0 at the edge."""
    if edge_hz <= PASS_HZ:
        return np.ones(offset_hz.size, np.float32)
    outside = np.clip((np.abs(offset_hz) - PASS_HZ) / (edge_hz - PASS_HZ), 0, 1)
    fade: Reals = (0.5 + 0.5 * np.cos(np.pi * outside)).astype(np.float32)
    return fade
