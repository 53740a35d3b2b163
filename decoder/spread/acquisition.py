"""A possible start looked into: the preamble as a whole, for its place and frequency.

The preamble's 6400 chips are known. Undone, they leave a tone: one transform gives its frequency
within a Hertz, and its height says how surely it is there at all.
"""

from functools import cache, lru_cache

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.signal.tones import tone
from decoder.spread.prn import CHIP_RATE_HZ, PREAMBLE_CHIPS, Mode
from decoder.spread.search import Place
from decoder.spread.waveform import Pulse, modulated

SHIFTS = (-1.5, -0.75, 0.0, 0.75, 1.5, 2.25)
"""Samples off the place, which is where 0.8 s fit best: by a clock that is off, early or late."""
REACH_HZ = 1500.0
"""More than a step of the search: noise may favour the frequency beside the nearest."""
TRANSFORM = 1024
LEAST_SCORE = 29.0
"""Times the mean of noise. Of an hour of noise, searched as wide as for a plain dongle, 40 places
had 20 or more, and for each 2 beyond a sixth as many: one in some days has 29. At 26 dB-Hz a
preamble has 50."""
AT_ONCE = 16
WITHIN = 0.01
"""Of a stronger burst's score, beside it: 20 dB down, its sequence's side peaks begin."""
BESIDE_S = 0.2


class Acquired(msgspec.Struct, frozen=True):
    """A preamble: `start` is the (fractional) sample at which its first chip begins.

    score   of its power over the noise's in as long a time
    """

    start: float
    frequency_hz: float
    mode: Mode
    inverted: bool
    score: float


def acquired(samples: Samples, rate_hz: float, places: list[Place]) -> list[Acquired]:
    """The preambles at some places of (n,) samples, the surest first."""
    looked: list[Acquired] = []
    for mode in Mode:
        of_mode = [place for place in places if place.mode is mode]
        for first in range(0, len(of_mode), AT_ONCE):
            looked += _looked_into(samples, rate_hz, of_mode[first : first + AT_ONCE])
    kept: list[Acquired] = []
    for one in sorted(looked, key=lambda one: -one.score):
        if one.score < LEAST_SCORE:
            break
        beside = [two for two in kept if abs(two.start - one.start) < BESIDE_S * rate_hz]
        if all(one.score > WITHIN * two.score and not _is_same(one, two) for two in beside):
            kept.append(one)
    return kept


def _is_same(one: Acquired, other: Acquired) -> bool:
    """Two places of one burst: within some chips."""
    return one.mode is other.mode and abs(one.start - other.start) < 10


def _looked_into(samples: Samples, rate_hz: float, places: list[Place]) -> list[Acquired]:
    """The best of each place, all of one mode."""
    replicas = _replicas(rate_hz, places[0].mode)
    sums, step = replicas.shape[0], replicas.shape[1] // 2
    pieces = np.stack([_piece(samples, rate_hz, place, sums * step) for place in places])
    parts = pieces.view(np.float32).reshape(len(places), sums, 2 * step).transpose(1, 0, 2)
    undone = np.matmul(parts, replicas).view(np.complex64).transpose(1, 2, 0)
    spectra = fourier.fft(np.ascontiguousarray(undone), TRANSFORM)
    power = spectra.real**2 + spectra.imag**2
    hz = np.fft.fftfreq(TRANSFORM, step / rate_hz)
    noise = (pieces.real**2 + pieces.imag**2).sum(axis=1) + 1e-30
    found: list[Acquired] = []
    for place, one, total in zip(places, power, noise, strict=True):
        i, j = np.unravel_index(int(np.argmax(one)), one.shape)
        found.append(
            Acquired(
                start=place.sample + SHIFTS[i % len(SHIFTS)],
                frequency_hz=place.frequency_hz + float(hz[j]),
                mode=place.mode,
                inverted=bool(i >= len(SHIFTS)),
                score=float(one[i, j] / total),
            )
        )
    return found


def _piece(samples: Samples, rate_hz: float, place: Place, count: int) -> Samples:
    """As long as a preamble, with the carrier near 0."""
    piece = samples[place.sample : place.sample + count]
    if piece.size < count:
        piece = np.concatenate((piece, np.zeros(count - piece.size, np.complex64)))
    turned: Samples = piece * _turn(-place.frequency_hz / rate_hz, count)
    return turned


@lru_cache(maxsize=64)
def _turn(cycles_per_sample: float, count: int) -> Samples:
    """The search knows few frequencies."""
    return tone(cycles_per_sample, count)


@cache
def _replicas(rate_hz: float, mode: Mode) -> Reals:
    """Undo the preamble in the samples of each sum, as a product of matrices: it starts each of
    SHIFTS late, upright, then with its spectrum mirrored. (sums, 2 step, 2 ways)"""
    step = int(rate_hz / (2.4 * REACH_HZ))
    sums = int(PREAMBLE_CHIPS / CHIP_RATE_HZ * rate_hz) // step
    times = (np.arange(sums * step)[:, None] - np.array(SHIFTS)) / rate_hz * CHIP_RATE_HZ
    mirrored = modulated(None, mode, Pulse.HALF_SINE, times)
    ways = np.concatenate((mirrored.conj(), mirrored), axis=1).reshape(sums, step, -1)
    # A product of complex numbers, by their real and imaginary parts.
    both = np.stack((ways, 1j * ways), axis=2).astype(np.complex64)
    replicas: Reals = both.view(np.float32).reshape(sums, 2 * step, -1)
    return replicas
