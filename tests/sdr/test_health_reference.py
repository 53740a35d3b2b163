"""The crystal's error from known carriers, against carriers that were put where they are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sdr.health.carrier import carrier_near
from sdr.health.reference import (
    LEAST_SIGHTINGS,
    SYSTEM_BEACON,
    Reference,
    Sighting,
    calibration_of,
)

EXACT = Reference("signal generator", 406.05e6, 0.04)
MOST_PPM = 50.0


def heard(reference: Reference, ppm: float, error_hz: float = 0.0) -> Sighting:
    return Sighting(reference, reference.frequency_hz / (1 + ppm * 1e-6) + error_hz)


@given(ppm=st.floats(-45, 45), seed=st.integers(0, 1000), count=st.integers(LEAST_SIGHTINGS, 50))
def test_the_error_is_found_within_the_uncertainty_that_is_told(
    ppm: float, seed: int, count: int
) -> None:
    # A burst's frequency is measured to some hertz, and one in ten is no sighting of this carrier.
    random = np.random.default_rng(seed)
    sightings = [heard(EXACT, ppm, float(random.normal(0, 3))) for _ in range(count)]
    sightings[0 : count // 10] = [
        heard(EXACT, ppm, float(random.uniform(-900, 900))) for _ in range(count // 10)
    ]
    calibration = calibration_of(sightings, MOST_PPM)
    assert calibration is not None
    assert calibration.sightings >= LEAST_SIGHTINGS
    assert abs(calibration.ppm - ppm) <= max(4 * calibration.uncertainty_95_ppm, 0.02)
    assert calibration.corrected_hz(sightings[-1].heard_hz) == pytest.approx(406.05e6, abs=20)


def test_too_few_sightings_leave_it_uncalibrated() -> None:
    sightings = [heard(EXACT, 10.0)] * (LEAST_SIGHTINGS - 1)
    assert calibration_of([], MOST_PPM) is None
    assert calibration_of(sightings, MOST_PPM) is None
    others = [heard(SYSTEM_BEACON, 10.0)] * (LEAST_SIGHTINGS - 1)
    assert calibration_of([*sightings, *others], MOST_PPM) is None


def test_more_sightings_do_not_make_a_beacon_better_than_its_tolerance() -> None:
    calibration = calibration_of([heard(SYSTEM_BEACON, 5.0)] * 1000, MOST_PPM)
    assert calibration is not None
    assert calibration.uncertainty_95_ppm == pytest.approx(1000 / 406.022, abs=0.01)
    assert calibration.uncertainty_95_hz(406.05e6) == pytest.approx(1000, abs=1)


def test_the_better_known_carrier_counts_for_more() -> None:
    sightings = [*[heard(EXACT, 5.0)] * 3, *[heard(SYSTEM_BEACON, 6.5)] * 30]
    calibration = calibration_of(sightings, MOST_PPM)
    assert calibration is not None
    assert calibration.ppm == pytest.approx(5.0, abs=0.01)
    assert calibration.references == (EXACT.name, SYSTEM_BEACON.name)


def test_a_carrier_that_is_not_where_it_should_be_is_left_out() -> None:
    sightings = [*[heard(EXACT, 5.0)] * 3, *[heard(SYSTEM_BEACON, -9.0)] * 30]
    calibration = calibration_of(sightings, MOST_PPM)
    assert calibration is not None
    assert calibration.references == (EXACT.name,)
    assert calibration.sightings == 3


def test_a_system_beacon_on_another_channel_is_not_taken_for_one_on_the_first() -> None:
    on_channel_e = [Sighting(SYSTEM_BEACON, 406.034e6 / (1 + p * 1e-6)) for p in (-14, 0, 14)] * 3
    assert calibration_of(on_channel_e, 14.0) is None


def tone(offset_hz: float, level_db: float, seed: int) -> NDArray[np.complex64]:
    """Half a second at 96 kS/s; the level is C/N0 in dB-Hz."""
    random = np.random.default_rng(seed)
    noise = random.normal(0, np.sqrt(0.5), (48000, 2)).astype(np.float32).view(np.complex64)[:, 0]
    amplitude = np.sqrt(10 ** (level_db / 10) / 96e3)
    turns = offset_hz / 96e3 * np.arange(48000)
    return (noise + amplitude * np.exp(2j * np.pi * turns)).astype(np.complex64)


@given(
    offset_hz=st.floats(-4e3, -10) | st.floats(10, 6e3),
    level_db=st.floats(35, 80),
    seed=st.integers(0, 1000),
)
def test_a_steady_carrier_is_measured_to_half_a_hertz(
    offset_hz: float, level_db: float, seed: int
) -> None:
    samples = tone(offset_hz, level_db, seed)
    found_hz = carrier_near(samples, 96e3, 406.05e6, 406.051e6, 5100.0)
    assert found_hz == pytest.approx(406.05e6 + offset_hz, abs=0.5)


@pytest.mark.parametrize("seed", range(20))
def test_noise_and_carriers_elsewhere_are_no_carrier(seed: int) -> None:
    assert carrier_near(tone(20e3, 60.0, seed), 96e3, 406.05e6, 406.05e6, 5e3) is None


def test_a_carrier_that_cannot_have_been_received_is_not_found() -> None:
    samples = tone(0.0, 60.0, 1)
    assert carrier_near(samples, 96e3, 406.05e6, 406.2e6, 1e3) is None
    assert carrier_near(samples[:100], 96e3, 406.05e6, 406.05e6, 1e3) is None
    assert carrier_near(np.zeros(48000, np.complex64), 96e3, 406.05e6, 406.05e6, 1e3) is None
