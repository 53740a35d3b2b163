"""Where second-generation bursts may begin, whatever their carrier: correlation of lag products.

A sample times the conjugate of one some chips earlier turns by a constant angle where the carrier
is off, instead of with time. So these products, for lags of one to some chips, are each correlated
with what the spreading sequences make of them, and added up with the angles that a few carrier
frequencies give: a frequency costs little, and a second of signal counts, its unknown bits
included, since within a bit I and Q each lag behind themselves. (Delay-and-multiply, as Coenen and
van Nee describe it for GPS, Electronics Letters 28, 1992, here over many lags.)

Turned back by the right angle, what I and Q give is real, in a mirrored spectrum too: noise is
half of what it would be, and so are the transforms.
"""

from functools import cache
from math import ceil

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples, Times
from decoder.spread.prn import CHIP_RATE_HZ, Mode, chips
from decoder.spread.waveform import SHAPES, Pulse, half_sine_spectrum

TEMPLATE_S = 0.8
LAGS_CHIPS = range(1, 9)
"""Between two of them a matched filter's output says no more; longer ones need more frequencies."""
CARRIER_HZ = 406.05e6
"""Its error and that of the chips' clock go together: both are a dongle's oscillator's."""
FREQUENCY_STEP_HZ = 1300.0
"""Half of it off, the longest lag's angle is off by 0.85 rad."""
PART_REACH_HZ = 3600.0
"""Of carriers that one matched filter serves: 1 % of their power is lost at most."""
BLOCK_S = 2.4
"""Of which a template's length is looked through twice."""
SIZE = round(BLOCK_S * 2 * CHIP_RATE_HZ)
"""Of a block at two samples a chip."""
COLUMNS = 1 << 12
"""So much of all products stays in the processor's cache."""
LEAST_SCORE = 4.0
"""Times the standard deviation of noise, which reaches it some 40 times a second."""
MOST_PLACES = 400
SAMPLED = 16
"""The median of every sixteenth value is as good."""
MEDIAN = 0.6745
"""Of a normal deviate's magnitude."""
FINER = 4


class Place(msgspec.Struct, frozen=True):
    """A sample at which a burst may begin, and roughly its carrier."""

    sample: int
    frequency_hz: float
    mode: Mode
    score: float


