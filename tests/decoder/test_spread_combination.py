"""Faint second-generation bursts of one beacon are read together; those of two are kept apart."""

from typing import TypeGuard

import numpy as np
import pytest
from made_up_sgb import CANCELLED, SHIP, changed, digits

from decoder.detection import Burst
from decoder.reasons import Reason, Rejection
from decoder.sighting import Sighting, SpreadSoftMessage
from decoder.soft_decision import Decided
from decoder.spread.combination import MOST_APART_S, MOST_HELD, SpreadCombiner
from decoder.spread.decision import decide
from decoder.spread.prn import Mode
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.location import Location
from decoder.t018.objective import Objective
from decoder.t018.ships import Mmsi

FAINT_DBHZ = 24.0
"""2 dB below what one burst needs, by maximum likelihood, to be right half the time."""
CLEAR_DBHZ = 35.0
INTERVAL_S = 30.0


def a_minute_later(minutes: int) -> SecondGeneration:
    rotating = Objective(minutes_since_location=3 + minutes, hdop="1–2", gnss="3D")
    return changed(SHIP, rotating_field=rotating)


HIGHER = changed(SHIP, rotating_field=Objective(altitude_m=304, hdop="3–4", gnss="2D"))
MOVED = changed(HIGHER, location=Location(60.5003, -10.2505))
NEXT_OF_SERIES = changed(SHIP, serial_number=407, vessel=Mmsi(201123457))


def burst(
    fields: SecondGeneration,
    seed: int,
    *,
    time_s: float = 0.0,
    cn0_dbhz: float = FAINT_DBHZ,
    offset_hz: float = 0.0,
    mode: Mode = Mode.NORMAL,
) -> Sighting:
    """Its soft bits in white noise."""
    ec_n0 = 10 ** (cn0_dbhz / 10) / 300
    noise = np.random.default_rng(seed).standard_normal(250) / np.sqrt(2 * ec_n0)
    llr = (4 * ec_n0 * (2.0 * encode_message(fields) - 1 + noise)).clip(-12, 12).astype(np.float32)
    return Sighting(
        burst=heard_at(time_s, offset_hz),
        decided=decide(llr, mode, odds_of_no_beacon=1.0),
        power=1.0,
        rate_hz=250e3,
        soft=SpreadSoftMessage(llr, mode, 1.0),
    )


def heard_at(time_s: float, offset_hz: float) -> Burst:
    return Burst(
        time_s=time_s,
        utc_s=None,
        utc_uncertainty_s=None,
        frequency_hz=None,
        offset_hz=offset_hz,
        drift_hz_per_s=0.0,
        cn0_dbhz=24.0,
        modulation_index_rad=None,
        bit_rate_bps=300.0,
        phase_error_rad=0.0,
    )


def together(*bursts: Sighting) -> Decided | Rejection:
    """What is said of the last one."""
    combiner = SpreadCombiner()
    return [combiner.read(one) for one in bursts][-1]


def is_valid(found: Decided | Rejection) -> TypeGuard[Decided]:
    return isinstance(found, Decided) and found.message.valid


def says(found: Decided | Rejection, fields: SecondGeneration) -> bool:
    return is_valid(found) and found.message.hex == digits(encode_message(fields), before="00")


def test_two_faint_bursts_are_read_where_one_is_not() -> None:
    alone = both = 0
    for seed in range(10):
        first, second = burst(SHIP, seed), burst(SHIP, 100 + seed, time_s=INTERVAL_S)
        alone += is_valid(second.decided)
        found = together(first, second)
        if is_valid(found):
            assert says(found, SHIP)
            assert is_valid(second.decided) or Reason.COMBINED_BURSTS in found.message.reasons
            both += 1
    assert alone <= 1
    assert both >= 8


@pytest.mark.parametrize("minutes", [1, 2])
def test_a_clock_that_runs_on_costs_nothing(minutes: int) -> None:
    read = 0
    for seed in range(8):
        first = burst(SHIP, seed)
        second = burst(a_minute_later(minutes), 100 + seed, time_s=60.0 * minutes)
        found = together(first, second)
        assert says(found, a_minute_later(minutes)) or not is_valid(found)
        read += is_valid(found)
    assert read >= 6


