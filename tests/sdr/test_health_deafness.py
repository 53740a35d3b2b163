"""Deafness is told, in time and only then; time and measurements are made up."""

from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.health.deafness import (
    WELL,
    Baseline,
    Condition,
    Hearing,
    Measured,
    begin,
    elapsed,
    heard,
)
from sdr.health.deafness_settings import DeafnessSettings
from sdr.health.finding import Severity, finding_of

SETTINGS = DeafnessSettings()
USUAL_DB = -120.0
GAIN_DB = 30.0
HOUR_S = 3600


def hear(
    state: Hearing,
    seconds: int,
    above_db: float = 0.0,
    *,
    clipped: float = 0.0,
    gain_db: float = GAIN_DB,
    settings: DeafnessSettings = SETTINGS,
    every_s: float = 1.0,
) -> Hearing:
    """A look each second, `above_db` over the usual floor."""
    for _ in range(seconds):
        time_s = state.now_s + every_s
        floor_dbfs_hz = USUAL_DB + gain_db + above_db
        measured = Measured(time_s, floor_dbfs_hz, clipped, gain_db)
        state = heard(elapsed(state, time_s, settings), measured, settings)
    return state


def well() -> Hearing:
    return hear(begin(0.0, Baseline(USUAL_DB, USUAL_DB)), 5)


def test_the_usual_floor_is_learned_at_first() -> None:
    learning = hear(begin(1000.0), int(SETTINGS.learning_s) - 10)
    assert learning.condition is Condition.LEARNING
    assert "learns its usual noise floor, 11 s more" in finding_of(learning, SETTINGS).sentence
    learned = hear(learning, 15)
    assert learned.condition is Condition.HEARING
    assert learned.baseline == Baseline(USUAL_DB, USUAL_DB)
    assert learned.learned == ()


@pytest.mark.parametrize(
    ("above_db", "condition", "severity"),
    [
        (-15.0, Condition.LOST, Severity.ALARM),
        (-SETTINGS.fall_db - 0.1, Condition.LOST, Severity.ALARM),
        (-SETTINGS.fall_db + 0.1, Condition.HEARING, Severity.GOOD),
        (0.0, Condition.HEARING, Severity.GOOD),
        (SETTINGS.rise_db - 0.1, Condition.HEARING, Severity.GOOD),
        (SETTINGS.rise_db + 0.1, Condition.INTERFERENCE, Severity.WARNING),
    ],
)
def test_a_floor_that_changed_is_told_once_it_has_lasted(
    above_db: float, condition: Condition, severity: Severity
) -> None:
    before = hear(well(), int(SETTINGS.hold_s) - 1, above_db)
    assert before.condition is Condition.HEARING
    after = hear(before, 1, above_db)
    assert after.condition is condition
    assert finding_of(after, SETTINGS).severity is severity


@given(above_db=st.floats(-60, 60), seconds=st.integers(0, int(SETTINGS.hold_s) - 1))
def test_what_lasts_no_longer_than_a_burst_is_never_told(above_db: float, seconds: int) -> None:
    state = well()
    for _ in range(5):
        state = hear(hear(state, seconds, above_db), int(SETTINGS.hold_s) + 1)
        assert state.condition is Condition.HEARING


@given(st.lists(st.floats(-2.4, 4.4), max_size=200))
def test_within_the_thresholds_less_hysteresis_all_is_well(changes_db: list[float]) -> None:
    state = well()
    for above_db in changes_db:
        state = hear(state, 7, above_db)
        assert state.condition is Condition.HEARING


@given(
    st.lists(
        st.tuples(st.sampled_from([-30.0, -4.2, -3.0, 0.0, 5.0, 6.2, 40.0]), st.integers(1, 90)),
        max_size=20,
    )
)
def test_a_fall_that_lasts_is_an_alarm_whatever_came_before(
    before: list[tuple[float, int]],
) -> None:
    state = well()
    for above_db, seconds in before:
        state = hear(state, seconds, above_db)
    longest_s = int(SETTINGS.clear_s + SETTINGS.hold_s) + 2
    assert hear(state, longest_s, -10.0).condition is Condition.LOST
    assert hear(state, 2 * longest_s, 0.0).condition is Condition.HEARING


@given(st.floats(-60, -4.6), st.integers(1, 300))
def test_a_lost_antenna_never_becomes_the_usual(below_db: float, minutes: int) -> None:
    lost = hear(well(), 20, below_db)
    later = hear(lost, minutes, below_db, every_s=60.0)
    assert lost.condition is later.condition is Condition.LOST
    assert later.baseline == lost.baseline


@pytest.mark.parametrize("above_db", [-10.0, 10.0])
def test_while_a_fault_is_told_nothing_is_learned_from_looks_that_seem_well(
    above_db: float,
) -> None:
    told = hear(well(), 20, above_db)
    assert told.condition not in WELL
    state = told
    for _ in range(30):
        state = hear(hear(state, 40, 2.0), 40, above_db)
    assert state.condition is told.condition
    assert state.baseline == told.baseline == Baseline(USUAL_DB, USUAL_DB)


def test_before_a_fault_is_told_nothing_is_learned_from_looks_that_seem_one() -> None:
    state = well()
    for _ in range(30):
        state = hear(hear(state, 5, -10.0), 6)
    assert state.condition is Condition.HEARING
    assert state.baseline == Baseline(USUAL_DB, USUAL_DB)


def test_at_first_nothing_is_learned_from_looks_that_clip() -> None:
    state = begin(0.0)
    for _ in range(30):
        state = hear(hear(state, 5, 20.0, clipped=0.02), 6)
    assert state.condition is Condition.LEARNING
    assert set(state.learned) == {USUAL_DB}


