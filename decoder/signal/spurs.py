"""Takes carriers that never end out of a slice: those that are there before and after the burst."""

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Samples
from decoder.signal.slices import Slice

MOST_SPURS = 3
ABOVE_NOISE = 5.0
"""Amplitude of a spur's line over the median of the slice's others, before it is touched."""
ALIKE = 0.5
"""How much of the stronger side the weaker one must have: a neighbour's burst is on one only."""
GUARD_S = 0.04
OVER_S, UNTIL_S = 0.57, 0.65
"""After a line began, the longest burst is over; how far a slice is sure to reach."""
LEAST_S = 0.01
FINER = 8


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
    clean = narrow
    for _ in range(MOST_SPURS):
        sides = [
            np.abs(fourier.fft(_only(clean, side))) / length
            for side, length in zip((before, after), lengths, strict=True)
        ]
        on_both = np.minimum(*sides)
        peak = int(on_both.argmax())
        on_one = np.maximum(*sides)[peak]
        if on_both[peak] < max(ABOVE_NOISE * float(np.median(on_both)), ALIKE * on_one):
            break
        clean = _without_line(clean, _only(clean, before) + _only(clean, after), sum(lengths))
    return msgspec.structs.replace(piece, samples=clean)


def _without_line(signal: Samples, quiet: Samples, length: int) -> Samples:
    """The signal less the strongest line of its quiet part, which is `length` samples long."""
    finer = np.abs(fourier.fft(quiet, FINER * quiet.size))
    turns = int(finer.argmax()) / finer.size * np.arange(signal.size)
    line: Samples = np.exp(2j * np.pi * turns).astype(np.complex64)
    level = np.vdot(line, quiet) / length
    result: Samples = (signal - level * line).astype(np.complex64)
    return result


def _only(signal: Samples, part: slice) -> Samples:
    """The signal within a part, zeros elsewhere."""
    masked = np.zeros_like(signal)
    masked[part] = signal[part]
    return masked
