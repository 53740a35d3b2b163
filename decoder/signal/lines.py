"""Finds the unmodulated carrier that every burst begins with: C/S T.001 2.2.3 (160 ms).

Three 80 ms looks, half overlapping, are added up without phase, so that a drift of 50 Hz/s costs
nothing. At 25 dB-Hz their sum stands at least twice over the threshold, which noise in the whole
band passes about once a second.
"""

import msgspec
import numpy as np

from decoder.arrays import Reals, Samples
from decoder.signal.line_peaks import (
    BACK_ROWS,
    GROUP_BINS,
    LOOKS,
    NEIGHBOUR_BINS,
    NEIGHBOUR_ROWS,
    SPAN_ROWS,
    Plane,
    find_lines,
    noise_floor,
)
from decoder.signal.looks import LEAD, Looks, hop_samples

MOST_PER_SECOND = 200


class Line(msgspec.Struct, frozen=True):
    """A carrier that appeared.

    time_s                    where it began, within about 40 ms
    offset_hz                 within about 5 Hz
    power                     of the carrier, in full scale squared
    noise_density             beside it, in full scale squared per Hz
    beneath                   seen only when a burst that covered it had been taken out
    """

    time_s: float
    offset_hz: float
    power: float
    noise_density: float
    beneath: bool = False


class LineDetector:
    """Looks through one band's stream; lines come out in order of time, about 0.3 s late."""

    def __init__(self, rate_hz: float, low_hz: float, high_hz: float, from_sample: int = 0) -> None:
        """The first sample to come is `from_sample`, a whole multiple of `looks.hop`."""
        from_row = from_sample // hop_samples(rate_hz)
        self.looks = Looks(rate_hz, low_hz, high_hz, from_row)
        window = self.looks.window.astype(np.float64)
        self._density = 1 / (rate_hz * float((window**2).sum()))
        self._amplitude = float(window.sum())
        lowest, highest = (round(edge_hz / self.looks.bin_hz) for edge_hz in (low_hz, high_hz))
        self._first_bin = lowest - NEIGHBOUR_BINS
        bins = highest + NEIGHBOUR_BINS - self._first_bin
        first = self._first_bin - self.looks.first_bin
        self._within = slice(first, first + bins)
        self._powers = np.zeros((0, bins), np.float32)
        self._sums = self._powers
        self._floor = np.zeros((0, max(1, bins // GROUP_BINS) + 1), np.float32)
        self._first_row = from_row
        self._next_row = from_row

    def feed(self, samples: Samples) -> list[Line]:
        """(n,) samples that follow those before; a line is found 0.3 s later."""
        wanted = self.looks.feed(samples)[:, self._within]
        return self._add(wanted.real**2 + wanted.imag**2) if len(wanted) else []

    def _add(self, powers: Reals) -> list[Line]:
        """Takes new looks; searches the rows whose neighbours on both sides are there."""
        self._powers = np.concatenate((self._powers, powers))
        fresh = self._powers[len(self._sums) :]
        if len(fresh) <= SPAN_ROWS:
            return []
        sums = fresh[:-2] + fresh[1:-1] + fresh[2:]
        self._floor = np.concatenate((self._floor, noise_floor(sums)))
        self._sums = np.concatenate((self._sums, sums))
        ready = self._first_row + len(self._sums) - NEIGHBOUR_ROWS
        if ready <= self._next_row:
            return []
        lines = self._search(ready)
        self._next_row = ready
        drop = max(0, ready - NEIGHBOUR_ROWS - BACK_ROWS - self._first_row)
        self._powers, self._sums = self._powers[drop:].copy(), self._sums[drop:].copy()
        self._floor = self._floor[drop:]
        self._first_row += drop
        return lines

    def _search(self, ready: int) -> list[Line]:
        lead_rows = max(0, LEAD - self._first_row)
        plane = Plane(self._powers, self._sums, self._floor, lead_rows)
        wanted = slice(self._next_row - self._first_row, ready - self._first_row)
        most = int(MOST_PER_SECOND * (ready - self._next_row) * self.looks.hop_s) + 10
        rows, bins = find_lines(plane, wanted, most)
        return [self._line(int(row), int(b)) for row, b in zip(rows, bins, strict=True)]

    def _line(self, row: int, peak: int) -> Line:
        sums, floor = self._sums[row], float(self._floor[row, peak // GROUP_BINS])
        left, middle, right = (float(sums[peak + i]) ** 0.5 for i in (-1, 0, 1))
        curve = left - 2 * middle + right
        shift = 0.5 * (left - right) / curve if curve < 0 else 0.0
        return Line(
            time_s=(self._first_row + row - LEAD) * self.looks.hop_s,
            offset_hz=(self._first_bin + peak + shift) * self.looks.bin_hz,
            power=max(float(sums[peak]) - LOOKS * floor, 0.0) / LOOKS / self._amplitude**2,
            noise_density=floor * self._density,
        )
