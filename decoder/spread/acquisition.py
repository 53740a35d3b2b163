"""A possible start looked into: the preamble as a whole, for its place and frequency.

The preamble's 6400 chips are known. Undone, they leave a tone: one transform gives its frequency
within a Hertz, and its height says how surely it is there at all.
"""

from functools import cache

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.signal.tones import tone
from decoder.spread.prn import CHIP_RATE_HZ, PREAMBLE_CHIPS, Mode
from decoder.spread.search import FREQUENCY_STEP_HZ, Place
from decoder.spread.waveform import Pulse, modulated

SHIFTS = (-1.0, -0.5, 0.0, 0.5, 1.0, 1.5)
"""Samples off the place: that is where a template of 0.8 s fits best, and the clock may be off."""
FIRST_SHIFTS = [SHIFTS.index(shift) for shift in (-0.5, 1.0)]
REACH_HZ = FREQUENCY_STEP_HZ
TRANSFORM = 2048
LEAST_SCORE = 25.0
"""Times the mean of noise, which is that high once in 1e11 cells: some 60 000 are looked at in each
of 100 places in a second. At 26 dB-Hz a preamble has 50."""
LEAST_FIRST_SCORE = 14.0
"""Of a preamble at 26 dB-Hz, three quarters of a sample off, 12 to 20."""
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
    looked = [_looked_into(samples, rate_hz, place) for place in _likely(samples, rate_hz, places)]
    kept: list[Acquired] = []
    for one in sorted(looked, key=lambda one: -one.score):
        if one.score < LEAST_SCORE:
            break
        beside = [two for two in kept if abs(two.start - one.start) < BESIDE_S * rate_hz]
        if all(one.score > WITHIN * two.score and not _is_same(one, two) for two in beside):
            kept.append(one)
    return kept


def _likely(samples: Samples, rate_hz: float, places: list[Place]) -> list[Place]:
    """Those that pass a first look, at many at once with few shifts."""
    likely: list[Place] = []
    for mode in Mode:
        of_mode = [place for place in places if place.mode is mode]
        replicas, step = _replicas(rate_hz, mode)
        for first in range(0, len(of_mode), AT_ONCE):
            some = of_mode[first : first + AT_ONCE]
            pieces = np.stack([_piece(samples, rate_hz, place) for place in some])
            sums = [_sums(pieces * replicas[shift], step) for shift in FIRST_SHIFTS]
            power = np.abs(fourier.fft(np.stack(sums), TRANSFORM)).max(axis=(0, 2)) ** 2
            noise = (pieces.real**2 + pieces.imag**2).sum(axis=1)
            passed = power > LEAST_FIRST_SCORE * noise
            likely += [place for place, good in zip(some, passed, strict=True) if good]
    return likely


def _sums(samples: Samples, step: int) -> Samples:
    """Of every `step` samples along the last axis: as a product of matrices, ten times as fast."""
    parts = np.ascontiguousarray(samples).view(np.float32).reshape(-1, 2 * step)
    sums: Reals = parts @ np.tile(np.eye(2, dtype=np.float32), (step, 1))
    return sums.view(np.complex64).reshape(samples.shape[0], -1)


def _piece(samples: Samples, rate_hz: float, place: Place) -> Samples:
    """As long as a preamble, with the carrier near 0 and the spectrum the right way round."""
    count = _replicas(rate_hz, place.mode)[0].shape[1]
    piece = samples[place.sample : place.sample + count]
    if piece.size < count:
        piece = np.concatenate((piece, np.zeros(count - piece.size, np.complex64)))
    turned: Samples = piece * tone(-place.frequency_hz / rate_hz, count)
    return turned.conj() if place.inverted else turned


def _is_same(one: Acquired, other: Acquired) -> bool:
    """Two places of one burst: within some chips."""
    return one.mode is other.mode and abs(one.start - other.start) < 10


def _looked_into(samples: Samples, rate_hz: float, place: Place) -> Acquired:
    replicas, step = _replicas(rate_hz, place.mode)
    piece = _piece(samples, rate_hz, place)
    sums = _sums(replicas * piece, step)
    power = np.abs(fourier.fft(sums, TRANSFORM)) ** 2
    hz = np.fft.fftfreq(TRANSFORM, step / rate_hz)
    power[:, np.abs(hz) > REACH_HZ] = 0
    i, j = np.unravel_index(int(np.argmax(power)), power.shape)
    way = -1 if place.inverted else 1
    return Acquired(
        start=place.sample + SHIFTS[i],
        frequency_hz=place.frequency_hz + way * float(hz[j]),
        mode=place.mode,
        inverted=place.inverted,
        score=float(power[i, j]) / (float((np.abs(piece) ** 2).sum()) + 1e-30),
    )


@cache
def _replicas(rate_hz: float, mode: Mode) -> tuple[Samples, int]:
    """The preamble's conjugate, starting each of SHIFTS late; and how many samples make a sum."""
    step = int(rate_hz / (2.4 * REACH_HZ))
    count = int(PREAMBLE_CHIPS / CHIP_RATE_HZ * rate_hz) // step * step
    times = (np.arange(count) - np.array(SHIFTS)[:, None]) / rate_hz * CHIP_RATE_HZ
    return modulated(None, mode, Pulse.HALF_SINE, times).conj(), step
