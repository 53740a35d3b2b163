"""Where the bits lie, and which sync they begin with, at any bit rate that a beacon may have."""

import numpy as np
import pytest
from scenes import LONG, SELF_TEST, recorded

from decoder.arrays import Samples
from decoder.signal.alignment import Alignment, align
from decoder.signal.pulse import bit_pulse, matched_filter
from decoder.signal.timing import (
    RATES,
    BitTiming,
    bit_rate_bps,
    fit_timing,
    nominal_samples_per_bit,
    sync_word,
)
from decoder.simulation.waveform import CARRIER_S, FgbBurst

RATE_HZ = 9600.0
START_S = 0.2
START_TOLERANCE_S = 0.1e-3
BIT_RATE_TOLERANCE_BPS = 0.2
ALL_SHIFTS = np.linspace(-0.5, 0.5, 13)
DATA_START = (START_S + CARRIER_S) * RATE_HZ
PULSE = bit_pulse(RATE_HZ)


def heard(bits: str, rate_bps: float, cn0_dbhz: float = 45.0, seed: int = 1) -> Samples:
    burst = FgbBurst(bits=bits, start_s=START_S, cn0_dbhz=cn0_dbhz, bit_rate_bps=rate_bps)
    return recorded([burst], rate_hz=RATE_HZ, seed=seed)


def aligned(signal: Samples, late_bits: float) -> Alignment:
    """From a guess that is some bits late."""
    filtered = matched_filter(signal, PULSE)
    along = matched_filter(signal, np.ones(PULSE.size, np.float32)).real
    nominal = nominal_samples_per_bit(RATE_HZ)
    guess = BitTiming(DATA_START + late_bits * nominal, nominal)
    grid = fit_timing(
        filtered.imag, guess, turning_bit=56.0, rates=RATES, shifts=ALL_SHIFTS, rounds=1
    )
    return align(filtered, along, PULSE, grid)


@pytest.mark.parametrize("late_bits", [-25.3, 0.2, 27.4])
@pytest.mark.parametrize("rate_bps", [392.0, 396.0, 400.0, 404.0, 408.0])
@pytest.mark.parametrize(("bits", "word"), [(LONG, 0), (SELF_TEST, 1)])
def test_bits_are_found_at_any_permitted_rate(
    rate_bps: float, bits: str, word: int, late_bits: float
) -> None:
    signal = heard(bits, rate_bps)
    found = aligned(signal, late_bits)
    assert (found.word, found.inverted) == (word, False)
    assert found.quality > 0.7
    across = matched_filter(signal, PULSE).imag
    fine = np.linspace(-1, 1, 7)
    timing = fit_timing(
        across,
        found.timing,
        turning_bit=56.0,
        rates=fine * 1.5e-3,
        shifts=fine / 12,
        rounds=2,
    )
    assert (timing.first - 0.5) / RATE_HZ == pytest.approx(
        START_S + CARRIER_S, abs=START_TOLERANCE_S
    )
    assert bit_rate_bps(timing, RATE_HZ) == pytest.approx(rate_bps, abs=BIT_RATE_TOLERANCE_BPS)
    assert sync_word(across, timing) == word


def test_a_mirrored_spectrum_is_noticed() -> None:
    found = aligned(heard(LONG, 400.0).conj(), 0.0)
    assert (found.word, found.inverted) == (0, True)


def test_a_faint_message_is_hardly_ever_placed_a_bit_beside_its_place() -> None:
    places = [aligned(heard(LONG, 400.0, 29.0, seed), 3.0).timing.first for seed in range(60)]
    beside = np.abs(np.array(places) - DATA_START) > 6
    assert beside.sum() <= 1


def test_noise_has_little_of_a_sync() -> None:
    noises = [recorded([], rate_hz=RATE_HZ, duration_s=1.0, seed=seed) for seed in range(10)]
    assert np.median([aligned(noise, 0.0).quality for noise in noises]) < 0.4


@pytest.mark.parametrize("late_bits", [-200.0, 400.0])
def test_a_search_beyond_the_slice_finds_nothing_and_does_no_harm(late_bits: float) -> None:
    assert aligned(np.zeros(9100, np.complex64), late_bits).quality == 0
