"""Which points of a time-frequency plane are carriers that appeared: pure functions of arrays.

Rows are sums of LOOKS looks at the spectrum, half overlapping, each row half a look later than the
one before; the first row of `powers` and the first of `sums` begin together.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Reals

Places = NDArray[np.intp]

LOOKS = 3
SPAN_ROWS = LOOKS - 1
"""From the first look's row to the last one's."""
BACK_ROWS = 6
"""The line must not have been there 240 ms earlier: a carrier that never ends is no burst."""
THRESHOLD = 20.0
"""In units of the mean noise of one look; the sum of three has mean 3."""
ONSET = 2.5
"""How much stronger than before."""
NEIGHBOUR_ROWS, NEIGHBOUR_BINS = 2, 4
"""A line is the strongest new one within so many rows (40 ms) and bins (12.5 Hz) on each side."""
SKIRT = 0.1
"""Nothing weaker than this is a line of its own so near a stronger one, new or not."""
STRONG = 40 * THRESHOLD
"""37 dB-Hz: below it noise alone makes looks unlike; at 10 times, one burst in 100 was lost."""
STEADY = 0.5
"""Least share of the strongest look that each look of a strong line has: data come and go."""
SIDEBAND_BINS = 128
"""1600 Hz: a burst's strong sidebands lie nearer to its carrier."""
MEDIAN_OF_SUM = 2.674
"""Median of the sum of three unit exponential variables."""
GROUP_BINS = 64
DYNAMIC_RANGE = 1e-8
"""Noise is never taken to be further below the strongest line: a clean recording has none."""


class Plane(msgspec.Struct, frozen=True, eq=False):
    """Powers of single looks, (rows + SPAN_ROWS, bins); their sums, (rows, bins); the noise floor
    beside them, (rows, groups); and how many first rows saw less than whole looks."""

    powers: Reals
    sums: Reals
    floor: Reals
    lead_rows: int


def find_lines(plane: Plane, rows: slice, most: int) -> tuple[Places, Places]:
    """Rows and bins of up to `most` lines that appear within the given rows, by row."""
    nearby = slice(max(0, rows.start - NEIGHBOUR_ROWS), rows.stop + NEIGHBOUR_ROWS)
    points = _above_noise(plane, nearby)
    last = plane.sums.shape[1] - NEIGHBOUR_BINS
    points = _kept(points, (points[1] >= NEIGHBOUR_BINS) & (points[1] < last))
    before = _strongest_around(plane.sums, (points[0] - BACK_ROWS, points[1]), 0, 1)
    points = _kept(points, plane.sums[points] > ONSET * before)
    new = np.zeros(plane.sums.shape, np.float32)
    new[points] = plane.sums[points]
    points = _kept(points, (points[0] >= rows.start) & (points[0] < rows.stop))
    points = _kept(
        points, new[points] >= _strongest_around(new, points, NEIGHBOUR_ROWS, NEIGHBOUR_BINS)
    )
    strongest = _strongest_around(plane.sums, points, NEIGHBOUR_ROWS, NEIGHBOUR_BINS)
    points = _kept(points, new[points] > SKIRT * strongest)
    points = _kept(points, _is_steady(plane, points))
    first = np.sort(np.argsort(-plane.sums[points], kind="stable")[:most])
    return points[0][first], points[1][first]


def noise_floor(sums: Reals) -> Reals:
    """Mean noise of one look beside each group of bins, blind to lines: a median over some 4 kHz.

    sums     (rows, bins) sums of LOOKS looks
    returns  (rows, groups); what is left of the bins has the last group's
    """
    rows, bins = sums.shape
    groups = max(1, bins // GROUP_BINS)
    every_other = sums[:, : groups * GROUP_BINS : 2]  # neighbouring bins say nearly the same
    medians = _medians(every_other.reshape(rows, groups, every_other.shape[1] // groups))
    padded = np.pad(medians, ((0, 0), (2, 3)), mode="edge")
    smooth = _medians(np.stack([padded[:, i : i + groups + 1] for i in range(5)], axis=2))
    least = DYNAMIC_RANGE * sums.max(axis=1, keepdims=True) + np.float32(1e-30)
    floor: Reals = np.maximum(smooth / MEDIAN_OF_SUM, least).astype(np.float32)
    return floor


def _medians(values: Reals) -> Reals:
    """Along the last axis; numpy's own median took ten times as long, half of the detector's."""
    ordered = np.sort(values, axis=-1)
    size = values.shape[-1]
    medians: Reals = np.float32(0.5) * (ordered[..., (size - 1) // 2] + ordered[..., size // 2])
    return medians


def _above_noise(plane: Plane, part: slice) -> tuple[Places, Places]:
    """A row that saw one look and a half has noise that reaches higher over its median."""
    bar = THRESHOLD * plane.floor
    bar[: plane.lead_rows] *= 2.7
    sums = plane.sums[part]
    bins = np.repeat(bar[part], GROUP_BINS, axis=1)[:, : sums.shape[1]]
    points = np.flatnonzero(sums > bins)
    rows, columns = np.divmod(points, sums.shape[1])
    return rows + part.start, columns


def _is_steady(plane: Plane, points: tuple[Places, Places]) -> NDArray[np.bool_]:
    """Whether a strong line is alike in its three looks, each over three bins: it may drift."""
    rows, bins = points
    looks = [
        plane.powers[rows + step, bins - 1]
        + plane.powers[rows + step, bins]
        + plane.powers[rows + step, bins + 1]
        for step in range(LOOKS)
    ]
    alike = np.min(looks, axis=0) > STEADY * np.max(looks, axis=0)
    weak = plane.sums[points] < STRONG * plane.floor[rows, bins // GROUP_BINS]
    steady: NDArray[np.bool_] = alike | weak
    for i in np.flatnonzero(~steady):
        steady[i] = _is_strongest_far_around(plane.sums, int(rows[i]), int(bins[i]))
    return steady


def _is_strongest_far_around(sums: Reals, row: int, column: int) -> bool:
    """Whether a line is no sideband for sure: a carrier whose beginning was cut off, perhaps."""
    rows = slice(max(0, row - NEIGHBOUR_ROWS), row + NEIGHBOUR_ROWS + 1)
    bins = slice(max(0, column - SIDEBAND_BINS), column + SIDEBAND_BINS + 1)
    return bool(sums[row, column] >= sums[rows, bins].max())


def _kept(points: tuple[Places, Places], wanted: NDArray[np.bool_]) -> tuple[Places, Places]:
    return points[0][wanted], points[1][wanted]


def _strongest_around(
    values: Reals, points: tuple[Places, Places], row_reach: int, bin_reach: int
) -> Reals:
    """The largest value within reach of each point; 0 where that lies before the first row."""
    rows = points[0] + np.arange(-row_reach, row_reach + 1)[:, None]
    bins = points[1] + np.arange(-bin_reach, bin_reach + 1)[:, None]
    known = np.clip(rows, 0, len(values) - 1)
    strongest = values[known[:, None], bins].max(axis=1)
    result: Reals = np.where(rows < 0, np.float32(0), strongest).max(axis=0)
    return result
