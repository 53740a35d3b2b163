"""Where a second-generation burst may begin: found in every mode, at any carrier, by any clock."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spread_scenes import RATE_HZ, START_S, spread_burst, stream

from decoder.arrays import Samples
from decoder.simulation.interference import Spur
from decoder.simulation.spread import SgbBurst
from decoder.spread.prn import Mode
from decoder.spread.search import FREQUENCY_STEP_HZ, MOST_PLACES, Place, Search
from decoder.spread.waveform import Pulse

SEARCH = Search(RATE_HZ, 2500.0)
NOISE_PLACES_PER_S = 60.0
TOLERANCE_SAMPLES = 3.5
"""The whole template fits a clock that is 60 ppm off best when it is a chip late or early."""


def block(bursts: list[SgbBurst], search: Search = SEARCH, **settings: Any) -> Samples:
    rate_hz = settings.get("rate_hz", RATE_HZ)
    return stream(bursts, search.block / rate_hz, **settings)


def assert_found(
    burst: SgbBurst, places: list[Place], search: Search = SEARCH, rate_hz: float = RATE_HZ
) -> None:
    """As the likeliest place of all."""
    best = places[0]
    assert abs(best.sample - burst.start_s * rate_hz) <= TOLERANCE_SAMPLES
    assert abs(best.frequency_hz - burst.offset_hz) < FREQUENCY_STEP_HZ
    assert best.mode is burst.mode


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("self_test", [False, True])
def test_a_burst_is_found_in_its_mode_in_either_sense(*, self_test: bool, inverted: bool) -> None:
    burst = spread_burst(self_test=self_test, inverted=inverted, offset_hz=-700.0)
    assert_found(burst, SEARCH.places(block([burst])))


@pytest.mark.parametrize("offset_hz", [-20e3, -9e3, 0.0, 20e3])
def test_a_wide_search_finds_a_carrier_of_a_plain_dongle(offset_hz: float) -> None:
    rate_hz = 120e3
    search = Search(rate_hz, 21.5e3)
    burst = spread_burst(offset_hz=offset_hz, cn0_dbhz=32.0)
    places = search.places(block([burst], search, rate_hz=rate_hz))
    assert_found(burst, places, search, rate_hz)


def test_a_wide_search_expects_a_clock_that_is_off_as_far_as_the_carrier() -> None:
    rate_hz = 120e3
    search = Search(rate_hz, 21.5e3)
    score = {}
    for clock_ppm in (20e3 / 406.05, 0.0):
        burst = spread_burst(offset_hz=20e3, chip_rate_ppm=clock_ppm, cn0_dbhz=32.0)
        score[clock_ppm] = search.places(block([burst], search, rate_hz=rate_hz))[0].score
    assert score[20e3 / 406.05] > 1.1 * score[0.0]


@settings(max_examples=6)
@given(samples_late=st.floats(0.0, 1.0), clock_ppm=st.sampled_from([-60.0, 0.0, 60.0]))
def test_a_burst_is_found_between_samples_and_by_any_clock(
    samples_late: float, clock_ppm: float
) -> None:
    start_s = START_S + samples_late / RATE_HZ
    burst = spread_burst(start_s=start_s, chip_rate_ppm=clock_ppm, cn0_dbhz=34.0)
    assert_found(burst, SEARCH.places(block([burst])))


@pytest.mark.parametrize("pulse", Pulse)
def test_a_burst_is_found_by_any_pulse_and_with_the_most_drift(pulse: Pulse) -> None:
    burst = spread_burst(pulse=pulse, drift_hz_per_s=18.0)
    assert_found(burst, SEARCH.places(block([burst])))


def test_noise_gives_no_more_places_than_can_be_looked_into() -> None:
    places = SEARCH.places(block([]))
    assert len(places) < NOISE_PLACES_PER_S * SEARCH.hop / RATE_HZ
    assert len(places) < MOST_PLACES


def test_a_steady_carrier_gives_no_more_places_than_noise() -> None:
    spur = Spur(offset_hz=300.0, cn0_dbhz=40.0)
    places = SEARCH.places(block([], interference=[spur]))
    assert len(places) < NOISE_PLACES_PER_S * SEARCH.hop / RATE_HZ


def test_silence_gives_no_place() -> None:
    assert SEARCH.places(np.zeros(SEARCH.block, np.complex64)) == []


def test_of_two_bursts_each_has_its_place() -> None:
    bursts = [spread_burst(), spread_burst(start_s=0.6, offset_hz=900.0, self_test=True)]
    places = SEARCH.places(block(bursts))
    assert {place.mode for place in places[:2]} == set(Mode)
    for burst in bursts:
        assert_found(burst, [place for place in places[:2] if place.mode is burst.mode])
