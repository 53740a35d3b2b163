"""Finds the unmodulated carrier that every burst begins with: C/S T.001 2.2.3 (160 ms).

Three 80 ms looks, half overlapping, are added up without phase, so that a drift of 50 Hz/s costs
nothing. At 25 dB-Hz their sum stands at least twice over the threshold, which noise in the whole
band passes less than once in ten seconds.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder import fourier
from decoder.arrays import Reals, Samples

LOOK_S = 0.080
HOPS_PER_LOOK = 4
LOOKS = 3
SPAN_ROWS = 2 * (LOOKS - 1)
"""From the first look's row to the last one's."""
BACK_ROWS = 12
"""The line must not have been there 240 ms earlier: a carrier that never ends is no burst."""
THRESHOLD = 20.0
"""In units of the mean noise of one look; the sum of three has mean 3."""
ONSET = 2.5
SKIRT = 0.1
"""Nothing weaker than this is a line of its own so near a stronger one, new or not."""
STRONG = 10 * THRESHOLD
STEADY = 0.5
"""Least share of the strongest look that each look of a strong line has: data come and go."""
LEAD_ROWS = 4
"""Silence before the first sample, so that a carrier cut by the recording's start is found too."""
LEAD_CAUTION = 2.7
"""Those rows are one look and a half: their noise reaches higher over its median."""
MEDIAN_OF_SUM = 2.674
"""Median of the sum of three unit exponential variables."""
GROUP_BINS = 64
NEIGHBOURS = 4
"""A candidate is the strongest within so many rows (20 ms) and bins (12.5 Hz) on each side."""
DYNAMIC_RANGE = 1e-8
"""Noise is never taken to be further below the strongest line: a clean recording has none."""
MOST_PER_SECOND = 200


class Line(msgspec.Struct, frozen=True):
    """A carrier that appeared.

    time_s                    where it began, within about 40 ms
    offset_hz                 within about 5 Hz
    power                     of the carrier, in full scale squared
    noise_density             beside it, in full scale squared per Hz
    """

    time_s: float
    offset_hz: float
    power: float
    noise_density: float


