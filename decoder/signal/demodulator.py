"""One burst's samples to soft bits: frequency, sync, bit rate, phase, in that order."""

from functools import cache

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Bits, Llr, Reals, Samples, Times
from decoder.reasons import Rejection
from decoder.signal.alignment import LONG_BITS, Alignment, align, log_cosh
from decoder.signal.phase import CarrierFit, fit_carrier
from decoder.signal.pilot import CarrierPath, carrier_path
from decoder.signal.pulse import at_times, bit_pulse, matched_filter, running_sums, sync_words
from decoder.signal.timing import (
    FINE_STEPS,
    RATES,
    SHORT_BITS,
    BitTiming,
    bit_rate_bps,
    fit_timing,
    nominal_samples_per_bit,
)
from decoder.signal.tones import phasors, tone
from decoder.simulation.waveform import FgbBurst, phase_modulation

CARRIER_S = 0.160
MOST_OFFSET_HZ = 25.0
LEAST_SYNC_QUALITY = 0.3
TURNING_BIT = SHORT_BITS / 2
ALL_SHIFTS: Times = np.linspace(-0.5, 0.5, 13)
NEAR_RATES, NEAR_SHIFTS = FINE_STEPS * 1.5e-3, FINE_STEPS / 24
LEAST_INDEX_RAD, MOST_INDEX_RAD = 0.6, 1.5
"""C/S T.001 2.3.6 asks for 1.0 to 1.2; a demodulator caught on a sideband sees a carrier less."""
MOST_TAIL_NATS = 20.0
MOST_LLR = 8.0
"""No bit is surer than 3000 to 1: a click or another burst may spoil some of a strong one's, for
the code to mend. At 29 to 33 dB-Hz as many messages are read as without a limit."""


class SoftBurst(msgspec.Struct, frozen=True, eq=False):
    """A demodulated burst.

    llr             (144,) ln P(1)/P(0), also where a short burst has ended
    sync            (24,) uint8, the sync word that matched
    rate_hz         of the slice, and
    start           index of the carrier's start in it
    bit_rate_bps    measured
    offset_hz       of the carrier at its start, from the slice's centre
    phase_path      of the carrier in rad: a polynomial of the time in bits since the data's start
    tail_nats       ln of how much likelier bits 113 to 144 are with data there than without
    """

    llr: Llr
    sync: Bits
    rate_hz: float
    start: float
    bit_rate_bps: float
    offset_hz: float
    phase_path: tuple[float, ...]
    drift_hz_per_s: float
    amplitude: float
    modulation_index_rad: float
    phase_error_rad: float
    inverted: bool
    tail_nats: float


def demodulate(narrow: Samples, rate_hz: float, expected_start: float) -> SoftBurst | Rejection:
    """Demodulates the burst whose carrier begins near a sample.

    narrow           (n,) complex64 around one burst, carrier within MOST_OFFSET_HZ of 0
    expected_start   index
    """
    offset_hz = _carrier_offset_hz(narrow, rate_hz, expected_start)
    signal = narrow * tone(-offset_hz / rate_hz, narrow.size)
    path = carrier_path(signal, rate_hz, expected_start)
    pulse = bit_pulse(rate_hz)
    filtered, summed = matched_filter(signal, pulse), running_sums(signal, pulse.size)
    guess = BitTiming(expected_start + CARRIER_S * rate_hz, nominal_samples_per_bit(rate_hz))
    found = _placed(filtered, summed, path, pulse, guess)
    timing, signs = found.timing, sync_words()[found.word]
    if found.quality < LEAST_SYNC_QUALITY:
        return Rejection.NO_SYNC
    if timing.first + timing.samples_per_bit * (SHORT_BITS - 1) > narrow.size:
        return Rejection.TRUNCATED
    way = -1 if found.inverted else 1
    if found.inverted:
        filtered, summed = filtered.conj(), summed.conj()
    carrier_bits = min(round(CARRIER_S * 400) - 1, int(timing.first / timing.samples_per_bit))

    def fit_of(data_bits: int) -> CarrierFit:
        places = timing.places(-carrier_bits, carrier_bits + data_bits)
        phase = way * path.at(places + timing.samples_per_bit / 2)
        data = at_times(filtered, places[carrier_bits:])
        return fit_carrier(at_times(summed, places), data, phase, signs)

    whole = fit_of(LONG_BITS)
    tail_nats = _tail_nats(whole)
    fit = fit_of(SHORT_BITS) if tail_nats < 0 else whole
    index, amplitude = _modulation(fit, pulse)
    if not LEAST_INDEX_RAD < index < MOST_INDEX_RAD:
        return Rejection.NOT_BIPHASE
    bit_rate = bit_rate_bps(timing, rate_hz)
    data_index = timing.first - 0.5  # a sample stands for its middle
    turned_back = way * 2 * np.pi * offset_hz * np.array([data_index / rate_hz, 1 / bit_rate])
    return SoftBurst(
        llr=_llr(fit, whole),
        sync=(signs > 0).astype(np.uint8),
        rate_hz=rate_hz,
        start=data_index - CARRIER_S * rate_hz,
        bit_rate_bps=bit_rate,
        offset_hz=offset_hz + way * fit.frequency * bit_rate,
        phase_path=(*(np.array(fit.path[:2]) + turned_back), *fit.path[2:]),
        drift_hz_per_s=way * fit.drift * bit_rate**2,
        amplitude=amplitude,
        modulation_index_rad=index,
        phase_error_rad=fit.phase_error,
        inverted=found.inverted,
        tail_nats=tail_nats,
    )


