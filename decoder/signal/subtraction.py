"""Rebuilds a decoded burst and takes it out, so that what it covered can be heard."""

import msgspec
import numpy as np

from decoder.arrays import Samples, Times
from decoder.signal.demodulator import CARRIER_S, SoftBurst
from decoder.signal.lines import Line
from decoder.signal.slices import Slice
from decoder.simulation.waveform import FgbBurst, phase_modulation

STEP_SAMPLES = 0.5
"""A burst's start is known to half a sample of its slice; for this it must be known better."""


class Known(msgspec.Struct, frozen=True, eq=False):
    """A decoded burst: its line, what was measured in which slice, and its message.

    later_s   how much later than measured it fits best
    """

    line: Line
    burst: SoftBurst
    message_hex: str
    slice_s: float
    slice_hz: float
    later_s: float = 0.0

    @property
    def wave(self) -> FgbBurst:
        """Its modulation, from time 0."""
        return FgbBurst(
            bits=f"{int(self.message_hex, 16):0{4 * len(self.message_hex)}b}",
            start_s=0.0,
            bit_rate_bps=self.burst.bit_rate_bps,
            modulation_index_rad=self.burst.modulation_index_rad,
        )

    @property
    def start_s(self) -> float:
        return self.slice_s + self.burst.start / self.burst.rate_hz + self.later_s

    @property
    def end_s(self) -> float:
        return self.start_s + self.wave.duration_s


def fitted(known: Known, piece: Slice) -> Known:
    """The same with the start at which it explains the most of its own slice."""
    step_s = STEP_SAMPLES / piece.rate_hz
    trials = [msgspec.structs.replace(known, later_s=step_s * step) for step in (-1, 0, 1)]
    left, middle, right = (abs(_level(trial, piece)) for trial in trials)
    curve = left - 2 * middle + right
    shift = 0.5 * (left - right) / curve if curve < 0 else 0.0
    return msgspec.structs.replace(known, later_s=step_s * min(max(shift, -1.0), 1.0))


def without(piece: Slice, known: Known) -> Slice:
    """A slice less what it holds of a known burst, whose level is fitted anew.

    A burst whose carrier lies outside the slice is left: rebuilt at the slice's rate it would fold.
    """
    if abs(piece.middle_hz - known.slice_hz) > piece.rate_hz / 2:
        return piece
    inside, wave = _wave(known, piece)
    if wave.size == 0:
        return piece
    clean = piece.samples.copy()
    clean[inside] -= (_level(known, piece) * wave).astype(np.complex64)
    return msgspec.structs.replace(piece, samples=clean)


def _level(known: Known, piece: Slice) -> complex:
    """Complex amplitude of the burst in a slice."""
    inside, wave = _wave(known, piece)
    return complex(np.vdot(wave, piece.samples[inside])) / max(wave.size, 1)


def _wave(known: Known, piece: Slice) -> tuple[slice, Samples]:
    """Where the burst is in a slice, and how it looks there at unit amplitude."""
    from_start = known.start_s - piece.from_s, known.end_s - piece.from_s
    first, last = (int(np.ceil(s * piece.rate_hz)) for s in from_start)
    inside = slice(max(first, 0), min(max(last, 0), piece.samples.size))
    time_s: Times = piece.from_s + np.arange(inside.start, inside.stop) / piece.rate_hz
    since_s = time_s - known.start_s
    bits = (since_s - CARRIER_S) * known.burst.bit_rate_bps
    phase = np.polynomial.polynomial.polyval(bits, known.burst.phase_path)
    phase += phase_modulation(known.wave, since_s)
    turns = known.slice_hz * (time_s - known.slice_s) - piece.middle_hz * (time_s - piece.from_s)
    wave: Samples = np.exp(1j * (phase + 2 * np.pi * turns)).astype(np.complex64)
    return inside, wave
