"""Lines that stay: carriers of the receiver's own making, of a computer nearby, of a neighbour.

A line stays if it stands out of the noise in every one of several looks. So the least that each bin
had in all of them is compared with the noise: a burst, which lasts half a second, has left by the
next look a second later, and no chance peak of noise comes back in the same bin ten times.
"""

from collections.abc import Iterable
from itertools import pairwise

import msgspec
import numpy as np
from numpy.typing import NDArray

from sdr.health.level import decibels
from sdr.health.spectrum import Spectrum

LOOKS = 10
LEAST_DB = 6.0
AROUND_BINS = 65
"""Over so many the floor is a median: it follows the filters' slope, and no line's width."""
CENTER_BINS = 2
"""Either side of the middle is the receiver's constant, which is measured by itself."""


class Spur(msgspec.Struct, frozen=True):
    """above_floor_db: the least it had in any look, over the noise density in one bin."""

    frequency_hz: float
    above_floor_db: float


def spurs_in(looks: Iterable[Spectrum], least_db: float = LEAST_DB) -> tuple[Spur, ...]:
    """The strongest first; none before LOOKS looks of one tuning."""
    recent = list(looks)[-LOOKS:]
    if len(recent) < LOOKS or not all(look.is_tuned_as(recent[0]) for look in recent):
        return ()
    ratio = np.min([look.density / _floor(look.density) for look in recent], axis=0)
    middle = ratio.size // 2
    ratio[middle - CENTER_BINS : middle + CENTER_BINS + 1] = 0.0
    found = [
        Spur(recent[0].frequency_hz(peak), decibels(float(ratio[peak])))
        for peak in _peaks(ratio, 10 ** (least_db / 10))
    ]
    return tuple(sorted(found, key=lambda spur: -spur.above_floor_db))


def _floor(density: NDArray[np.float32]) -> NDArray[np.float32]:
    """For each bin the median around it; in steps of half the width, for speed."""
    step = AROUND_BINS // 2
    padded = np.pad(density, step, mode="reflect")
    windows = np.lib.stride_tricks.sliding_window_view(padded, AROUND_BINS)[::step]
    medians = np.median(windows, axis=1)
    places = np.arange(medians.size) * step
    floor = np.interp(np.arange(density.size), places, medians)
    return np.maximum(floor, np.finfo(np.float32).tiny).astype(np.float32)


def _peaks(ratio: NDArray[np.float32], least: float) -> list[int]:
    """The highest bin of each run of bins over the least."""
    above = np.flatnonzero(ratio > least)
    if not above.size:
        return []
    breaks = [0, *(np.flatnonzero(np.diff(above) > 1) + 1).tolist(), above.size]
    return [
        int(above[first + int(np.argmax(ratio[above[first:last]]))])
        for first, last in pairwise(breaks)
    ]