class LineDetector:
    """Looks through one band's stream; lines come out in order of time, about 0.3 s late."""

    def __init__(self, rate_hz: float, low_hz: float, high_hz: float) -> None:
        self._hop = fourier.fast_size(round(LOOK_S / HOPS_PER_LOOK * rate_hz))
        self._size = HOPS_PER_LOOK * self._hop
        self._hop_s = self._hop / rate_hz
        self._bin_hz = rate_hz / self._size
        window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(self._size) + 0.5) / self._size)
        self._window = window.astype(np.float32)
        self._density = 1 / (rate_hz * float((window**2).sum()))
        self._amplitude = float(window.sum())
        self._low = max(NEIGHBOURS, int(np.ceil(low_hz / self._bin_hz)) + self._size // 2)
        highest = int(np.floor(high_hz / self._bin_hz)) + self._size // 2
        self._high = min(self._size - NEIGHBOURS, highest)
        self._held = np.zeros(LEAD_ROWS * self._hop, np.complex64)
        self._powers = np.zeros((0, self._size), np.float32)
        self._sums = np.zeros((0, self._size), np.float32)
        self._floor = np.zeros((0, max(1, self._size // GROUP_BINS) + 1), np.float32)
        self._first_row = 0
        self._next_row = 0

    def feed(self, samples: Samples) -> list[Line]:
        """(n,) samples that follow those before; no whole burst begins in the stream's last 0.4 s."""
        self._held = np.concatenate((self._held, samples))
        rows = (self._held.size - self._size) // self._hop + 1
        if rows <= 0:
            return []
        looks = np.lib.stride_tricks.sliding_window_view(self._held, self._size)
        spectra = fourier.fft(looks[: (rows - 1) * self._hop + 1 : self._hop] * self._window)
        power = np.fft.fftshift(spectra.real**2 + spectra.imag**2, axes=1)
        self._held = self._held[rows * self._hop :].copy()
        self._powers = np.concatenate((self._powers, power))
        fresh = self._powers[len(self._sums) :]
        if len(fresh) <= SPAN_ROWS:
            return []
        sums = fresh[:-SPAN_ROWS] + fresh[2:-2] + fresh[SPAN_ROWS:]
        self._floor = np.concatenate((self._floor, noise_floor(sums)))
        self._sums = np.concatenate((self._sums, sums))
        return self._search()

    def _search(self) -> list[Line]:
        """Rows whose neighbours on both sides are there; older rows are kept for the next time."""
        ready = self._first_row + len(self._sums) - NEIGHBOURS
        if ready <= self._next_row:
            return []
        lines = self._lines(range(self._next_row, ready))
        drop = max(0, ready - NEIGHBOURS - BACK_ROWS - self._first_row)
        self._powers, self._sums = self._powers[drop:].copy(), self._sums[drop:].copy()
        self._floor = self._floor[drop:]
        self._first_row += drop
        self._next_row = ready
        return lines

    def _lines(self, wanted: range) -> list[Line]:
        sums, floor, first = self._sums, self._floor, self._first_row
        bar = np.repeat(THRESHOLD * floor, GROUP_BINS, axis=1)[:, : self._size]
        bar[: max(0, LEAD_ROWS - first)] *= LEAD_CAUTION
        rows, bins = np.nonzero(sums[:, : bar.shape[1]] > bar)
        rows, bins = _kept(rows, bins, (bins >= self._low) & (bins < self._high))
        before = _strongest_around(sums, rows - BACK_ROWS, bins, 0, 1)
        rows, bins = _kept(rows, bins, sums[rows, bins] > ONSET * before)
        new = np.zeros_like(sums)
        new[rows, bins] = sums[rows, bins]
        rows, bins = _kept(
            rows, bins, (rows >= wanted.start - first) & (rows < wanted.stop - first)
        )
        strongest_new = _strongest_around(new, rows, bins, NEIGHBOURS, NEIGHBOURS)
        rows, bins = _kept(rows, bins, sums[rows, bins] >= strongest_new)
        strongest = _strongest_around(sums, rows, bins, NEIGHBOURS, NEIGHBOURS)
        rows, bins = _kept(rows, bins, sums[rows, bins] > SKIRT * strongest)
        strong = sums[rows, bins] > STRONG * floor[rows, bins // GROUP_BINS]
        cut = rows + first < LEAD_ROWS + HOPS_PER_LOOK
        steady = _steadiness(self._powers, rows, bins) > STEADY
        rows, bins = _kept(rows, bins, ~strong | cut | steady)
        most = int(MOST_PER_SECOND * len(wanted) * self._hop_s) + 10
        strongest = np.argsort(-sums[rows, bins], kind="stable")[:most]
        rows, bins = rows[np.sort(strongest)], bins[np.sort(strongest)]
        return [
            self._line(sums[r], float(floor[r, b // GROUP_BINS]), first + int(r), int(b))
            for r, b in zip(rows, bins, strict=True)
        ]

    def _line(self, sums: Reals, floor: float, row: int, peak: int) -> Line:
        left, middle, right = (float(sums[peak + i]) ** 0.5 for i in (-1, 0, 1))
        curve = left - 2 * middle + right
        shift = 0.5 * (left - right) / curve if curve < 0 else 0.0
        power = max(float(sums[peak]) - LOOKS * floor, 0.0) / LOOKS / self._amplitude**2
        offset_hz = (peak - self._size // 2 + shift) * self._bin_hz
        return Line((row - LEAD_ROWS) * self._hop_s, offset_hz, power, floor * self._density)


def noise_floor(sums: Reals) -> Reals:
    """Mean noise of one look beside each group of bins, blind to lines: a median over some 4 kHz.

    sums     (rows, bins) sums of LOOKS looks
    returns  (rows, groups); what is left of the bins has the last group's
    """
    rows, bins = sums.shape
    groups = max(1, bins // GROUP_BINS)
    medians = np.median(sums[:, : groups * GROUP_BINS].reshape(rows, groups, -1), axis=2)
    padded = np.pad(medians, ((0, 0), (2, 3)), mode="edge")
    smooth = np.median(np.stack([padded[:, i : i + groups + 1] for i in range(5)]), axis=0)
    least = DYNAMIC_RANGE * sums.max(axis=1, keepdims=True) + np.float32(1e-30)
    result: Reals = np.maximum(smooth / MEDIAN_OF_SUM, least).astype(np.float32)
    return result


Places = NDArray[np.intp]


def _kept(rows: Places, bins: Places, wanted: NDArray[np.bool_]) -> tuple[Places, Places]:
    return rows[wanted], bins[wanted]


def _steadiness(powers: Reals, rows: Places, bins: Places) -> Reals:
    """Weakest of the three looks over the strongest, each over three bins: it may drift."""
    looks = [
        sum((powers[rows + 2 * look, bins + step] for step in (-1, 0, 1)), np.float32(0))
        for look in range(LOOKS)
    ]
    ratio: Reals = np.min(looks, axis=0) / np.maximum(np.max(looks, axis=0), 1e-30)
    return ratio


def _strongest_around(
    sums: Reals, rows: Places, bins: Places, row_reach: int, bin_reach: int
) -> Reals:
    """The largest of `sums` within reach of each point; 0 where that lies before the first row."""
    strongest = np.zeros(rows.size, np.float32)
    for row_step in range(-row_reach, row_reach + 1):
        for bin_step in range(-bin_reach, bin_reach + 1):
            row = rows + row_step
            values = sums[np.clip(row, 0, len(sums) - 1), bins + bin_step]
            np.maximum(strongest, np.where(row >= 0, values, 0), out=strongest)
    return strongest
