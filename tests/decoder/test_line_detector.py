"""Carriers that appear are found, those that were always there are not, and noise seldom is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenes import bursts, recorded

from decoder.arrays import Samples
from decoder.signal.lines import Line, LineDetector
from decoder.simulation.interference import Spur

RATE_HZ = 40e3
START_TOLERANCE_S = 0.06
FREQUENCY_TOLERANCE_HZ = 6.0
LEVEL_TOLERANCE_DB = 3.0


def lines_of(samples: Samples, size: int = 4000, reach_hz: float = 15e3) -> list[Line]:
    detector = LineDetector(RATE_HZ, -reach_hz, reach_hz)
    found: list[Line] = []
    for first in range(0, samples.size, size):
        found += detector.feed(samples[first : first + size])
    return found


@pytest.mark.parametrize("cn0_dbhz", [27.0, 40.0, 60.0])
@pytest.mark.parametrize("drift_hz_per_s", [-50.0, 0.0, 50.0])
def test_every_carrier_is_found_at_its_time_frequency_and_level(
    cn0_dbhz: float, drift_hz_per_s: float
) -> None:
    traits = {"offset_hz": (-14e3, 14e3), "apart_s": 0.9}
    sent = bursts(8, cn0_dbhz=cn0_dbhz, drift_hz_per_s=drift_hz_per_s, **traits)
    found = lines_of(recorded(sent, rate_hz=RATE_HZ))
    for burst in sent:
        middle_hz = burst.offset_hz + 0.08 * drift_hz_per_s
        near = [
            line
            for line in found
            if abs(line.time_s - burst.start_s) < START_TOLERANCE_S
            and abs(line.offset_hz - middle_hz) < FREQUENCY_TOLERANCE_HZ
        ]
        assert near
        strongest = max(near, key=lambda line: line.power)
        level_dbhz = 10 * np.log10(strongest.power / strongest.noise_density)
        assert level_dbhz == pytest.approx(cn0_dbhz, abs=LEVEL_TOLERANCE_DB)


def test_no_carrier_is_lost_where_messages_can_be_read() -> None:
    """One in a hundred was, while noise could make a carrier look unsteady."""
    for seed in range(2):
        sent = bursts(50, seed=seed, cn0_dbhz=33.0, offset_hz=(-14e3, 14e3), apart_s=0.65)
        found = lines_of(recorded(sent, rate_hz=RATE_HZ, seed=seed))
        for burst in sent:
            assert any(
                abs(line.time_s - burst.start_s) < START_TOLERANCE_S
                and abs(line.offset_hz - burst.offset_hz) < FREQUENCY_TOLERANCE_HZ
                for line in found
            )


def test_noise_gives_a_line_once_in_a_while() -> None:
    found = lines_of(recorded([], rate_hz=RATE_HZ, duration_s=20.0))
    assert len(found) < 20


def test_a_carrier_that_never_ends_is_found_at_most_once() -> None:
    spur = Spur(offset_hz=5e3, cn0_dbhz=50.0)
    samples = recorded([], rate_hz=RATE_HZ, duration_s=5.0, interference=[spur])
    near = [line for line in lines_of(samples) if abs(line.offset_hz - 5e3) < 50]
    assert all(line.time_s < 0.3 for line in near)


def test_what_lies_outside_the_reach_is_not_looked_at() -> None:
    sent = bursts(2, offset_hz=8e3, cn0_dbhz=50.0)
    found = lines_of(recorded(sent, rate_hz=RATE_HZ), reach_hz=5e3)
    assert all(abs(line.offset_hz) <= 5e3 for line in found)


@settings(deadline=None, max_examples=10)
@given(st.integers(1, 50_000))
def test_blocks_of_any_size_give_the_same_lines(size: int) -> None:
    sent = bursts(2, offset_hz=(-14e3, 14e3))
    samples = recorded(sent, rate_hz=RATE_HZ)
    some, whole = lines_of(samples, max(size, 50)), lines_of(samples, samples.size)
    assert [round(line.offset_hz, 2) for line in some] == [
        round(line.offset_hz, 2) for line in whole
    ]
    assert [line.time_s for line in some] == [line.time_s for line in whole]
