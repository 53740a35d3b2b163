"""Chips to bits: the matched filter, the sequences, and the drift of the chips' clock.

C/S T.018 2.2.3: 38400 chips a second within 16 ppm, and the receiver's clock may be 50 ppm off:
up to two chips over a burst, found by the energy that the bits have.
"""

from functools import cache

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples, Times
from decoder.signal.pulse import at_times
from decoder.spread.prn import CHIPS, CHIPS_PER_BIT, Mode, chips
from decoder.spread.waveform import half_sine_spectrum

FINER = 2
"""The filter's output comes at a rate so many times higher, for values between samples."""
BITS = CHIPS // CHIPS_PER_BIT
"""Of each channel: 25 of the preamble, 125 of the message."""
CLOCKS_PPM = np.arange(-60.0, 61.0, 15.0)
BESIDE_CHIPS = 0.25
ROUNDS = 4
MOST_STEP_CHIPS = 0.3


class ChipTiming(msgspec.Struct, frozen=True):
    """Of the stream's samples: I's first chip begins at `start`; the clock is `ppm` fast."""

    start: float
    samples_per_chip: float
    ppm: float = 0.0

    def middles(self, later_chips: float = 0.0) -> Times:
        """Of I's and of Q's chips. (2, CHIPS)"""
        number = np.arange(CHIPS) + 0.5 + np.array([[0.0], [0.5]]) + later_chips
        samples_per_chip = self.samples_per_chip / (1 + self.ppm * 1e-6)
        return np.asarray(self.start + number * samples_per_chip, np.float64)


class Filtered(msgspec.Struct, frozen=True, eq=False):
    """Samples after the chip's matched filter, FINER times as many."""

    values: Samples
    mode: Mode

    def bits(self, timing: ChipTiming, later_chips: float = 0.0) -> Samples:
        """Sums over each bit's chips, I and Q as they came. (2, BITS)"""
        heard = at_times(self.values, FINER * timing.middles(later_chips))
        undone = heard.reshape(2, BITS, CHIPS_PER_BIT) * _signs(self.mode)
        sums: Samples = undone.sum(axis=2)
        return sums


def filtered(samples: Samples, rate_hz: float, mode: Mode) -> Filtered:
    """(n,) samples around a burst, its carrier at 0."""
    size = fourier.fast_size(samples.size)
    spectrum = fourier.fft(samples, size) * half_sine_spectrum(rate_hz, size)
    wide = np.zeros(FINER * size, np.complex64)
    wide[: size // 2], wide[-(size // 2) :] = spectrum[: size // 2], spectrum[-(size // 2) :]
    return Filtered(fourier.ifft(wide) * np.float32(FINER), mode)


def fit_clock(burst: Filtered, timing: ChipTiming) -> ChipTiming:
    """The start and the clock that leave the most energy in the bits."""
    best = max(
        (msgspec.structs.replace(timing, ppm=float(ppm)) for ppm in CLOCKS_PPM),
        key=lambda one: float(_energy(burst.bits(one)).sum()),
    )
    along: Times = np.arange(BITS) / BITS
    basis = np.stack((np.ones(BITS), along), axis=1)
    for _ in range(ROUNDS):
        early, now, late = (
            _energy(burst.bits(best, by)) for by in (-BESIDE_CHIPS, 0.0, BESIDE_CHIPS)
        )
        slope = (late - early) / (2 * BESIDE_CHIPS)
        curve = max(-float((late - 2 * now + early).mean()) / BESIDE_CHIPS**2, 1e-30)
        step = np.linalg.solve(basis.T @ basis, basis.T @ slope) / curve
        shift, stretch = (float(s) for s in np.clip(step, -MOST_STEP_CHIPS, MOST_STEP_CHIPS))
        best = ChipTiming(
            start=best.start + shift * best.samples_per_chip,
            samples_per_chip=best.samples_per_chip,
            ppm=best.ppm - stretch / CHIPS * 1e6,
        )
    return best


def _energy(bits: Samples) -> Times:
    energy: Times = (np.abs(bits).astype(np.float64) ** 2).sum(axis=0)
    return energy


@cache
def _signs(mode: Mode) -> Reals:
    return chips(mode).reshape(2, BITS, CHIPS_PER_BIT)
