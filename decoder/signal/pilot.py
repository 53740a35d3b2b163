"""The carrier's phase through a burst, before anything is known of its bits.

Modulation by +-1.1 rad leaves cos(1.1) of the carrier, and biphase-L has no power near it: a smooth
path through the sums over 2.5 ms follows the carrier whichever the bits are, and wherever.
"""

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Samples, Times
from decoder.signal.pulse import BIT_RATE_BPS

FROM_S, UNTIL_S = 0.01, 0.50
"""After the expected start: within the burst even if that is some 50 ms off."""
BEYOND = 0.2
"""The path is followed so far beyond, in lengths of it; farther off it stands still."""
DRIFTS_HZ_PER_S: Times = np.arange(-60.0, 60.1, 6.0)
TRANSFORM = 1024
MOST_OFFSET_HZ = 14.0
"""In the middle of the burst; one that drifts by 50 Hz/s has gone 9 Hz by then."""
ORDER = 3
"""Of the phase polynomial: phase, frequency, drift, and what is left of the drift's change."""
ROUNDS = 2
SMOOTH_SUMS = 33


class CarrierPath(msgspec.Struct, frozen=True):
    """The carrier's phase over `length` samples from `first` on, as a polynomial.

    curve   in rad, lowest power first, of the time from -0.5 to 0.5
    """

    first: float
    length: float
    curve: tuple[float, ...]

    def at(self, places: Times) -> Times:
        """Phase in rad at indices of any shape."""
        time = np.clip((places - self.first) / self.length - 0.5, -0.5 - BEYOND, 0.5 + BEYOND)
        return np.asarray(np.polynomial.polynomial.polyval(time, self.curve), np.float64)


def carrier_path(signal: Samples, rate_hz: float, start: float) -> CarrierPath:
    """The path of a burst that begins near index `start`.

    signal   (n,) its carrier within MOST_OFFSET_HZ of 0
    """
    size = round(rate_hz / BIT_RATE_BPS)
    first = max(round(start + FROM_S * rate_hz), 0)
    count = (min(round(start + UNTIL_S * rate_hz), signal.size) - first) // size
    if count < 2 * SMOOTH_SUMS:
        return CarrierPath(first, 1.0, (0.0,))
    sums = signal[first : first + count * size].reshape(count, size).sum(axis=1)
    time: Times = (np.arange(count, dtype=np.float64) + 0.5) / count - 0.5
    phase = _straightest(sums, time, length_s=count * size / rate_hz)
    powers = time[:, None] ** np.arange(ORDER + 1)
    for _ in range(ROUNDS):
        turned = sums * np.exp(-1j * phase)
        # The bare carrier is twice as strong as what the data leave of it: it counts for more.
        level = np.convolve(turned.real, np.ones(SMOOTH_SUMS) / SMOOTH_SUMS, "same")
        level = np.maximum(level, 0.1 * abs(level.mean()) + 1e-30)
        step = np.linalg.lstsq(powers * level[:, None], turned.imag, rcond=None)[0]
        phase = phase + np.clip(powers @ step, -1.0, 1.0)
    curve = np.polynomial.polynomial.polyfit(time, phase, ORDER)
    return CarrierPath(first, count * size, tuple(float(c) for c in curve))


def _straightest(sums: Samples, time: Times, length_s: float) -> Times:
    """Phase, frequency and drift that gather the most of the carrier: a transform a drift."""
    drifts = DRIFTS_HZ_PER_S * length_s**2
    chirps = np.exp(-1j * np.pi * drifts[:, None] * time**2).astype(np.complex64)
    spectra = np.abs(fourier.fft(sums * chirps, TRANSFORM))
    turns = np.fft.fftfreq(TRANSFORM, 1 / sums.size)
    spectra[:, np.abs(turns) > MOST_OFFSET_HZ * length_s] = 0
    i, j = np.unravel_index(int(np.argmax(spectra)), spectra.shape)
    path: Times = 2 * np.pi * (turns[j] * time + drifts[i] * time**2 / 2)
    path += np.angle((sums * np.exp(-1j * path)).sum())
    return path