def _placed(
    filtered: Samples, summed: Samples, path: CarrierPath, pulse: Reals, guess: BitTiming
) -> Alignment:
    """Where the bits lie: first their grid, then which of them is the first, then all finer."""
    middles: Times = np.arange(filtered.size, dtype=np.float64) + pulse.size / 2
    turn = phasors(-path.at(middles))
    turned = filtered * turn
    across = np.ascontiguousarray(turned.imag)
    grid = fit_timing(
        across, guess, turning_bit=TURNING_BIT, rates=RATES, shifts=ALL_SHIFTS, rounds=1
    )
    found = align(turned, (summed * turn).real, pulse, grid)
    timing = fit_timing(
        across,
        found.timing,
        turning_bit=TURNING_BIT,
        rates=NEAR_RATES,
        shifts=NEAR_SHIFTS,
        rounds=2,
        signs=sync_words()[found.word],
    )
    return msgspec.structs.replace(found, timing=timing)


def _carrier_offset_hz(narrow: Samples, rate_hz: float, start: float) -> float:
    """The strongest line of the bare carrier, within a fraction of a Hz."""
    first = max(round(start + 0.01 * rate_hz), 0)
    piece = narrow[first : round(start + 0.15 * rate_hz)]
    size = 4 * fourier.fast_size(max(piece.size, 1))
    spectrum = np.abs(fourier.fft(piece * np.hanning(piece.size).astype(np.float32), size))
    frequencies = np.fft.fftfreq(size, 1 / rate_hz)
    spectrum[np.abs(frequencies) > MOST_OFFSET_HZ] = 0
    return float(frequencies[int(np.argmax(spectrum))])


def _llr(fit: CarrierFit, whole: CarrierFit) -> Llr:
    """The better fit's where it reaches, the whole one's beyond. (144,)."""
    short = _scaled(fit)
    return np.concatenate((short, _scaled(whole)[short.size :])).astype(np.float32)


def _scaled(fit: CarrierFit) -> Reals:
    """Gaussian log-likelihood ratios, 2 a x / sigma^2, limited: no model is that right."""
    llr = 2 * fit.amplitude * fit.soft.imag / max(fit.noise**2, 1e-30)
    limited: Reals = np.clip(llr, -MOST_LLR, MOST_LLR).astype(np.float32)
    return limited


def _tail_nats(whole: CarrierFit) -> float:
    """Log-likelihood ratio of bits 113 to 144: data as strong as those before, or noise alone."""
    head, tail = whole.soft[:SHORT_BITS], whole.soft[SHORT_BITS:]
    noise = float((head.real.astype(np.float64) ** 2).mean()) + 1e-30
    power = max(float((head.imag.astype(np.float64) ** 2).mean()) - noise, 0.0)
    nats = log_cosh(np.sqrt(power) * tail.imag / noise) - power / noise / 2
    return float(np.clip(nats.sum(), -MOST_TAIL_NATS, MOST_TAIL_NATS))


def _modulation(fit: CarrierFit, pulse: Reals) -> tuple[float, float]:
    """Peak phase deviation in rad, and the carrier's amplitude: both from the data.

    They put the one's sine across the carrier and leave its cosine along it, but for the swings.
    """
    across = fit.amplitude / float(np.abs(pulse).sum())
    along = max(fit.along / pulse.size, 0.0)
    angles, sizes, indices = _modulation_table(pulse.size)
    angle = np.arctan2(across, along)
    size = float(np.interp(angle, angles, sizes))
    return float(np.interp(angle, angles, indices)), float(np.hypot(across, along)) / size


@cache
def _modulation_table(samples_per_bit: int) -> tuple[Times, Times, Times]:
    """Angle and size of what _modulation sees, by true index: swings pull it to the carrier."""
    bits = "0010111"  # every pair of neighbours once or twice, round and round
    rate_hz = samples_per_bit * 400.0
    pulse = bit_pulse(rate_hz)
    middles: Times = np.arange(len(bits) * samples_per_bit, dtype=np.float64) + 0.5
    time_s = CARRIER_S + middles / rate_hz
    indices: Times = np.linspace(0.3, 2.0, 18)
    seen = np.zeros((2, indices.size))
    for i, index in enumerate(indices):
        burst = FgbBurst(bits=bits, start_s=0.0, modulation_index_rad=float(index))
        phase = phase_modulation(burst, time_s).reshape(len(bits), -1)
        across = float(np.abs(np.sin(phase) @ pulse).mean()) / float(np.abs(pulse).sum())
        along = float(np.cos(phase).mean())
        seen[:, i] = np.arctan2(across, along), np.hypot(across, along)
    return seen[0], seen[1], indices
