"""One burst's few kilohertz, cut out of a band at a rate that suits 400 bit/s."""

from functools import cache

import msgspec
import numpy as np

from decoder.arrays import Reals, Samples

PASS = 0.625
"""Share of a slice's width that passes whole; from there on it fades out."""


class Slice(msgspec.Struct, frozen=True, eq=False):
    """Samples (n,) of a few kilohertz: from when, and around which frequency of the band."""

    samples: Samples
    rate_hz: float
    from_s: float
    middle_hz: float


@cache
def fade(bins: int) -> Reals:
    """1 in the middle, then a raised cosine to 0 at both edges, from bin 0 upwards and round."""
    away = np.abs(np.fft.fftfreq(bins)) * 2
    outside = np.clip((away - PASS) / (1 - PASS), 0, 1)
    weights: Reals = (0.5 + 0.5 * np.cos(np.pi * outside)).astype(np.float32)
    return weights