def test_a_fault_is_over_only_when_it_is_well_over_and_for_a_while() -> None:
    lost = hear(well(), 20, -10.0)
    assert hear(lost, 600, -SETTINGS.fall_db + 1.0).condition is Condition.LOST
    almost = hear(lost, int(SETTINGS.clear_s) - 1, -1.0)
    assert almost.condition is Condition.LOST
    assert hear(almost, 1, -1.0).condition is Condition.HEARING


def test_a_fault_that_comes_and_goes_is_told_once_and_stays_told() -> None:
    state, told = well(), []
    for i in range(600):
        state = hear(state, 1, -10.0 if i % 5 < 3 else 0.0)
        told.append(state.condition)
    assert told[-1] is Condition.LOST
    assert sum(a is not b for a, b in pairwise(told)) == 1


def test_clipping_is_an_alarm_even_while_learning() -> None:
    for state in (well(), hear(begin(0.0), 5)):
        clipping = hear(state, 12, clipped=0.02)
        assert clipping.condition is Condition.OVERLOAD
        assert finding_of(clipping, SETTINGS).severity is Severity.ALARM
        assert finding_of(clipping, SETTINGS).sentence.startswith("2 % of the samples")
        assert hear(clipping, 70).condition is state.condition


def test_no_noise_at_all_is_a_lost_antenna_even_while_learning() -> None:
    silent = hear(begin(0.0), 12, -250.0)
    assert silent.condition is Condition.LOST
    assert "no noise at all" in finding_of(silent, SETTINGS).sentence


def test_the_receivers_own_noise_is_known_for_what_it_is_from_the_first_minute() -> None:
    settings = DeafnessSettings(own_noise_db=USUAL_DB - 3.0)
    lost = hear(begin(0.0), 12, -2.5, settings=settings)
    assert lost.condition is Condition.LOST
    assert "is the receiver's own" in finding_of(lost, settings).sentence
    assert hear(begin(0.0), 12, -1.5, settings=settings).condition is Condition.LEARNING


def test_a_change_of_gain_is_no_change_of_what_is_heard() -> None:
    state = well()
    for gain_db in (49.6, 0.0, 20.7, 30.0):
        state = hear(state, 30, gain_db=gain_db)
        assert state.condition is Condition.HEARING


def test_right_after_a_change_of_gain_nothing_is_judged() -> None:
    state = well()
    for i in range(60):
        state = hear(state, 1, -30.0, gain_db=float(i))
    assert state.condition is Condition.HEARING
    assert state.doubt is Condition.HEARING


def test_while_the_gain_is_searched_only_missing_samples_are_told() -> None:
    state = well()
    for _ in range(60):
        measured = Measured(state.now_s + 1, -20.0, 0.5, GAIN_DB, is_settled=False)
        state = heard(state, measured, SETTINGS)
    assert state.condition is Condition.HEARING
    assert elapsed(state, state.now_s + 5, SETTINGS).condition is Condition.STALE


def test_no_samples_is_an_alarm_within_five_seconds_and_over_with_the_first() -> None:
    state = well()
    from_s = state.now_s
    told_s = None
    for tenths in range(1, 100):
        state = elapsed(state, from_s + tenths / 10, SETTINGS)
        if told_s is None and state.condition is Condition.STALE:
            told_s = tenths / 10
    assert told_s == pytest.approx(SETTINGS.stale_s, abs=0.11)
    assert finding_of(state, SETTINGS).sentence.startswith("No samples for 10 s")
    assert hear(state, 1).condition is Condition.HEARING


def test_a_pause_of_the_samples_does_not_heal_a_lost_antenna() -> None:
    lost = hear(well(), 20, -10.0)
    paused = elapsed(lost, lost.now_s + HOUR_S, SETTINGS)
    assert paused.condition is Condition.STALE
    again = hear(paused, 1, 0.0)
    assert again.condition is Condition.LOST
    assert hear(again, 59, 0.0).condition is Condition.LOST
    assert hear(again, 62, 0.0).condition is Condition.HEARING


def test_the_usual_floor_follows_the_seasons_but_not_far() -> None:
    state = well()
    for above_db in (0.5, 1.0, 2.0):
        state = hear(state, 4000, above_db, every_s=2.9)
    followed_db = state.baseline.usual_db - USUAL_DB if state.baseline else 0.0
    assert followed_db == pytest.approx(2.0, abs=0.3)
    state = hear(state, 40000, 5.5, every_s=2.9)
    assert state.baseline == Baseline(USUAL_DB + SETTINGS.wander_db, USUAL_DB)


def test_slow_decay_shows_some_day() -> None:
    state, above_db = well(), 0.0
    while state.condition is Condition.HEARING:
        above_db -= 0.02
        state = hear(state, 1250, above_db, every_s=2.9)  # an hour: 0.5 dB a day
    assert state.condition is Condition.LOST
    assert -above_db == pytest.approx(SETTINGS.wander_db + SETTINGS.fall_db, abs=0.1)


def test_what_was_learned_survives_a_restart() -> None:
    kept = msgspec.json.encode(well().baseline)
    again = begin(5.0, msgspec.json.decode(kept, type=Baseline))
    assert hear(again, 15, -10.0).condition is Condition.LOST


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fall_db", 1.0),
        ("rise_db", 61.0),
        ("most_clipped", 0.0),
        ("hold_s", -1.0),
        ("stale_s", 0.0),
        ("wander_db", float("nan")),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"deafness: {name} is .*: it "):
        DeafnessSettings(**{name: value})
    with pytest.raises(msgspec.ValidationError, match="unknown field `fall`"):
        msgspec.toml.decode("fall = 3.0", type=DeafnessSettings)
