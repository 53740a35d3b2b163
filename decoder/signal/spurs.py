"""Takes carriers that never end out of a slice: those that are there before and after the burst."""

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.signal.slices import Slice

MOST_SPURS = 3
ABOVE_NOISE = 5.0
"""Amplitude of a spur's line over the median of the slice's others, before it is touched."""
ALIKE = 0.5
"""How much of the stronger side the weaker one must have: a neighbour's burst is on one only."""
GUARD_S = 0.04
OVER_S, UNTIL_S = 0.59, 0.71
"""After a line began, the longest burst is over; how far a slice is sure to reach."""
LEAST_S = 0.01
PIECE_S = 0.004
"""A line that is known to a few Hz turns little in so short a time: its sums tell the rest."""
FINE_SIZE = 2048
"""Of the transform of those sums: some 0.1 Hz a bin."""


def without_spurs(piece: Slice, start: int) -> Slice:
    """Subtracts up to MOST_SPURS steady carriers, measured where there is no burst.

    start   index of the burst's carrier in the slice
    """
    rate_hz, narrow = piece.rate_hz, piece.samples
    before = slice(0, max(0, start - round(GUARD_S * rate_hz)))
    after = slice(start + round(OVER_S * rate_hz), start + round(UNTIL_S * rate_hz))
    lengths = [len(range(narrow.size)[side]) for side in (before, after)]
    if min(lengths) < LEAST_S * rate_hz:
        return piece
    size = fourier.fast_size(2 * max(lengths))
    clean = narrow
    for _ in range(MOST_SPURS):
        on_both, on_one = np.sort([_levels(clean[side], size) for side in (before, after)], axis=0)
        peak = int(on_both.argmax())
        if on_both[peak] < max(ABOVE_NOISE * float(np.median(on_both)), ALIKE * on_one[peak]):
            break
        clean = _without_line(clean, before, after, float(np.fft.fftfreq(size)[peak]))
    return msgspec.structs.replace(piece, samples=clean)


def _levels(quiet: Samples, size: int) -> Reals:
    """Amplitude of each line of a quiet part."""
    levels: Reals = np.abs(fourier.fft(quiet, size)) / np.float32(quiet.size)
    return levels
