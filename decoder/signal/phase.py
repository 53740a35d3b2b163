"""The carrier's phase over the whole burst: from its unmodulated part, then from the data too.

Each bit gives two numbers: the sum over it, which the modulation leaves along the carrier with
cos(index) of its amplitude, and the matched filter's output, which is at right angles to it with
sin(index). Before the data the carrier is bare.
"""

from math import sqrt

import msgspec
import numpy as np

from decoder.arrays import Reals, Samples, Times
from decoder.signal.curves import polynomial, smooth
from decoder.signal.tones import phasors

ROUNDS = 3
LEVEL_ROUNDS = 6


class CarrierFit(msgspec.Struct, frozen=True, eq=False):
    """What a burst's carrier and data are like.

    soft          (data bits,) matched filter turned to the carrier: the imaginary part is the data
    noise         standard deviation of one part of `soft`
    amplitude     of `soft`'s imaginary part
    along         mean of the data's sums along the carrier
    phase_error   rms of what the polynomial leaves, beyond noise, in rad
    frequency     in cycles per bit at the burst's start, and drift in cycles per bit squared
    path          the phase in rad as a polynomial of the bits from the data's start, lowest first
    """

    soft: Samples
    noise: float
    amplitude: float
    along: float
    phase_error: float
    frequency: float
    drift: float
    path: tuple[float, ...]


class _Seen(msgspec.Struct, frozen=True, eq=False):
    """The burst with a trial phase taken out.

    soft      (n,) the matched filter's outputs: the data in the imaginary part
    along     (carrier_bits + n,) the sums: along the carrier
    pointer   (carrier_bits + n,) both, as far as the data are known: the phase that is left
    """

    soft: Samples
    along: Samples
    pointer: Samples
    noise: float
    amplitude: float


def fit_carrier(sums: Samples, data: Samples, phase: Times, signs: Reals) -> CarrierFit:
    """Fits the phase.

    sums    (carrier bits + n,) sum of the signal over each bit's time, from the bare carrier on
    data    (n,) output of the bit's matched filter
    phase   (carrier bits + n,) of the carrier, as known so far, in rad
    signs   (24,) the known sync bits, +-1
    """
    carrier_bits = sums.size - data.size
    bits: Times = np.arange(sums.size, dtype=np.float64) - carrier_bits + 0.5
    for _ in range(ROUNDS):
        pointer = _look(sums, data, phase, signs).pointer
        weight = np.maximum(pointer.real, 1e-6 * np.abs(pointer).mean() + 1e-30)
        phase = phase + np.clip(smooth(bits, pointer.imag, weight), -1.0, 1.0)
    seen = _look(sums, data, phase, signs)
    slope = np.diff(phase) / (2 * np.pi)
    return CarrierFit(
        soft=seen.soft,
        noise=seen.noise,
        amplitude=seen.amplitude,
        along=float(seen.along.real[carrier_bits:].mean()),
        phase_error=_wander(seen.pointer),
        frequency=float(slope[0]),
        drift=float(slope[-1] - slope[0]) / (slope.size - 1),
        path=polynomial(bits, phase),
    )


def _look(sums: Samples, data: Samples, phase: Times, signs: Reals) -> _Seen:
    turn = phasors(-phase)
    carrier_bits = sums.size - data.size
    soft, along = data * turn[carrier_bits:], sums * turn
    noise, amplitude = _levels(soft, signs)
    decided = np.tanh(amplitude * soft.imag / max(noise**2, 1e-30))
    decided[: signs.size] = signs
    bare = float(along.real[:carrier_bits].mean()) if carrier_bits else 0.0
    share = float(along.real[carrier_bits:].mean()) / bare if bare > 0 else 0.0
    share = min(max(share, 0.0), 1.0)
    pointer = along.copy()
    pointer[carrier_bits:] = share * along[carrier_bits:] - 1j * decided * soft
    return _Seen(soft, along, pointer, noise, amplitude)


def _levels(turned: Samples, signs: Reals) -> tuple[float, float]:
    """Standard deviation of one part of the noise, and the data's mean amplitude.

    The likeliest, of data of either sign in noise of which the carrier's part is pure: each round
    weighs the bits by what is known of them (expectation-maximisation).
    """
    across, along = turned.imag.astype(np.float64), turned.real.astype(np.float64)
    count, known = across.size, signs.size
    across_power = float(across @ across) / count
    noise_power = float(along @ along) / count + 1e-30
    both = across_power + noise_power
    of_known = float(across[:known] @ signs) / known
    amplitude = max(sqrt(max(across_power - noise_power, 0.0)), of_known * 0.5)
    for _ in range(LEVEL_ROUNDS):
        decided = np.tanh(amplitude / noise_power * across)
        decided[:known] = signs
        amplitude = max(float(across @ decided) / count, 1e-30)
        noise_power = max((both - amplitude**2) / 2, 1e-6 * amplitude**2)
    return sqrt(noise_power), amplitude


def _wander(pointer: Samples, window: int = 16) -> float:
    """Rms angle of averages over `window` bits (40 ms), less what noise alone would give."""
    pieces = pointer[: pointer.size // window * window].reshape(-1, window)
    means = pieces.mean(axis=1)
    sure = np.abs(means) > 1e-6 * np.abs(means).max(initial=1e-30)
    noise = pieces.imag.var(axis=1, ddof=1)[sure] / window / np.abs(means[sure]) ** 2
    spread = np.angle(means[sure]) ** 2 - noise
    return float(np.sqrt(max(spread.mean(), 0.0))) if spread.size else 0.0
