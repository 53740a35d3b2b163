"""From samples to the sums of bits: the chips' start and clock, and what the bits come to."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spread_scenes import BITS, spread_burst, stream

from decoder.simulation.spread import SgbBurst
from decoder.spread.despreading import ChipTiming, Filtered, filtered, fit_clock
from decoder.spread.prn import CHIP_RATE_HZ, Mode
from decoder.spread.tracking import PREAMBLE_BITS
from decoder.spread.waveform import Pulse

RATE_HZ = 102.4e3
START_S = 0.05
SAMPLES_PER_CHIP = RATE_HZ / CHIP_RATE_HZ
START_TOLERANCE_CHIPS = 0.06
CLOCK_TOLERANCE_PPM = 6.0


def burst_of(**traits: Any) -> SgbBurst:
    return spread_burst(**({"start_s": START_S, "cn0_dbhz": 40.0} | traits))


def despread(burst: SgbBurst, mode: Mode | None = None) -> Filtered:
    return filtered(stream([burst], 1.1, rate_hz=RATE_HZ), RATE_HZ, mode or burst.mode)


def timing_of(burst: SgbBurst) -> ChipTiming:
    return ChipTiming(burst.start_s * RATE_HZ, SAMPLES_PER_CHIP, burst.chip_rate_ppm)


def assert_fitted(burst: SgbBurst, samples_off: float) -> None:
    first = ChipTiming(burst.start_s * RATE_HZ + samples_off, SAMPLES_PER_CHIP)
    found = fit_clock(despread(burst), first)
    tolerance_samples = START_TOLERANCE_CHIPS * SAMPLES_PER_CHIP
    assert found.start == pytest.approx(burst.start_s * RATE_HZ, abs=tolerance_samples)
    assert found.ppm == pytest.approx(burst.chip_rate_ppm, abs=CLOCK_TOLERANCE_PPM)


@settings(max_examples=20)
@given(
    samples_late=st.floats(0.0, 1.0),
    samples_off=st.floats(-0.7, 0.7),
    clock_ppm=st.floats(-60.0, 60.0),
)
def test_start_and_clock_are_found_from_near_the_start(
    samples_late: float, samples_off: float, clock_ppm: float
) -> None:
    start_s = START_S + samples_late / RATE_HZ
    assert_fitted(burst_of(start_s=start_s, chip_rate_ppm=clock_ppm), samples_off)


@pytest.mark.parametrize("pulse", Pulse)
def test_start_and_clock_are_found_by_any_pulse(pulse: Pulse) -> None:
    assert_fitted(burst_of(pulse=pulse, chip_rate_ppm=35.0), 0.5)


@pytest.mark.parametrize("pulse", Pulse)
@pytest.mark.parametrize("self_test", [False, True])
def test_the_signs_of_the_sums_are_the_bits(pulse: Pulse, *, self_test: bool) -> None:
    burst = burst_of(pulse=pulse, self_test=self_test)
    sums = despread(burst).bits(timing_of(burst))
    levels = np.stack((sums[0].real, sums[1].imag))
    assert (levels[:, :PREAMBLE_BITS] > 0).all()
    read = (levels[:, PREAMBLE_BITS:].T.ravel() < 0).astype(int)
    assert "".join(map(str, read)) == BITS


def test_the_other_mode_s_chips_find_nothing() -> None:
    burst = burst_of()
    own, other = (
        float((np.abs(despread(burst, mode).bits(timing_of(burst))) ** 2).mean())
        for mode in (Mode.NORMAL, Mode.SELF_TEST)
    )
    assert own > 20 * other


def test_a_chip_late_nearly_nothing_is_left() -> None:
    burst = burst_of(cn0_dbhz=60.0)
    sums = despread(burst)
    on_time, late = (
        float((np.abs(sums.bits(timing_of(burst), by)) ** 2).mean()) for by in (0.0, 1.0)
    )
    assert on_time > 20 * late


def test_half_sine_pulses_lose_nothing_in_the_filter() -> None:
    """C/N0 of 40 dB-Hz is 15.2 dB in a bit of 1/300 s, and each sum has noise in two parts."""
    burst = burst_of()
    sums = despread(burst).bits(timing_of(burst))
    along = np.abs(np.stack((sums[0].real, sums[1].imag))).astype(float)
    across = np.stack((sums[0].imag, sums[1].real)).astype(float)
    ratio_db = 10 * np.log10(along.mean() ** 2 / (2 * (across**2).mean()))
    assert ratio_db == pytest.approx(40 - 10 * np.log10(300), abs=0.6)
