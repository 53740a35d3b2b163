"""Takes carriers that never end out of a slice: those that are there before and after the burst."""

import numpy as np

from decoder import fourier
from decoder.arrays import Samples

MOST_SPURS = 6
ABOVE_NOISE = 30.0
"""Power of a spur's line over the mean of the slice's other lines, before it is touched."""
FINER = 4
ALIKE = 0.5
"""How much of the stronger side the weaker one must have: a neighbour's burst is on one only."""


def without_spurs(narrow: Samples, before: slice, after: slice) -> Samples:
    """Subtracts up to MOST_SPURS steady carriers, measured where there is no burst.

    narrow          (n,) complex64
    before, after   the stretches of it before and after the burst
    """
    quiet = np.zeros(narrow.size, np.float32)
    quiet[before] = 1
    quiet[after] = 1
    if quiet[before].sum() < 100 or quiet[after].sum() < 100:
        return narrow
    clean = narrow
    for _ in range(MOST_SPURS):
        power = np.abs(fourier.fft(clean * quiet)) ** 2
        if power.max() < ABOVE_NOISE * float(np.median(power)) / np.log(2):
            break
        finer = np.abs(fourier.fft(clean * quiet, FINER * narrow.size))
        turns = int(finer.argmax()) / finer.size * np.arange(narrow.size)
        spur: Samples = np.exp(2j * np.pi * turns).astype(np.complex64)
        sides = [_mean(clean, spur, before), _mean(clean, spur, after)]
        if min(map(abs, sides)) < ALIKE * max(map(abs, sides)):
            break
        level = (clean * quiet * spur.conj()).sum() / quiet.sum()
        clean = (clean - level * spur).astype(np.complex64)
    return clean


def _mean(signal: Samples, spur: Samples, where: slice) -> complex:
    return complex(np.mean(signal[where] * spur[where].conj()))
