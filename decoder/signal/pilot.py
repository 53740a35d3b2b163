"""The carrier's phase through a burst, before anything is known of its bits.

Modulation by +-1.1 rad leaves cos(1.1) of the carrier, and biphase-L has no power near it: a smooth
path through the sums over 2.5 ms follows the carrier whichever the bits are, and wherever.
"""

from functools import cache

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Samples, Times
from decoder.signal.curves import polynomial, smooth
from decoder.signal.pulse import BIT_RATE_BPS
from decoder.signal.tones import phasors

FROM_S, UNTIL_S = 0.01, 0.50
"""After the expected start: within the burst even if that is some 50 ms off."""
BEYOND = 0.2
"""The path is followed so far beyond, in lengths of it; farther off it stands still."""
DRIFTS: Times = np.arange(-60.0, 60.1, 6.0) / BIT_RATE_BPS**2
"""In cycles per sum squared: up to 60 Hz/s."""
TRANSFORM = 1024
MOST_OFFSET_HZ = 14.0
"""In the middle of the burst; one that drifts by 50 Hz/s has gone 9 Hz by then."""
ROUNDS = 2
SMOOTH_SUMS = 33


class CarrierPath(msgspec.Struct, frozen=True):
    """The carrier's phase as a polynomial of the time in sums of `size` samples.

    middle   index at which that time is 0
    reach    the time to either side within which the curve holds
    curve    in rad, lowest power first
    """

    middle: float
    size: int
    reach: float
    curve: tuple[float, ...]

    def at(self, places: Times) -> Times:
        """Phase in rad at indices of any shape."""
        time = np.clip((places - self.middle) / self.size, -self.reach, self.reach)
        return np.asarray(np.polynomial.polynomial.polyval(time, self.curve), np.float64)


def carrier_path(signal: Samples, rate_hz: float, start: float) -> CarrierPath:
    """The path of a burst that begins near index `start`.

    signal   (n,) its carrier within MOST_OFFSET_HZ of 0
    """
    size = round(rate_hz / BIT_RATE_BPS)
    first = max(round(start + FROM_S * rate_hz), 0)
    count = (min(round(start + UNTIL_S * rate_hz), signal.size) - first) // size
    if count < 2 * SMOOTH_SUMS:
        return CarrierPath(first, size, 0.0, (0.0,))
    sums = signal[first : first + count * size].reshape(count, size).sum(axis=1)
    time: Times = np.arange(count, dtype=np.float64) + 0.5 - count / 2
    phase = _straightest(sums, time)
    for _ in range(ROUNDS):
        turned = sums * phasors(-phase)
        # The bare carrier is twice as strong as what the data leave of it: it counts for more.
        level = np.convolve(turned.real, np.ones(SMOOTH_SUMS) / SMOOTH_SUMS, "same")
        level = np.maximum(level, 0.1 * abs(level.mean()) + 1e-30)
        phase = phase + np.clip(smooth(time, turned.imag * level, level**2), -1.0, 1.0)
    reach = (0.5 + BEYOND) * count
    return CarrierPath(first + size * count / 2, size, reach, polynomial(time, phase))


def _straightest(sums: Samples, time: Times) -> Times:
    """Phase, frequency and drift that gather the most of the carrier: a transform a drift."""
    spectra = np.abs(fourier.fft(sums * _chirps(time.size), TRANSFORM))
    turns = np.fft.fftfreq(TRANSFORM)
    spectra[:, np.abs(turns) > MOST_OFFSET_HZ / BIT_RATE_BPS] = 0
    i, j = np.unravel_index(int(np.argmax(spectra)), spectra.shape)
    path: Times = 2 * np.pi * (turns[j] * time + DRIFTS[i] * time**2 / 2)
    return path + float(np.angle((sums * phasors(-path)).sum()))


@cache
def _chirps(count: int) -> Samples:
    """(drifts, count), each undoing one of DRIFTS."""
    time = np.arange(count) + 0.5 - count / 2
    chirps: Samples = np.exp(-1j * np.pi * DRIFTS[:, None] * time**2).astype(np.complex64)
    return chirps
