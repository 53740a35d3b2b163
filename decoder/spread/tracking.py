"""The carrier's phase from bit to bit, and from it soft bits.

C/S T.018 allows 3 Hz of drift in 166.7 ms, so the preamble's frequency does not hold to the end: a
Kalman filter follows phase and frequency by what the bits most probably are, then a polynomial is
fitted to all of it, twice and more.
"""

import msgspec
import numpy as np

from decoder.arrays import Llr, Samples, Times
from decoder.signal.tones import phasors
from decoder.spread.despreading import BITS

PREAMBLE_BITS = 25
ORDER = 4
ROUNDS = 5
TRANSFORM = 2048
PHASE_NOISE, FREQUENCY_NOISE = 1e-4, 1e-4
"""Variances by which phase and frequency (rad a bit) wander in a bit of 6.67 ms."""
MOST_LLR = 12.0


class Track(msgspec.Struct, frozen=True, eq=False):
    """A burst's bits, turned to the carrier.

    llr              (250,) ln P(1)/P(0) in the order of the message
    amplitude        of a bit's sum, and
    noise            standard deviation of one part of it
    phase            (BITS,) of the carrier in rad, in the middle of each bit
    phase_error_rad  rms of what the polynomial leaves, beyond noise
    """

    llr: Llr
    amplitude: float
    noise: float
    phase: Times
    phase_error_rad: float


class _Levels(msgspec.Struct, frozen=True):
    amplitude: float
    noise: float


def track(bits: Samples) -> Track:
    """(2, BITS) sums of I's and Q's chips, carrier within some Hz of 0."""
    pair = np.stack((bits[0], -1j * bits[1]))  # Q's data lie along j
    preamble = pair[:, :PREAMBLE_BITS].sum(axis=0)
    start, step = _tone(preamble)
    number: Times = np.arange(BITS, dtype=np.float64)
    phase = start + step * number
    levels = _levels(pair, phase, first=PREAMBLE_BITS)
    phase = _followed(pair, phase, step, levels)
    powers = np.vander(number / BITS, ORDER + 1, increasing=True)
    for _ in range(ROUNDS):
        pointer = _pointer(pair, phase, levels)
        weight = np.maximum(pointer.real, 1e-6 * np.abs(pointer).mean() + 1e-30)
        gain = np.linalg.solve(powers.T @ (powers * weight[:, None]), powers.T @ pointer.imag)
        phase = phase + np.clip(powers @ gain, -1.0, 1.0)
        levels = _levels(pair, phase)
    turned = pair * phasors(-phase)
    soft = turned.real[:, PREAMBLE_BITS:].T.reshape(-1)
    llr = -2 * levels.amplitude * soft / levels.noise**2
    return Track(
        llr=np.clip(llr, -MOST_LLR, MOST_LLR).astype(np.float32),
        amplitude=levels.amplitude,
        noise=levels.noise,
        phase=phase,
        phase_error_rad=_wander(_pointer(pair, phase, levels), levels),
    )


def _tone(preamble: Samples) -> tuple[float, float]:
    """Phase at bit 0 and rad per bit, of the bits that are known."""
    spectrum = np.fft.fft(preamble, TRANSFORM)
    step = 2 * np.pi * float(np.fft.fftfreq(TRANSFORM)[int(np.argmax(np.abs(spectrum)))])
    turned = preamble * phasors(-step * np.arange(preamble.size, dtype=np.float64))
    return float(np.angle(turned.sum())), step


def _levels(pair: Samples, phase: Times, first: int = BITS) -> _Levels:
    """Amplitude and noise of the first bits; the preamble's are known, others most probably so."""
    turned = (pair * phasors(-phase))[:, :first]
    along, across = turned.real.astype(np.float64), turned.imag.astype(np.float64)
    noise_power = float((across**2).mean()) + 1e-30
    amplitude = max(float(along[:, :PREAMBLE_BITS].mean()), 1e-15)
    for _ in range(4):
        decided = np.tanh(amplitude * along / noise_power)
        decided[:, :PREAMBLE_BITS] = 1.0
        amplitude = max(float((along * decided).mean()), 1e-15)
        both = float((along**2).mean()) + float((across**2).mean())
        noise_power = max((both - amplitude**2) / 2, 1e-6 * amplitude**2)
    return _Levels(amplitude, float(np.sqrt(noise_power)))


def _pointer(pair: Samples, phase: Times, levels: _Levels) -> Samples:
    """Each bit pair with its sign taken out, as far as it is known. (BITS,)"""
    turned = pair * phasors(-phase)
    decided = np.tanh(levels.amplitude * turned.real / levels.noise**2)
    decided[:, :PREAMBLE_BITS] = 1.0
    pointer: Samples = (decided * turned).sum(axis=0)
    return pointer


def _followed(pair: Samples, phase: Times, step: float, levels: _Levels) -> Times:
    """By a Kalman filter from the preamble on: state and covariance of phase and frequency."""
    followed = phase.copy()
    angle, rate = phase[PREAMBLE_BITS - 1], step
    p_angle, p_both, p_rate = 0.02, 0.0, 1e-3
    amplitude, power = levels.amplitude, levels.noise**2
    for number in range(PREAMBLE_BITS, pair.shape[1]):
        angle += rate
        p_angle, p_both = p_angle + 2 * p_both + p_rate + PHASE_NOISE, p_both + p_rate
        p_rate += FREQUENCY_NOISE
        turned = pair[:, number] * np.exp(-1j * angle)
        decided = np.tanh(amplitude * turned.real / power)
        pointer = complex((decided * turned).sum())
        error = float(np.angle(pointer))
        sure = max(float((decided**2).sum()), 0.05)
        doubt = power / (sure * amplitude**2)
        gain = p_angle / (p_angle + doubt), p_both / (p_angle + doubt)
        angle, rate = angle + gain[0] * error, rate + gain[1] * error
        p_rate -= gain[1] * p_both
        p_angle, p_both = p_angle * (1 - gain[0]), p_both * (1 - gain[0])
        followed[number] = angle
    return followed


def _wander(pointer: Samples, levels: _Levels, window: int = 10) -> float:
    """Rms angle of averages over `window` bits, less what noise alone would give."""
    means = pointer.reshape(-1, window).mean(axis=1)
    noise = levels.noise**2 * 2 / window / (np.abs(means) ** 2 + 1e-30)
    return float(np.sqrt(max(float((np.angle(means) ** 2 - noise).mean()), 0.0)))
