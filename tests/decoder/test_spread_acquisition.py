"""A preamble at a likely place: its start, carrier and mode; and none where there is none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spread_scenes import RATE_HZ, START_S, spread_burst, stream

from decoder.simulation.spread import SgbBurst
from decoder.spread.acquisition import LEAST_SCORE, acquired
from decoder.spread.prn import Mode
from decoder.spread.search import Place, Search
from decoder.spread.waveform import Pulse

FREQUENCY_TOLERANCE_HZ = 4.0
"""With the most drift the middle of the preamble is 1.5 Hz off its start; bins are 3.6 Hz apart."""
START_TOLERANCE_SAMPLES = 1.0


def place_of(burst: SgbBurst, *, samples_off: int = 0, hz_off: float = 0.0) -> Place:
    return Place(
        sample=round(burst.start_s * RATE_HZ) + samples_off,
        frequency_hz=burst.offset_hz + hz_off,
        mode=burst.mode,
        score=6.0,
    )


def assert_acquired(burst: SgbBurst, place: Place) -> None:
    found = acquired(stream([burst], 0.8), RATE_HZ, [place])
    assert len(found) == 1
    assert abs(found[0].start - burst.start_s * RATE_HZ) < START_TOLERANCE_SAMPLES
    assert abs(found[0].frequency_hz - burst.offset_hz) < FREQUENCY_TOLERANCE_HZ
    assert (found[0].mode, found[0].inverted) == (burst.mode, burst.inverted)
    assert found[0].score > LEAST_SCORE


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("self_test", [False, True])
@pytest.mark.parametrize("hz_off", [-1200.0, 1200.0])
def test_a_roughly_known_place_becomes_an_exact_one(
    *, self_test: bool, inverted: bool, hz_off: float
) -> None:
    burst = spread_burst(self_test=self_test, inverted=inverted, offset_hz=-700.0)
    assert_acquired(burst, place_of(burst, hz_off=hz_off))


@settings(max_examples=15)
@given(
    samples_late=st.floats(0.0, 1.0),
    clock_ppm=st.floats(-60.0, 60.0),
    drift_hz_per_s=st.floats(-18.0, 18.0),
    offset_hz=st.floats(-1200.0, 1200.0),
)
def test_clock_drift_and_a_start_between_samples_do_no_harm(
    samples_late: float, clock_ppm: float, drift_hz_per_s: float, offset_hz: float
) -> None:
    burst = spread_burst(
        start_s=START_S + samples_late / RATE_HZ,
        chip_rate_ppm=clock_ppm,
        drift_hz_per_s=drift_hz_per_s,
        offset_hz=offset_hz,
    )
    assert_acquired(burst, place_of(burst))


@pytest.mark.parametrize("pulse", Pulse)
def test_the_pulse_need_not_be_known(pulse: Pulse) -> None:
    burst = spread_burst(pulse=pulse)
    assert_acquired(burst, place_of(burst, samples_off=1))


def test_noise_gives_no_preamble_where_it_looks_most_like_one() -> None:
    search = Search(RATE_HZ, 2500.0)
    noise = stream([], search.block / RATE_HZ)
    places = search.places(noise)
    assert places
    assert acquired(noise, RATE_HZ, places) == []


@pytest.mark.parametrize("inverted", [False, True])
def test_a_preamble_of_the_other_mode_is_none(*, inverted: bool) -> None:
    burst = spread_burst(cn0_dbhz=35.0, inverted=inverted)
    place = Place(round(burst.start_s * RATE_HZ), 0.0, Mode.SELF_TEST, 6.0)
    assert acquired(stream([burst], 0.8), RATE_HZ, [place]) == []


def test_two_places_of_one_burst_are_one_preamble() -> None:
    burst = spread_burst()
    places = [place_of(burst, samples_off=off) for off in (-1, 0, 1)]
    assert len(acquired(stream([burst], 0.8), RATE_HZ, places)) == 1


def test_two_bursts_a_hundredth_of_a_second_apart_are_two_the_stronger_first() -> None:
    weak = spread_burst(cn0_dbhz=32.0)
    strong = spread_burst(start_s=START_S + 0.01, cn0_dbhz=35.0, offset_hz=400.0)
    samples = stream([weak, strong], 0.8)
    found = acquired(samples, RATE_HZ, [place_of(weak), place_of(strong)])
    starts = np.array([one.start for one in found]) / RATE_HZ
    assert starts == pytest.approx([strong.start_s, weak.start_s], abs=2 / RATE_HZ)


def test_a_place_near_the_end_of_the_samples_is_no_preamble() -> None:
    burst = spread_burst()
    samples = stream([burst], START_S + 0.02)
    assert acquired(samples, RATE_HZ, [place_of(burst)]) == []
