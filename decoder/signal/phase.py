"""The carrier's phase over the whole burst: from its unmodulated part, then from the data too.

Each bit gives two numbers: the sum over it, which the modulation leaves along the carrier with
cos(index) of its amplitude, and the matched filter's output, which is at right angles to it with
sin(index). Before the data the carrier is bare.
"""

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples, Times

DRIFTS_HZ_PER_S = np.arange(-60.0, 60.1, 6.0)
TRANSFORM = 1024
ORDER = 3
"""Of the phase polynomial: phase, frequency, drift, and what is left of the drift's change."""
ROUNDS = 4


class CarrierFit(msgspec.Struct, frozen=True, eq=False):
    """Phase in rad at `bits` (in bits from the data's start, the carrier's are negative).

    soft          (data bits,) matched filter turned to the carrier: the imaginary part is the data
    noise         standard deviation of one part of `soft`
    amplitude     of `soft`'s imaginary part
    along         mean of the data's sums along the carrier
    phase_error   rms of what the polynomial leaves, beyond noise, in rad
    frequency     in cycles per bit at the burst's start, and drift in cycles per bit squared
    path          the phase in rad as a polynomial of the bits from the data's start, lowest first
    inverted      the spectrum is mirrored: everything here is of the conjugate, but for `frequency`
                  and `drift`, which are of the signal as it came
    """

    soft: Samples
    noise: float
    amplitude: float
    along: float
    phase_error: float
    frequency: float
    drift: float
    path: tuple[float, ...]
    inverted: bool


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


def fit_carrier(sums: Samples, data: Samples, carrier_bits: int, signs: Reals) -> CarrierFit:
    """Fits the phase.

    sums           (carrier_bits + n,) sum of the signal over each bit's time
    data           (n,) output of the bit's matched filter
    carrier_bits   how many bits of time the bare carrier lasts
    signs          (24,) the known sync bits, +-1
    """
    bits: Times = np.arange(sums.size, dtype=np.float64) - carrier_bits + 0.5
    phase = _pilot_phase(sums, bits)
    inverted = _is_inverted(data * np.exp(-1j * phase[carrier_bits:]), signs)
    if inverted:
        sums, data, phase = sums.conj(), data.conj(), -phase
    powers = (bits / sums.size)[:, None] ** np.arange(ORDER + 1)
    for _ in range(ROUNDS):
        pointer = _look(sums, data, phase, signs).pointer
        weight = np.maximum(pointer.real, 1e-6 * np.abs(pointer).mean() + 1e-30)
        root = np.sqrt(weight)
        step = np.linalg.lstsq(powers * root[:, None], pointer.imag / root, rcond=None)[0]
        phase = phase + np.clip(powers @ step, -1.0, 1.0)
    seen = _look(sums, data, phase, signs)
    way = -1 if inverted else 1
    slope = np.diff(phase) / (2 * np.pi)
    return CarrierFit(
        soft=seen.soft,
        noise=seen.noise,
        amplitude=seen.amplitude,
        along=float(seen.along.real[carrier_bits:].mean()),
        phase_error=_wander(seen.pointer),
        frequency=way * float(slope[0]),
        drift=way * float(slope[-1] - slope[0]) / (slope.size - 1),
        path=_polynomial(bits, phase),
        inverted=inverted,
    )


def _polynomial(bits: Times, phase: Times) -> tuple[float, ...]:
    scaled = np.polynomial.polynomial.polyfit(bits / bits.size, phase, ORDER)
    return tuple(float(c) / bits.size**power for power, c in enumerate(scaled))


def _look(sums: Samples, data: Samples, phase: Times, signs: Reals) -> _Seen:
    turn = np.exp(-1j * phase).astype(np.complex64)
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


def _pilot_phase(sums: Samples, bits: Times) -> Times:
    """Phase, frequency and drift that gather the most of the carrier: a transform a drift."""
    drifts = DRIFTS_HZ_PER_S / 400.0**2
    chirps = np.exp(-1j * np.pi * drifts[:, None] * bits**2).astype(np.complex64)
    spectra = np.abs(fourier.fft(sums * chirps, TRANSFORM))
    i, j = np.unravel_index(int(np.argmax(spectra)), spectra.shape)
    frequency = np.fft.fftfreq(TRANSFORM)[j]
    path = 2 * np.pi * (frequency * bits + drifts[i] * bits**2 / 2)
    phase: Times = path + np.angle((sums * np.exp(-1j * path)).sum())
    return phase


def _is_inverted(turned: Samples, signs: Reals) -> bool:
    return float((turned.imag[: signs.size] * signs).sum()) < 0


def _levels(turned: Samples, signs: Reals) -> tuple[float, float]:
    """Standard deviation of the part across the data, and the data's mean amplitude."""
    noise = float(np.sqrt(np.mean(turned.real.astype(np.float64) ** 2)))
    known = float((turned.imag[: signs.size] * signs).mean())
    power = float((turned.imag**2).mean()) - noise**2
    return noise, max(np.sqrt(max(power, 0.0)), known * 0.5)


def _wander(pointer: Samples, window: int = 16) -> float:
    """Rms angle of averages over `window` bits (40 ms), less what noise alone would give."""
    pieces = pointer[: pointer.size // window * window].reshape(-1, window)
    means = pieces.mean(axis=1)
    sure = np.abs(means) > 1e-6 * np.abs(means).max(initial=1e-30)
    noise = pieces.imag.var(axis=1, ddof=1)[sure] / window / np.abs(means[sure]) ** 2
    spread = np.angle(means[sure]) ** 2 - noise
    return float(np.sqrt(max(spread.mean(), 0.0))) if spread.size else 0.0
