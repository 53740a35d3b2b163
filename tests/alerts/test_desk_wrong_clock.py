"""A clock that was ahead for a moment, or is behind: what is heard now is told now."""

from collections.abc import Sequence

import pytest
from desk_made_up import Station
from hypothesis import given, settings
from hypothesis import strategies as st
from incident_made_up import HERE, MOVED, START_S, answer, cancellation_at, heard_at
from test_desk_any_bursts import Answer, Pass, assert_chained, bursts

from alerts.acknowledgement import Action
from alerts.event import Event
from alerts.incidents.kind import Kind
from alerts.timestamp import unix_s
from decoder.message import MessageClass

DISTRESS = MessageClass.DISTRESS
HOUR_S = 3600.0
DAY_S = 24 * HOUR_S
LEAPS_S = [600.0, HOUR_S, DAY_S, 30 * DAY_S]


def followed(station: Station) -> list[tuple[int, Kind]]:
    """A beacon each 50 s, by a clock that is right: it has a position, which then moves."""
    return [
        (number, kind)
        for number in range(1, 12)
        for kind in station.take_at(
            100 + 50 * number, heard_at(100 + 50 * number, HERE if number < 6 else MOVED)
        )
    ]


@pytest.mark.parametrize("ahead_s", LEAPS_S)
def test_after_a_clock_that_was_ahead_all_is_told_as_if_it_had_not_been(ahead_s: float) -> None:
    station, right = Station(), Station()
    for it, at_s in ((station, ahead_s), (right, 100.0)):
        assert it.take_at(at_s, heard_at(at_s)) == [Kind.INITIAL_UNLOCATED]
    assert followed(station) == followed(right)
    assert [kind for _, kind in followed(Station())] != []
    [incident], [expected] = station.store.open_incidents(), right.store.open_incidents()
    assert incident.bursts == expected.bursts == 12
    assert (incident.fixes, incident.last_heard) == (expected.fixes, expected.last_heard)
    assert START_S < unix_s(incident.first_heard) <= START_S + 150
    assert "late" not in " ".join(alert.reason for alert in station.alerts)
    assert station.problems() == []


@pytest.mark.parametrize("ahead_s", LEAPS_S)
def test_an_incident_goes_on_after_a_moment_of_a_clock_that_was_ahead(ahead_s: float) -> None:
    station = Station()
    station.take_at(0, heard_at(0, HERE))
    station.take_at(50, heard_at(50, HERE))
    station.take_at(ahead_s, heard_at(ahead_s, HERE))
    station.take_at(150, heard_at(150, HERE))
    assert station.take_at(200, heard_at(200, MOVED)) == [Kind.POSITION_UPDATE]
    incident = next(each for each in station.store.open_incidents())
    assert incident.last_heard == station.alerts[-1].time
    assert station.tick(200 + 301) == [Kind.SILENT]


@pytest.mark.parametrize("behind_s", LEAPS_S)
def test_a_clock_that_is_behind_after_a_restart_hides_nothing(behind_s: float) -> None:
    station = Station()
    station.take_at(0, heard_at(0, HERE))
    station.take_at(50, heard_at(50, HERE))
    now_s = 100 - behind_s
    assert station.take_at(now_s, heard_at(now_s, MOVED)) == [Kind.POSITION_UPDATE]
    assert len(station.store.open_incidents()) == 1


@pytest.mark.parametrize("ahead_s", LEAPS_S)
def test_a_beacon_can_take_back_an_alert_of_a_clock_that_was_ahead(ahead_s: float) -> None:
    station = Station()
    station.take_at(ahead_s, heard_at(ahead_s, HERE, generation=2))
    station.take_at(100, cancellation_at(100))
    assert station.take_at(110, cancellation_at(110)) == [Kind.CANCELLED_BY_USER]
    assert list(station.open()) == [DISTRESS]


@pytest.mark.parametrize("ahead_s", LEAPS_S)
@pytest.mark.parametrize("is_closed_ahead", [False, True])
def test_what_was_closed_by_a_clock_ahead_of_now_takes_no_burst_of_now(
    ahead_s: float, *, is_closed_ahead: bool
) -> None:
    station = Station()
    heard_s, closed_s = (0.0, ahead_s) if is_closed_ahead else (ahead_s, 60.0)
    station.take_at(heard_s, heard_at(heard_s, HERE))
    station.acknowledge(answer(station.open()[DISTRESS], Action.CLOSED), closed_s)
    assert station.take_at(100, heard_at(100, HERE)) == [Kind.INITIAL_ENCODED]
    assert station.take_at(150, heard_at(150, MOVED)) == [Kind.POSITION_UPDATE]


def test_a_minute_ahead_is_what_clocks_of_several_stations_differ_by() -> None:
    station = Station()
    station.take_at(0, heard_at(59, HERE, station="tower"))
    assert station.take_at(0, heard_at(0, HERE, station="hill")) == [Kind.IDENTITY_CONFIRMED]
    assert not [row for row in station.audit() if row[0] == "clock set right"]


class_of_leap = st.builds(Pass, st.sampled_from([-30 * DAY_S, -HOUR_S, 600.0, HOUR_S, 30 * DAY_S]))
stories = st.lists(bursts() | class_of_leap | st.builds(Answer, st.integers(0, 3)), max_size=14)


def live(station: Station, story: Sequence[Event | Pass | Answer]) -> None:
    """By a clock that leaps; not every burst is stamped by it."""
    now_s = 0.0
    for moment in story:
        match moment:
            case Event():
                station.take_at(now_s, moment)
            case Pass(s=passed_s):
                now_s += passed_s
                station.tick(now_s)
            case Answer(place=place, action=action):
                for incident in station.store.open_incidents()[place : place + 1]:
                    station.acknowledge(answer(incident, action, at_s=now_s), now_s)


@given(stories)
@settings(max_examples=150)
def test_whatever_a_clock_does_incidents_are_what_their_bursts_make_of_them(
    story: Sequence[Event | Pass | Answer],
) -> None:
    station = Station()
    live(station, story)
    assert_chained(station)
    assert station.problems() == []
    for incident in station.store.open_incidents():
        assert incident.first_heard <= incident.last_heard


@given(st.lists(st.sampled_from([-HOUR_S, 0.0, HOUR_S]), min_size=1, max_size=8))
@settings(max_examples=100)
def test_each_new_position_is_told_at_once_whatever_the_clock_does(leaps: list[float]) -> None:
    station, now_s, wrong_s = Station(), 0.0, 0.0
    for number, leap_s in enumerate(leaps):
        now_s, wrong_s = now_s + 50, wrong_s + leap_s
        at_s = now_s + wrong_s
        place = (HERE[0] + 0.1 * number, HERE[1])
        assert station.take_at(at_s, heard_at(at_s, place)) != []
        [incident] = station.store.open_incidents()
        assert incident.fix
        assert incident.fix.position.lat == pytest.approx(place[0])
