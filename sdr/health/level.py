"""How full the converter is: level, peak, constant, and how much of the signal is cut off."""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from sdr.sample_format import Encoding

SILENT_DB = -300.0
"""Stands for the level of nothing at all, which has no logarithm."""


class Level(msgspec.Struct, frozen=True):
    """dBFS is relative to a carrier at full scale 1.0.

    rms_dbfs     of the samples less their constant
    peak_dbfs    of the largest sample, the constant included: what the converter has to hold
    dc_dbfs      of the constant
    """

    rms_dbfs: float
    peak_dbfs: float
    dc_dbfs: float


def level_of(samples: NDArray[np.complex64]) -> Level:
    """(n,) samples; n may be 0."""
    if not samples.size:
        return Level(SILENT_DB, SILENT_DB, SILENT_DB)
    power = np.square(samples.real) + np.square(samples.imag)
    constant = abs(complex(samples.mean(dtype=np.complex128))) ** 2
    mean = float(power.mean(dtype=np.float64))
    return Level(
        rms_dbfs=decibels(max(mean - constant, 0.0)),
        peak_dbfs=decibels(float(power.max())),
        dc_dbfs=decibels(constant),
    )


def mean_level(levels: Sequence[Level]) -> Level:
    """Of all of them together, as if they were of as many samples each: at least one."""
    rms, dc = (
        float(np.mean([10 ** (db / 10) for db in of_each]))
        for of_each in ([one.rms_dbfs for one in levels], [one.dc_dbfs for one in levels])
    )
    return Level(decibels(rms), max(one.peak_dbfs for one in levels), decibels(dc))


def clipped_fraction(components: NDArray[np.float32], encoding: Encoding) -> float:
    """The share of components at the first or last value that their encoding has."""
    if not components.size:
        return 0.0
    lowest, highest = _limits(encoding)
    beyond = np.count_nonzero(components <= lowest) + np.count_nonzero(components >= highest)
    return float(beyond / components.size)


def _limits(encoding: Encoding) -> tuple[np.float32, np.float32]:
    if encoding.is_float:
        return np.float32(-1.0), np.float32(1.0)
    if encoding.dtype.endswith("u1"):
        stored = np.array([0.0, 255.0])
    else:
        stored = np.array([-encoding.full_scale, encoding.full_scale - 1])
    lowest, highest = ((stored - encoding.zero) / encoding.full_scale).astype(np.float32)
    return lowest, highest


def decibels(power: float) -> float:
    """Of a power ratio; SILENT_DB for nothing."""
    return max(10.0 * float(np.log10(power)), SILENT_DB) if power > 0 else SILENT_DB