@pytest.mark.parametrize("now", [HIGHER, MOVED], ids=["another height", "another place"])
def test_of_a_message_that_has_changed_the_rest_helps(now: SecondGeneration) -> None:
    """At 25 dB-Hz next to none is valid alone."""
    alone = both = 0
    for seed in range(10):
        first = burst(SHIP, seed, cn0_dbhz=CLEAR_DBHZ)
        second = burst(now, 100 + seed, time_s=INTERVAL_S, cn0_dbhz=25.0)
        found = together(first, second)
        assert says(found, now) or not is_valid(found)
        alone += is_valid(second.decided)
        both += is_valid(found)
    assert alone <= 3
    assert both >= 8


def test_a_faint_beacon_is_not_taken_for_the_clear_one_before_it_in_the_series() -> None:
    for seed in range(8):
        clear = burst(SHIP, seed, cn0_dbhz=CLEAR_DBHZ)
        other = burst(NEXT_OF_SERIES, 100 + seed, time_s=INTERVAL_S, offset_hz=3.0, cn0_dbhz=23.0)
        found = together(clear, other)
        assert says(found, NEXT_OF_SERIES) or not is_valid(found)


def test_two_beacons_that_take_turns_are_not_mixed_up() -> None:
    read = 0
    for seed in range(3):
        combiner = SpreadCombiner()
        for i in range(8):
            fields = (SHIP, NEXT_OF_SERIES)[i % 2]
            one = burst(fields, 10 * seed + i, time_s=7.0 * i, offset_hz=5.0 * (i % 2))
            found = combiner.read(one)
            assert says(found, fields) or not is_valid(found)
            read += is_valid(found)
    assert read >= 12


def test_a_cancellation_after_an_alert_is_one_and_no_alert() -> None:
    first = burst(SHIP, 1, cn0_dbhz=CLEAR_DBHZ)
    found = together(first, burst(CANCELLED, 2, time_s=INTERVAL_S, cn0_dbhz=26.0))
    assert says(found, CANCELLED)


def test_an_alert_that_was_heard_clearly_is_not_heard_again_in_noise() -> None:
    for seed in range(2):
        noise = burst(SHIP, seed, time_s=INTERVAL_S, cn0_dbhz=0.0)
        assert not is_valid(together(burst(SHIP, 1, cn0_dbhz=CLEAR_DBHZ), noise))


@pytest.mark.parametrize(
    "other",
    [{"offset_hz": 100.0}, {"mode": Mode.SELF_TEST}, {"time_s": 1.0}, {"time_s": 600.0}],
    ids=["frequency", "mode", "too soon", "too late"],
)
def test_what_can_be_no_repetition_is_not_combined(other: dict[str, float | Mode]) -> None:
    traits: dict[str, float | Mode] = {"time_s": INTERVAL_S, **other}
    first, second = burst(SHIP, 1), burst(SHIP, 2, **traits)  # type: ignore[arg-type]
    assert not is_valid(together(first, second))


def test_a_second_sight_of_a_burst_is_no_second_burst() -> None:
    """Of a repeated one nothing new is learned: its noise would be believed."""
    first, second = burst(SHIP, 3), burst(SHIP, 4, time_s=INTERVAL_S)
    once, twice = together(first, second), together(first, first, first, second)
    assert is_valid(once)
    assert is_valid(twice)
    assert twice.wrong_probability == pytest.approx(once.wrong_probability, rel=0.5)


def test_memory_is_bounded() -> None:
    combiner = SpreadCombiner()
    clear = burst(SHIP, 1, cn0_dbhz=CLEAR_DBHZ)
    for _ in range(20):
        combiner.read(clear)
    assert len(combiner._held) == 20
    assert combiner._held.maxlen == MOST_HELD
    combiner.read(burst(SHIP, 1, cn0_dbhz=CLEAR_DBHZ, time_s=2 * MOST_APART_S))
    assert len(combiner._held) == 1
