"""A simulated burst is what C/S T.001 2.2.2 to 2.3.6 and its figures 2.5 and 2.6 draw."""

import numpy as np
import pytest
from scenes import LONG, SHORT

from decoder.simulation.waveform import CARRIER_S, FgbBurst, burst_samples, phase_modulation

RATE_HZ = 200e3


def time_s(burst: FgbBurst) -> np.ndarray:
    return burst.start_s + np.arange(round(burst.duration_s * RATE_HZ)) / RATE_HZ


@pytest.mark.parametrize(("bits", "duration_s"), [(LONG, 0.520), (SHORT, 0.440)])
def test_a_burst_lasts_520_or_440_ms(bits: str, duration_s: float) -> None:
    burst = FgbBurst(bits=bits, start_s=1.0)
    assert burst.duration_s == pytest.approx(duration_s)
    around = 0.9 + np.arange(round(0.8 * RATE_HZ)) / RATE_HZ
    on = around[np.abs(burst_samples(burst, RATE_HZ, around)) ** 2 > 0.9]
    assert on[0] == pytest.approx(1.0, abs=1e-3)
    assert on[-1] == pytest.approx(1.0 + duration_s, abs=1e-3)


def test_the_carrier_is_bare_for_160_ms() -> None:
    burst = FgbBurst(bits=LONG, start_s=0.0)
    phase = phase_modulation(burst, np.arange(0, CARRIER_S - 1e-3, 1e-5))
    assert not phase.any()


@pytest.mark.parametrize("index_rad", [0.9, 1.1, 1.3])
def test_each_bit_is_two_halves_of_opposite_phase(index_rad: float) -> None:
    burst = FgbBurst(bits=LONG, start_s=0.0, modulation_index_rad=index_rad, bit_rate_bps=396.0)
    for i, bit in enumerate(LONG):
        way = 1 if bit == "1" else -1
        halves_s = CARRIER_S + (i + np.array([0.25, 0.75])) / 396.0
        assert phase_modulation(burst, halves_s) == pytest.approx(
            [way * index_rad, -way * index_rad]
        )


@pytest.mark.parametrize("rise_s", [50e-6, 150e-6, 250e-6])
def test_a_swing_takes_its_rise_time_to_nine_tenths_of_the_other_level(rise_s: float) -> None:
    burst = FgbBurst(bits="1" * 112, start_s=0.0, rise_s=rise_s)
    around_s = CARRIER_S + 1.25e-3 + np.arange(-4e-4, 4e-4, 1e-7)
    phase = phase_modulation(burst, around_s) / burst.modulation_index_rad
    begins_s = around_s[np.flatnonzero(phase < 0.9999)[0]]
    reaches_s = around_s[np.flatnonzero(phase < -0.9)[0]]
    assert reaches_s - begins_s == pytest.approx(rise_s, abs=1e-6)


def test_offset_and_drift_turn_the_carrier_from_the_burst_s_start() -> None:
    burst = FgbBurst(bits=SHORT, start_s=2.0, offset_hz=1000.0, drift_hz_per_s=50.0)
    phase = np.unwrap(np.angle(burst_samples(burst, RATE_HZ, time_s(burst))[1:30000]))
    frequency_hz = np.diff(phase) * RATE_HZ / (2 * np.pi)
    assert frequency_hz[:1000].mean() == pytest.approx(1000.0, abs=0.2)
    assert frequency_hz[25000:26000].mean() == pytest.approx(1000.0 + 50 * 0.1275, abs=0.2)


def test_outside_the_burst_there_is_nothing() -> None:
    burst = FgbBurst(bits=SHORT, start_s=1.0)
    assert not burst_samples(burst, RATE_HZ, np.array([0.0, 0.9999, 1.4401, 9.0])).any()
