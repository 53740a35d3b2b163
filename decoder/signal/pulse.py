"""The shape of a biphase-L bit, and the filter matched to it: C/S T.001 2.3.5, figures 2.5, 2.6."""

from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Reals, Samples, Signal

BIT_RATE_BPS = 400.0
BIT_SYNC = "1" * 15
FRAME_SYNC = "000101111"
FRAME_SYNC_SELF_TEST = "011010000"
RAMP_S = 158e-6
"""The whole swing of a nominal 150 us transition."""


@cache
def bit_pulse(rate_hz: float) -> Reals:
    """One bit as +1 then -1, as it looks on average over both neighbours. (samples in a bit,).

    At its ends half of all bits swing through zero (a like neighbour) and half do not.
    """
    count = round(rate_hz / BIT_RATE_BPS)
    bit_s = 1 / BIT_RATE_BPS
    time_s = (np.arange(count) + 0.5) * bit_s / count
    knots_s = [0, RAMP_S / 2, (bit_s - RAMP_S) / 2, (bit_s + RAMP_S) / 2, bit_s - RAMP_S / 2, bit_s]
    return np.interp(time_s, knots_s, [0.5, 1, 1, -1, -1, -0.5]).astype(np.float32)


@cache
def sync_words() -> Reals:
    """The 24 known bits as -1 and +1: normal, self-test. (2, 24)."""
    words = [BIT_SYNC + FRAME_SYNC, BIT_SYNC + FRAME_SYNC_SELF_TEST]
    return np.array([[1 if bit == "1" else -1 for bit in word] for word in words], np.float32)


def matched_filter(signal: Signal, taps: Reals) -> Signal:
    """out[n] = sum of signal[n + m] * taps[m], as long as the signal."""
    padded = np.concatenate((signal, np.zeros(taps.size - 1, signal.dtype)))
    return cast(Signal, np.convolve(padded, taps[::-1], mode="valid"))


def running_sums(signal: Samples, count: int) -> Samples:
    """out[n] = sum of `count` samples from n on, as long as the signal."""
    padded = np.zeros(signal.size + count, np.complex128)
    padded[1 : signal.size + 1] = np.cumsum(signal, dtype=np.complex128)
    padded[signal.size + 1 :] = padded[signal.size]
    return (padded[count:] - padded[:-count]).astype(np.complex64)


def at_times(values: Signal, places: NDArray[np.floating]) -> Signal:
    """Linear interpolation of (n,) values at fractional indices of any shape; 0 outside."""
    below = np.floor(places).astype(np.intp)
    share = (places - below).astype(np.float32)
    inside = (below >= 0) & (below < values.size - 1)
    below = np.where(inside, below, 0)
    between = values[below] * (1 - share) + values[below + 1] * share
    return cast(Signal, between * inside)
