"""Cuts one burst's few kilohertz out of a band, at a rate that suits 400 bit/s."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder import fourier
from decoder.arrays import Reals, Samples

RATE_HZ = 9600.0
"""24 samples a bit; +-4.8 kHz, of which +-3 kHz pass whole."""
PASS_HZ = 3000.0


class Slice(msgspec.Struct, frozen=True, eq=False):
    """Samples (n,) of a few kilohertz: from when, and around which frequency of the band."""

    samples: Samples
    rate_hz: float
    from_s: float
    middle_hz: float


class SliceSource:
    """The spectrum of one stretch of a band, from which any number of bursts are cut."""

    def __init__(self, samples: Samples, rate_hz: float, from_s: float = 0.0) -> None:
        """(n,) samples from a time on, of which the end may be padded to a fast length."""
        self._from_s = from_s
        size = fourier.fast_size(samples.size)
        self._spectrum = fourier.fft(samples, size)
        self._bin_hz = rate_hz / size
        self._bins = min(fourier.fast_size(round(RATE_HZ / self._bin_hz)), size)
        self.rate_hz = self._bins * self._bin_hz

    def cut(self, offset_hz: float) -> Slice:
        """What lies around the bin nearest to an offset."""
        middle = round(offset_hz / self._bin_hz)
        bins = np.arange(-(self._bins // 2), self._bins - self._bins // 2)
        piece = self._spectrum.take(middle + bins, mode="wrap")
        piece *= _fade(bins * self._bin_hz, self.rate_hz / 2) * np.float32(
            self._bins / self._spectrum.size
        )
        samples = fourier.ifft(np.fft.ifftshift(piece))
        return Slice(samples, self.rate_hz, self._from_s, middle * self._bin_hz)


def _fade(offset_hz: NDArray[np.floating], edge_hz: float) -> Reals:
    """1 to PASS_HZ, then a raised cosine to 0 at the edge."""
    if edge_hz <= PASS_HZ:
        return np.ones(offset_hz.size, np.float32)
    outside = np.clip((np.abs(offset_hz) - PASS_HZ) / (edge_hz - PASS_HZ), 0, 1)
    fade: Reals = (0.5 + 0.5 * np.cos(np.pi * outside)).astype(np.float32)
    return fade
