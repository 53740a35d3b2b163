"""Power spectral density of a stretch of samples, averaged (P. D. Welch, 1967)."""

from typing import cast

import msgspec
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from sdr.health.level import decibels

BINS = 4096
"""At 2.4 MS/s bins of 586 Hz, and 22 overlapping segments in 20 ms."""
TINY = np.float32(1e-30)


class Spectrum(msgspec.Struct, frozen=True, eq=False):
    """One row of a waterfall.

    density       (bins,) power in 1 Hz, relative to a carrier at full scale, by rising frequency
    rate_hz       its whole width
    center_hz     radio frequency of its middle, that is of bin bins // 2; None where unknown
    averaged      segments that were averaged, half overlapping
    """

    density: NDArray[np.float32]
    rate_hz: float
    center_hz: float | None
    averaged: int

    @property
    def bin_hz(self) -> float:
        return self.rate_hz / self.density.size

    @property
    def density_dbfs_hz(self) -> NDArray[np.float32]:
        return 10 * np.log10(np.maximum(self.density, TINY))

    def is_tuned_as(self, other: "Spectrum") -> bool:
        """Bin by bin they are of the same frequencies."""
        mine = (self.rate_hz, self.center_hz, self.density.size)
        return mine == (other.rate_hz, other.center_hz, other.density.size)

    def offset_hz(self, index: float) -> float:
        """Of a bin from the middle."""
        return (index - self.density.size // 2) * self.bin_hz

    def frequency_hz(self, index: float) -> float:
        """The same as a radio frequency, where the middle's is known."""
        return (self.center_hz or 0.0) + self.offset_hz(index)

    def bins_between(self, low_hz: float, high_hz: float) -> slice:
        """Of the bins whose middle lies there, in radio frequencies; empty where none does."""
        first, last = (
            (hz - (self.center_hz or 0.0)) / self.bin_hz + self.density.size // 2
            for hz in (low_hz, high_hz)
        )
        start, stop = int(np.ceil(first)), int(np.floor(last)) + 1
        return slice(max(start, 0), min(max(stop, 0), self.density.size))


def spectrum_of(
    samples: NDArray[np.complex64], rate_hz: float, center_hz: float | None, bins: int = BINS
) -> Spectrum:
    """(n,) samples, of which there must be some; fewer than `bins` are filled up with zeros.

    Each segment is windowed (Hann), so that a strong carrier stays within its bins, and rid of the
    samples' mean, so that the constant of a zero-IF receiver does not.
    """
    cleaned = samples - samples.mean(dtype=np.complex128).astype(np.complex64)
    used = min(cleaned.size, bins)
    window = np.hanning(used + 2)[1:-1].astype(np.float32)
    segments = np.lib.stride_tricks.sliding_window_view(cleaned, used)[:: max(1, used // 2)]
    lines = cast(NDArray[np.complex64], scipy.fft.fft(segments * window, n=bins, axis=1))
    power = np.square(lines.real) + np.square(lines.imag)
    scale = np.float32(rate_hz * float(np.square(window).sum()))
    density = scipy.fft.fftshift(power.mean(axis=0)) / scale
    return Spectrum(density.astype(np.float32), rate_hz, center_hz, len(segments))


def band_power_dbfs(spectrum: Spectrum, low_hz: float, high_hz: float) -> float | None:
    """Of all that lies between two radio frequencies; None where not all of it was received."""
    center_hz, half_hz = spectrum.center_hz, spectrum.rate_hz / 2
    if center_hz is None or low_hz < center_hz - half_hz or high_hz > center_hz + half_hz:
        return None
    inside = spectrum.density[spectrum.bins_between(low_hz, high_hz)]
    return decibels(float(inside.sum(dtype=np.float64)) * spectrum.bin_hz) if inside.size else None
