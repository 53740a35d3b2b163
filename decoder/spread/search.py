"""Where second-generation bursts may begin, whatever their carrier: correlation of lag products.

A sample times the conjugate of one some microseconds before turns by a constant angle where the
carrier is off, instead of with time. So these products, for lags of one to a dozen chips, are each
correlated with what the spreading sequences make of them, and added up with the angles that a few
carrier frequencies give: a frequency costs little, and a second of signal counts, its unknown bits
included, since within a bit I and Q each lag behind themselves. (Delay-and-multiply, as Coenen and
van Nee describe it for GPS, Electronics Letters 28, 1992, here over many lags.)
"""

from functools import cache

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.spread.prn import CHIP_RATE_HZ, PREAMBLE_CHIPS, Mode, chips
from decoder.spread.waveform import SHAPES, Pulse

TEMPLATE_S = 0.8
LAGS_S = (24e-6, 185e-6)
"""A lag of less than a chip says nothing of the sequence, a longer one needs more frequencies."""
FREQUENCY_STEP_HZ = 3000.0
"""Half of it off, the longest lag's angle is off by 0.6 rad from the middle one's."""
LEAST_BLOCK_S = 2.4
"""Of which a template's length is looked through twice."""
COLUMNS = 1 << 13
"""So much of all products stays in the processor's cache."""
LEAST_SCORE = 9.7
"""Times the mean of noise, for two frequencies: reached by noise some 60 times a second, and as
often for more if it is raised by the logarithm of their number. All are cheaply looked into."""
MOST_PLACES = 400
SAMPLED = 16
"""The median of every sixteenth value is as good."""
FINER = 4


class Place(msgspec.Struct, frozen=True):
    """A sample at which a burst may begin, and roughly its carrier."""

    sample: int
    frequency_hz: float
    mode: Mode
    inverted: bool
    score: float


class Search:
    """For streams at one rate; a block is looked through at a time, for starts in its first `hop`.

    A block has `block` samples, of which the first `before` only serve the lags.
    """

    def __init__(self, rate_hz: float, reach_hz: float) -> None:
        self._rate_hz = rate_hz
        self._lags = np.arange(round(LAGS_S[0] * rate_hz), round(LAGS_S[1] * rate_hz) + 1)
        count = max(1, int(np.ceil(2 * reach_hz / FREQUENCY_STEP_HZ)))
        self._frequencies_hz = (np.arange(count) - (count - 1) / 2) * 2 * reach_hz / count
        angles = 2 * np.pi * np.outer(self._frequencies_hz, self._lags) / rate_hz
        self._cosines, self._sines = np.cos(angles), np.sin(angles)
        self._kinds = [(mode, inverted) for mode in Mode for inverted in (False, True)]
        self._size = fourier.fast_size(round(LEAST_BLOCK_S * rate_hz))
        self._templates = [_spectra(rate_hz, self._size, *kind) for kind in self._kinds]
        self._least_score = LEAST_SCORE + float(np.log(count / 2))
        self.before = int(self._lags[-1])
        self.block = self.before + self._size
        self.hop = self._size - round(TEMPLATE_S * rate_hz)

    def places(self, samples: Samples) -> list[Place]:
        """Of (block,) samples; a place is counted from sample `before` on."""
        products = np.empty((self._lags.size, self._size), np.complex64)
        now, conjugate = samples[self.before :], samples.conj()
        for row, lag in zip(products, self._lags, strict=True):
            np.multiply(now, conjugate[self.before - lag : samples.size - lag], out=row)
        spectra = fourier.fft(products)
        found: list[Place] = []
        for kind, template in zip(self._kinds, self._templates, strict=True):
            found += self._of_kind(kind, fourier.ifft(self._summed(spectra, template)))
        return sorted(found, key=lambda place: -place.score)[:MOST_PLACES]

    def _summed(self, spectra: Samples, template: Samples) -> Samples:
        """(lags, n) times (lags, n), added up with each frequency's angles. (frequencies, n)"""
        cosines, sines = (part.astype(np.float32) for part in (self._cosines, self._sines))
        total = np.empty((cosines.shape[0], self._size), np.complex64)
        for first in range(0, self._size, COLUMNS):
            some = slice(first, first + COLUMNS)
            both = (spectra[:, some] * template[:, some]).view(np.float32)
            along, across = (cosines @ both).view(np.complex64), (sines @ both).view(np.complex64)
            total[:, some] = along - 1j * across
        return total

    def _of_kind(self, kind: tuple[Mode, bool], correlation: Samples) -> list[Place]:
        mode, inverted = kind
        heard = correlation[:, : self.hop + 1]
        # A burst half way between two samples shows in both, with the same angle.
        score = np.maximum(_score(heard[:, :-1]), _score(heard[:, :-1] + heard[:, 1:]))
        best = score.max(axis=0)
        peaks = best > self._least_score
        peaks[1:] &= best[1:] >= best[:-1]
        peaks[:-1] &= best[:-1] > best[1:]
        return [
            Place(
                sample=int(sample),
                frequency_hz=float(self._frequencies_hz[int(score[:, sample].argmax())]),
                mode=mode,
                inverted=inverted,
                score=float(best[sample]),
            )
            for sample in np.flatnonzero(peaks)
        ]


def _score(correlation: Samples) -> Reals:
    """Power over the mean of noise, which its median tells. (frequencies, n)"""
    power = correlation.real**2 + correlation.imag**2
    power *= np.log(2) / (np.median(power[:, ::SAMPLED], axis=1, keepdims=True) + 1e-30)
    return np.asarray(power, np.float32)


@cache
def _spectra(rate_hz: float, size: int, mode: Mode, inverted: bool) -> Samples:
    """Conjugate spectra of what the lag products are like. (lags, size)"""
    lags = range(round(LAGS_S[0] * rate_hz), round(LAGS_S[1] * rate_hz) + 1)
    in_phase, quadrature = (_channel(rate_hz, mode, channel) for channel in (0, 1))
    whole = in_phase + 1j * quadrature
    known = round(PREAMBLE_CHIPS / CHIP_RATE_HZ * rate_hz)
    expected = np.zeros((len(lags), size), np.complex64)
    for row, lag in zip(expected, lags, strict=True):
        product = whole[lag:] * whole[:-lag].conj()
        of_either = in_phase[lag:] * in_phase[:-lag] + quadrature[lag:] * quadrature[:-lag]
        product[known - lag :] = of_either[known - lag :]
        product -= product.mean()  # a steady tone has a constant product
        row[lag : whole.size] = product.conj() if inverted else product
    return fourier.fft(expected).conj()


def _channel(rate_hz: float, mode: Mode, channel: int) -> Reals:
    """The sequence of I (0) or Q (1) in half-sine pulses, no wider than the stream. (n,)"""
    count = round(TEMPLATE_S * rate_hz)
    time_chips = np.arange(FINER * count) / (FINER * rate_hz) * CHIP_RATE_HZ - channel / 2
    own = np.floor(time_chips).astype(np.intp)
    level = SHAPES[Pulse.HALF_SINE].level(time_chips - own - 0.5)
    fine = np.where(own >= 0, chips(mode)[channel][np.maximum(own, 0)] * level, 0.0)
    spectrum = fourier.rfft(fine.astype(np.float32), fine.size)
    return fourier.irfft(spectrum[: count // 2 + 1], count) / np.float32(FINER)
