"""Where the bits lie: the frame sync by correlation, then the bit rate over the whole message."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Samples, Signal
from decoder.signal.pulse import BIT_RATE_BPS, at_times, sync_words

SYNC_BITS = 24
SHORT_BITS = 112
RATE_REACH = 0.024
"""C/S T.001 2.2.4 allows 1 %; 2 % is accepted."""
COARSE_RATES = np.linspace(-RATE_REACH, RATE_REACH, 17)
COARSE_SHIFTS = np.linspace(-0.4, 0.4, 13)
FINE_STEPS = np.linspace(-1, 1, 7)
LOUDEST = 3.0
"""No bit counts for more than this, of the sync's mean power: the noise that FM audio has after a
short burst is far louder than its bits, and would draw the timing towards itself."""
SYNC_RATES = (0.985, 1.0, 1.015)
"""Tried for the frame sync: over its 24 bits a rate 2 % off makes the two words look alike."""


class BitTiming(msgspec.Struct, frozen=True):
    """In samples of the filtered signal: bit k (from 0) begins at first + k * samples_per_bit."""

    first: float
    samples_per_bit: float

    def places(self, first_bit: int, count: int) -> NDArray[np.float64]:
        bits = np.arange(first_bit, first_bit + count, dtype=np.float64)
        return self.first + self.samples_per_bit * bits


class Sync(msgspec.Struct, frozen=True):
    """The best match of a frame sync.

    first      index of bit 1's first sample
    word       0 normal, 1 self-test
    match      complex correlation with the sync's signs, over its 24 bits
    quality    share of the 24 bits' filtered energy that the match explains, 0 to 1
    """

    first: int
    word: int
    match: complex
    quality: float


def find_sync(filtered: Samples, samples_per_bit: float, first: int, last: int) -> Sync:
    """The best place for bit 1 between two indices, at the best of SYNC_RATES.

    filtered   (n,) output of the bit's matched filter, carrier at less than some 8 Hz
    """
    tries = (_match(filtered, samples_per_bit, first, last, rate) for rate in SYNC_RATES)
    return max(tries, key=lambda sync: abs(sync.match))


def _match(filtered: Samples, samples_per_bit: float, first: int, last: int, rate: float) -> Sync:
    """At one bit rate; that and the nominal one agree in the middle of the sync."""
    starts = np.arange(max(first, 0), max(last, first + 1))
    bits = np.arange(SYNC_BITS) - SYNC_BITS / 2
    offsets = np.round((SYNC_BITS / 2 + bits / rate) * samples_per_bit).astype(np.intp)
    places = starts[:, None] + offsets
    inside = (places >= 0) & (places < filtered.size)
    values = np.where(inside, filtered[np.where(inside, places, 0)], 0)
    matches = values @ sync_words().T
    place, word = np.unravel_index(int(np.argmax(np.abs(matches))), matches.shape)
    match = complex(matches[place, word])
    energy = float((np.abs(values[place]) ** 2).sum()) * SYNC_BITS
    quality = abs(match) ** 2 / energy if energy > 0 else 0.0
    return Sync(int(starts[place]), int(word), match, quality)


def fit_timing(filtered: Signal, sync: Sync, samples_per_bit: float) -> BitTiming:
    """Bit rate and start that put the most energy into 112 bits, without knowing them.

    Turns about the middle of the sync: coarse over all rates, then finer twice around the best.
    """
    middle = SYNC_BITS / 2
    anchor = sync.first + middle * samples_per_bit
    signs = sync_words()[sync.word]
    known = at_times(filtered, sync.first + np.arange(SYNC_BITS) * samples_per_bit)
    most = LOUDEST * (np.abs(known) ** 2).mean()
    best_rate, best_shift = 0.0, 0.0
    rates, shifts = COARSE_RATES, COARSE_SHIFTS
    for _ in range(3):
        spb = samples_per_bit / (1 + best_rate + rates)[:, None, None]
        starts = anchor + (best_shift + shifts)[:, None] * samples_per_bit
        places = starts + (np.arange(SHORT_BITS) - middle) * spb
        bits = at_times(filtered, places)
        energy = np.abs(bits[..., :SYNC_BITS] @ signs) ** 2 / SYNC_BITS
        energy += np.minimum(np.abs(bits[..., SYNC_BITS:]) ** 2, most).sum(axis=-1)
        i, j = np.unravel_index(int(np.argmax(energy)), energy.shape)
        rate_step, shift_step = rates[1] - rates[0], shifts[1] - shifts[0]
        best_rate += rates[i] + rate_step * _peak(energy[:, j], int(i))
        best_shift += shifts[j] + shift_step * _peak(energy[i], int(j))
        rates, shifts = FINE_STEPS * rate_step / 2, FINE_STEPS * shift_step / 2
    spb_best = samples_per_bit / (1 + best_rate)
    return BitTiming(anchor + best_shift * samples_per_bit - middle * spb_best, float(spb_best))


def sync_word(filtered: Signal, timing: BitTiming) -> int:
    """Which sync stands in the bits once they are found: 0 normal, 1 self-test.

    A match half a bit away or at another bit rate may take one for the other.
    """
    bits = at_times(filtered, timing.places(0, SYNC_BITS))
    return int(np.argmax(np.abs(bits @ sync_words().T)))


def bit_rate_bps(timing: BitTiming, rate_hz: float) -> float:
    return rate_hz / timing.samples_per_bit


def nominal_samples_per_bit(rate_hz: float) -> float:
    return rate_hz / BIT_RATE_BPS


def _peak(values: NDArray[np.float64], top: int) -> float:
    """The maximum of a parabola through three values, in steps from the middle one."""
    if not 0 < top < values.size - 1:
        return 0.0
    left, middle, right = (float(v) for v in values[top - 1 : top + 2])
    curve = left - 2 * middle + right
    return 0.5 * (left - right) / curve if curve < 0 else 0.0
