"""Bit rate and start that put the most energy into a message's bits, without knowing them."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Reals, Times
from decoder.signal.pulse import BIT_RATE_BPS, at_times, sync_words

SYNC_BITS = 24
SHORT_BITS = 112
RATES: Times = np.linspace(-0.024, 0.024, 17)
"""C/S T.001 2.2.4 allows 1 %; 2 % is accepted."""
FINE_STEPS: Times = np.linspace(-1, 1, 7)


class BitTiming(msgspec.Struct, frozen=True):
    """In samples of the filtered signal: bit k (from 0) begins at first + k * samples_per_bit."""

    first: float
    samples_per_bit: float

    def places(self, first_bit: int, count: int) -> NDArray[np.float64]:
        bits = np.arange(first_bit, first_bit + count, dtype=np.float64)
        return self.first + self.samples_per_bit * bits


def fit_timing(
    filtered: Reals,
    guess: BitTiming,
    *,
    turning_bit: float,
    rates: Times,
    shifts: Times,
    rounds: int,
    signs: Reals | None = None,
    most: float = np.inf,
) -> BitTiming:
    """The best timing of 112 bits, by grids around a guess, each half as fine as the one before.

    filtered      (n,) real output of the bit's matched filter
    turning_bit   the one whose place is least in doubt
    rates         relative, and
    shifts        in bits: the first grid, evenly spaced
    signs         (24,) the sync's, +-1, if its place is known: it counts for what it should say
    most          energy that one bit may count for
    """
    anchor = guess.first + turning_bit * guess.samples_per_bit
    bits = np.arange(SHORT_BITS) - turning_bit
    best_rate, best_shift = 0.0, 0.0
    for _ in range(rounds):
        samples_per_bit = guess.samples_per_bit / (1 + best_rate + rates)[:, None, None]
        starts = anchor + (best_shift + shifts)[:, None] * guess.samples_per_bit
        energy = _energy(at_times(filtered, starts + bits * samples_per_bit), signs, most)
        i, j = np.unravel_index(int(np.argmax(energy)), energy.shape)
        rate_step, shift_step = rates[1] - rates[0], shifts[1] - shifts[0]
        best_rate += rates[i] + rate_step * _peak(energy[:, j], int(i))
        best_shift += shifts[j] + shift_step * _peak(energy[i], int(j))
        rates, shifts = FINE_STEPS * rate_step / 2, FINE_STEPS * shift_step / 2
    best = guess.samples_per_bit / (1 + best_rate)
    turning_at = anchor + best_shift * guess.samples_per_bit
    return BitTiming(float(turning_at - turning_bit * best), float(best))


def _energy(bits: Reals, signs: Reals | None, most: float) -> Reals:
    """Of (..., 112) bits. (...,)."""
    energy = np.minimum(bits**2, most)
    if signs is None:
        return np.asarray(energy.sum(axis=-1))
    known = (bits[..., :SYNC_BITS] @ signs) ** 2 / SYNC_BITS
    return np.asarray(energy[..., SYNC_BITS:].sum(axis=-1) + known)


def sync_word(filtered: Reals, timing: BitTiming) -> int:
    """Which sync stands in the bits once they are found: 0 normal, 1 self-test.

    A match half a bit away or at another bit rate may take one for the other.
    """
    bits = at_times(filtered, timing.places(0, SYNC_BITS))
    return int(np.argmax(np.abs(bits @ sync_words().T)))


def bit_rate_bps(timing: BitTiming, rate_hz: float) -> float:
    return rate_hz / timing.samples_per_bit


def nominal_samples_per_bit(rate_hz: float) -> float:
    return rate_hz / BIT_RATE_BPS


def _peak(values: Reals, top: int) -> float:
    """The maximum of a parabola through three values, in steps from the middle one."""
    if not 0 < top < values.size - 1:
        return 0.0
    left, middle, right = (float(v) for v in values[top - 1 : top + 2])
    curve = left - 2 * middle + right
    return 0.5 * (left - right) / curve if curve < 0 else 0.0