class Search:
    """For streams at one rate; `block` samples are looked through at a time, for starts in the
    first `hop`."""

    def __init__(self, rate_hz: float, reach_hz: float) -> None:
        self.block = fourier.fast_size(round(BLOCK_S * rate_hz))
        self.hop = self.block - round(TEMPLATE_S * rate_hz)
        self._bin_hz = rate_hz / self.block
        self._step = self.block / SIZE
        own_rate_hz = rate_hz / self._step
        parts = ceil(reach_hz / PART_REACH_HZ)
        self._middles_hz = _spread_out(reach_hz, parts)
        reach_hz /= parts
        self._frequencies_hz = _spread_out(reach_hz, ceil(2 * reach_hz / FREQUENCY_STEP_HZ))
        self._lags = [round(lag * own_rate_hz / CHIP_RATE_HZ) for lag in LAGS_CHIPS]
        angles = 2 * np.pi * np.outer(self._frequencies_hz, self._lags) / own_rate_hz
        self._weights = np.hstack((np.cos(angles), np.sin(angles))).astype(np.float32)
        self._filter = half_sine_spectrum(own_rate_hz, SIZE)
        self._templates = [
            {mode: _template(own_rate_hz / clock, mode, *self._lags) for mode in Mode}
            for clock in 1 + self._middles_hz / CARRIER_HZ
        ]

    def places(self, samples: Samples) -> list[Place]:
        """Of (block,) samples or, at the end, fewer; the likeliest first."""
        spectrum = fourier.fft(samples, self.block)
        starts = int(min(self.hop, samples.size) / self._step)
        found: list[Place] = []
        for middle_hz, templates in zip(self._middles_hz, self._templates, strict=True):
            spectra = self._lagging(self._filtered(spectrum, middle_hz))
            for mode, template in templates.items():
                correlation = fourier.irfft(self._summed(spectra, template), SIZE)
                found += self._likely(correlation[:, : starts + 1], middle_hz, mode)
        return sorted(found, key=lambda place: -place.score)[:MOST_PLACES]

    def _filtered(self, spectrum: Samples, middle_hz: float) -> Samples:
        """What a chip's matched filter makes of the block, for carriers about one. (SIZE,)"""
        turned = np.roll(spectrum, -round(middle_hz / self._bin_hz))
        half = min(self.block, SIZE) // 2
        around = np.zeros(SIZE, np.complex64)
        around[:half], around[-half:] = turned[:half], turned[-half:]
        return fourier.ifft(around * self._filter)

    def _lagging(self, filtered: Samples) -> Samples:
        """Spectra of the lag products' real and imaginary parts. (2, lags, bins)"""
        products = np.zeros((2, len(self._lags), SIZE), np.float32)
        conjugate = filtered.conj()
        for row, lag in enumerate(self._lags):
            product = filtered[lag:] * conjugate[:-lag]
            products[0, row, lag:], products[1, row, lag:] = product.real, product.imag
        return fourier.rfft(products, SIZE)

    def _summed(self, spectra: Samples, template: Samples) -> Samples:
        """(2, lags, bins) times (lags, bins), each frequency's turn undone. (frequencies, bins)"""
        frequencies, lags = self._weights.shape
        bins = template.shape[1]
        total = np.empty((frequencies, bins), np.complex64)
        for first in range(0, bins, COLUMNS):
            some = slice(first, first + COLUMNS)
            parts = (spectra[:, :, some] * template[:, some]).view(np.float32)
            total[:, some] = (self._weights @ parts.reshape(lags, -1)).view(np.complex64)
        return total

    def _likely(self, heard: Reals, middle_hz: float, mode: Mode) -> list[Place]:
        # A burst half way between two samples shows in both.
        score = np.maximum(_score(heard[:, :-1]), _score(heard[:, :-1] + heard[:, 1:]))
        best = score.max(axis=0)
        peaks = best > LEAST_SCORE
        peaks[1:] &= best[1:] >= best[:-1]
        peaks[:-1] &= best[:-1] > best[1:]
        return [
            Place(
                sample=round(index * self._step),
                frequency_hz=float(middle_hz + self._frequencies_hz[score[:, index].argmax()]),
                mode=mode,
                score=float(best[index]),
            )
            for index in np.flatnonzero(peaks)
        ]


def _spread_out(reach_hz: float, count: int) -> Times:
    """The middles of equal parts of what lies within a reach."""
    return (np.arange(count) - (count - 1) / 2) * 2 * reach_hz / count


def _score(correlation: Reals) -> Reals:
    """Over the standard deviation of noise, which its median tells. (frequencies, n)"""
    median = np.median(np.abs(correlation[:, ::SAMPLED]), axis=1, keepdims=True)
    score: Reals = correlation * (MEDIAN / (median + 1e-30)).astype(np.float32)
    return score


@cache
def _template(rate_hz: float, mode: Mode, *lags: int) -> Samples:
    """Conjugate spectra of what the lag products are like. (lags, bins)"""
    in_phase, quadrature = (_channel(rate_hz, mode, channel) for channel in (0, 1))
    expected = np.zeros((len(lags), SIZE), np.float32)
    for row, lag in zip(expected, lags, strict=True):
        product = in_phase[lag:] * in_phase[:-lag] + quadrature[lag:] * quadrature[:-lag]
        row[lag : in_phase.size] = product - product.mean()  # a steady tone's is constant
    return fourier.rfft(expected, SIZE).conj()


def _channel(rate_hz: float, mode: Mode, channel: int) -> Reals:
    """The sequence of I (0) or Q (1) in half-sine pulses, no wider than the stream. (n,)"""
    count = round(TEMPLATE_S * rate_hz)
    time_chips = np.arange(FINER * count) / (FINER * rate_hz) * CHIP_RATE_HZ - channel / 2
    own = np.floor(time_chips).astype(np.intp)
    level = SHAPES[Pulse.HALF_SINE].level(time_chips - own - 0.5)
    fine = np.where(own >= 0, chips(mode)[channel][np.maximum(own, 0)] * level, 0.0)
    spectrum = fourier.rfft(fine.astype(np.float32), fine.size)
    return fourier.irfft(spectrum[: count // 2 + 1], count) / np.float32(FINER)
