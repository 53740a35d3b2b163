"""Narrow signals taken out of a wide one: first-generation carriers, spurs, keyed tones.

A second-generation burst lies 20 dB below the noise of its band and more; whatever stands out of a
short spectrum is not its. What is cut is a few bins of thousands.
"""

import numpy as np

from decoder.arrays import Samples

MOST_OVER_MEDIAN = 10.0
"""Of power. Noise has that in one bin of a thousand."""
BINS_BESIDE = 1
"""A tone's Hann window reaches that far."""


def without_lines(spectra: Samples) -> Samples:
    """(looks, bins), changed in place: bins far over their look's median are set to 0."""
    power = spectra.real**2 + spectra.imag**2
    heard = power.any(axis=1)
    median = np.median(power[heard][:, ::4], axis=1, keepdims=True)
    loud = np.zeros(power.shape, bool)
    loud[heard] = power[heard] > MOST_OVER_MEDIAN * median
    for beside in range(1, BINS_BESIDE + 1):
        loud |= np.roll(loud, beside, axis=1) | np.roll(loud, -beside, axis=1)
    spectra[loud] = 0
    return spectra
