"""The noise floor, which is all that there is to hear most of the time.

The median over frequency: a burst or a carrier fills a few bins of many and does not move it, and
neither does the slope of the filters at the two ends.
"""

import numpy as np
from numpy.typing import NDArray

from sdr.health.level import decibels
from sdr.health.spectrum import Spectrum

FLAT = 0.8
"""Of the width, about the middle: what a receiver's filters leave as it is."""
OVERLAP = 1 + 2 / 36
"""The average of half-overlapping segments varies as that of so many fewer: with a Hann window
neighbours share a sixth of their amplitude, a 36th of their power (Welch, 1967)."""


def noise_density_dbfs_hz(spectrum: Spectrum) -> float:
    """Of white noise, were there nothing else: the median, corrected to the mean of such noise."""
    middle = flat_part(spectrum)
    return decibels(float(np.median(middle)) / median_of_mean(spectrum.averaged))


def flat_part(spectrum: Spectrum) -> NDArray[np.float32]:
    size = spectrum.density.size
    edge = int(size * (1 - FLAT) / 2)
    return spectrum.density[edge : size - edge]


def median_of_mean(averaged: int) -> float:
    """Median over mean of the average of so many segments of noise, each of which is exponentially
    distributed: Wilson and Hilferty's approximation of the gamma distribution (1931)."""
    return (1 - OVERLAP / (9 * averaged)) ** 3
