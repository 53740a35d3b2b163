"""Takes carriers that never end out of a slice: those that are there before and after the burst."""

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.signal.slices import Slice
from decoder.signal.tones import tone

MOST_SPURS = 3
ABOVE_NOISE = 5.0
"""Amplitude of a spur's line over the median of the slice's others, before it is touched."""
ALIKE = 0.5
"""How much of the stronger side the weaker one must have: a neighbour's burst is on one only."""
GUARD_S = 0.04
OVER_S, UNTIL_S = 0.57, 0.65
"""After a line began, the longest burst is over; how far a slice is sure to reach."""
LEAST_S = 0.01
SUMMED_S = 1 / 300
"""In which a line known to a Hz or two turns little: such sums tell the rest."""
FINE_SIZE = 2048
NEAR_BINS = 32
"""Of the sums' transform: 0.15 Hz each, and how far the line may be."""


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
    summed = max(1, round(SUMMED_S * rate_hz))
    clean = narrow
    for _ in range(MOST_SPURS):
        sides = [_levels(clean[side], size) for side in (before, after)]
        on_both = np.minimum(*sides)
        peak = int(on_both.argmax())
        on_one = max(float(side[peak]) for side in sides)
        median = float(np.partition(on_both, size // 2)[size // 2])
        if on_both[peak] < max(ABOVE_NOISE * median, ALIKE * on_one):
            break
        near = float(np.fft.fftfreq(size)[peak])
        clean = _without_line(clean, (before, after), near, summed)
    return msgspec.structs.replace(piece, samples=clean)


def _levels(quiet: Samples, size: int) -> Reals:
    """Amplitude of each line of a quiet part."""
    levels: Reals = np.abs(fourier.fft(quiet, size))
    levels /= quiet.size
    return levels


def _without_line(signal: Samples, sides: tuple[slice, slice], near: float, summed: int) -> Samples:
    """The signal less the line near a frequency (cycles a sample), which both sides tell finely."""
    quiet = np.zeros_like(signal)
    for side in sides:
        quiet[side] = signal[side]
    turned = (quiet * tone(-near, quiet.size))[: quiet.size // summed * summed]
    spectrum = np.abs(fourier.fft(turned.reshape(-1, summed).sum(axis=1), FINE_SIZE))
    bins = np.arange(-NEAR_BINS, NEAR_BINS + 1)
    place = int(spectrum[bins].argmax())
    left, middle, right = (float(spectrum[bins[place] + step]) for step in (-1, 0, 1))
    curve = left - 2 * middle + right
    shift = 0.5 * (left - right) / curve if curve < 0 else 0.0
    line = tone(near + (bins[place] + shift) / FINE_SIZE / summed, signal.size)
    line *= np.vdot(line, quiet) / sum(quiet[side].size for side in sides)
    return signal - line
