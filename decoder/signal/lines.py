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
BACK_ROWS = 12
"""The line must not have been there 240 ms earlier: a carrier that never ends is no burst."""
THRESHOLD = 20.0
"""In units of the mean noise of one look; the sum of three has mean 3."""
ONSET = 2.5
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
        self._held = np.zeros(0, np.complex64)
        self._powers = np.zeros((0, self._size), np.float32)
        self._first_row = 0
        self._next_row = 0

    def feed(self, samples: Samples, *, last: bool = False) -> list[Line]:
        """(n,) samples that follow those before; `last` looks at the end of the stream too."""
        if last:
            samples = np.concatenate((samples, np.zeros(12 * self._hop, np.complex64)))
        self._held = np.concatenate((self._held, samples))
        rows = (self._held.size - self._size) // self._hop + 1
        if rows <= 0:
            return []
        looks = np.lib.stride_tricks.sliding_window_view(self._held, self._size)
        spectra = fourier.fft(looks[: (rows - 1) * self._hop + 1 : self._hop] * self._window)
        power = spectra.real**2 + spectra.imag**2
        self._powers = np.concatenate((self._powers, np.fft.fftshift(power, axes=1)))
        self._held = self._held[rows * self._hop :].copy()
        return self._search()

    def _search(self) -> list[Line]:
        """Rows whose neighbours on both sides are there; older rows are kept for the next time."""
        ready = self._first_row + self._powers.shape[0] - 2 * (LOOKS - 1) - NEIGHBOURS
        if ready <= self._next_row:
            return []
        first = max(self._next_row - NEIGHBOURS - BACK_ROWS, self._first_row)
        powers = self._powers[first - self._first_row :]
        sums = powers[:-4] + powers[2:-2] + powers[4:]
        lines = self._lines(sums, first, range(self._next_row, ready))
        keep = max(self._first_row, ready - NEIGHBOURS - BACK_ROWS)
        self._powers = self._powers[keep - self._first_row :].copy()
        self._first_row, self._next_row = keep, ready
        return lines

    def _lines(self, sums: Reals, first: int, wanted: range) -> list[Line]:
        start = wanted.start - first
        floor = noise_floor(sums[start : wanted.stop - first])
        bar = np.repeat(THRESHOLD * floor, GROUP_BINS, axis=1)[:, : sums.shape[1]]
        rows, bins = np.nonzero(sums[start : wanted.stop - first, : bar.shape[1]] > bar)
        inside = (bins >= self._low) & (bins < self._high)
        rows, bins = rows[inside] + start, bins[inside]
        appeared = sums[rows, bins] > ONSET * _strongest_around(sums, rows - BACK_ROWS, bins, 0, 1)
        rows, bins = rows[appeared], bins[appeared]
        around = _strongest_around(sums, rows, bins, NEIGHBOURS, NEIGHBOURS)
        peaks = np.flatnonzero(sums[rows, bins] >= around)
        most = int(MOST_PER_SECOND * len(wanted) * self._hop_s) + 10
        if peaks.size > most:
            order = np.argsort(-sums[rows[peaks], bins[peaks]], kind="stable")
            peaks = np.sort(peaks[order[:most]])
        return [
            self._line(sums[r], float(floor[r - start, b // GROUP_BINS]), first + int(r), int(b))
            for r, b in zip(rows[peaks], bins[peaks], strict=True)
        ]

    def _line(self, sums: Reals, floor: float, row: int, peak: int) -> Line:
        left, middle, right = (float(sums[peak + i]) ** 0.5 for i in (-1, 0, 1))
        curve = left - 2 * middle + right
        shift = 0.5 * (left - right) / curve if curve < 0 else 0.0
        power = max(float(sums[peak]) - LOOKS * floor, 0.0) / LOOKS / self._amplitude**2
        offset_hz = (peak - self._size // 2 + shift) * self._bin_hz
        return Line(row * self._hop_s, offset_hz, power, floor * self._density)


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


def _strongest_around(
    sums: Reals, rows: NDArray[np.intp], bins: NDArray[np.intp], row_reach: int, bin_reach: int
) -> Reals:
    """The largest of `sums` within reach of each point; 0 where that lies before the first row."""
    strongest = np.zeros(rows.size, np.float32)
    for row_step in range(-row_reach, row_reach + 1):
        for bin_step in range(-bin_reach, bin_reach + 1):
            row = rows + row_step
            values = sums[np.clip(row, 0, len(sums) - 1), bins + bin_step]
            np.maximum(strongest, np.where(row >= 0, values, 0), out=strongest)
    return strongest
