"""Where the bits lie, and which sync they begin with, at any bit rate that a beacon may have."""

import numpy as np
import pytest
from scenes import LONG, SELF_TEST, recorded

from decoder.arrays import Samples
from decoder.signal.pulse import bit_pulse, matched_filter
from decoder.signal.timing import (
    bit_rate_bps,
    find_sync,
    fit_timing,
    nominal_samples_per_bit,
    sync_word,
)
from decoder.simulation.waveform import CARRIER_S, FgbBurst

RATE_HZ = 9600.0
START_S = 0.2
START_TOLERANCE_S = 0.1e-3
BIT_RATE_TOLERANCE_BPS = 0.15


def filtered(bits: str, rate_bps: float, cn0_dbhz: float = 45.0) -> Samples:
    burst = FgbBurst(bits=bits, start_s=START_S, cn0_dbhz=cn0_dbhz, bit_rate_bps=rate_bps)
    samples = recorded([burst], rate_hz=RATE_HZ)
    return matched_filter(samples, bit_pulse(RATE_HZ))


@pytest.mark.parametrize("rate_bps", [392.0, 396.0, 400.0, 404.0, 408.0])
@pytest.mark.parametrize(("bits", "word"), [(LONG, 0), (SELF_TEST, 1)])
def test_bits_are_found_at_any_permitted_rate(rate_bps: float, bits: str, word: int) -> None:
    signal = filtered(bits, rate_bps)
    nominal = nominal_samples_per_bit(RATE_HZ)
    expected = (START_S + CARRIER_S) * RATE_HZ
    sync = find_sync(signal, nominal, round(expected) - 600, round(expected) + 600)
    assert sync.quality > 0.7
    timing = fit_timing(signal, sync, nominal)
    assert (timing.first - 0.5) / RATE_HZ == pytest.approx(
        START_S + CARRIER_S, abs=START_TOLERANCE_S
    )
    assert bit_rate_bps(timing, RATE_HZ) == pytest.approx(rate_bps, abs=BIT_RATE_TOLERANCE_BPS)
    assert sync_word(signal, timing) == word


def test_noise_has_little_of_a_sync() -> None:
    signal = matched_filter(recorded([], rate_hz=RATE_HZ, duration_s=1.0), bit_pulse(RATE_HZ))
    qualities = [find_sync(signal, 24.0, first, first + 700).quality for first in (0, 3000, 6000)]
    assert max(qualities) < 0.6


@pytest.mark.parametrize("first", [-500, 9000])
def test_a_search_beyond_the_slice_finds_nothing_and_does_no_harm(first: int) -> None:
    signal = np.zeros(9100, np.complex64)
    assert find_sync(signal, 24.0, first, first + 1000).quality == 0
