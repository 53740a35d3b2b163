"""Which position an incident keeps, at the edges of its rules."""

import pytest
from incident_made_up import (
    FAR,
    HERE,
    MOVED,
    START_S,
    THRESHOLDS,
    Desk,
    cancellation_at,
    heard_at,
    position,
)

from alerts.incidents.identity import CONFIRMING_MAX
from alerts.incidents.kind import Kind, Phase
from alerts.incidents.machine import fold
from decoder.message import MessageClass, Position


def valid(desk: Desk) -> Position:
    assert desk.incident
    assert desk.incident.fix
    return desk.incident.fix.position


def test_a_move_within_the_old_circle_is_kept_back() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE, radius_95_m=4844), heard_at(50, HERE, radius_95_m=4844))
    assert desk.kinds(heard_at(100, (32.04, -117.0), radius_95_m=4844)) == [None]
    assert desk.kinds(heard_at(150, (32.05, -117.0), radius_95_m=4844)) == [Kind.POSITION_UPDATE]


def test_a_circle_that_shrinks_by_less_than_half_is_kept_back() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE, radius_95_m=4844), heard_at(50, HERE, radius_95_m=2500))
    assert valid(desk).radius_95_m == 4844
    assert desk.kinds(heard_at(100, HERE, radius_95_m=2422)) == [Kind.POSITION_UPDATE]


def test_a_circle_without_a_radius_is_not_refined_for_ever() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE, radius_95_m=0), heard_at(50, HERE, radius_95_m=0))
    assert desk.kinds(heard_at(100, HERE, radius_95_m=0)) == [None]


def test_a_coarse_burst_confirms_a_fine_position_and_does_not_replace_it() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, FAR))
    coarse = heard_at(150, (32.55, -117.0), radius_95_m=15_000)
    assert desk.kinds(coarse) == [Kind.POSITION_CONFIRMED]
    assert valid(desk) == position(FAR)


def test_a_burst_that_speaks_for_both_positions_settles_and_forgets_nothing() -> None:
    desk = Desk()
    other = (32.22, -117.0)  # 24.5 km
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, other))
    between = heard_at(150, (32.11, -117.0), radius_95_m=15_000)
    assert desk.kinds(between, heard_at(200, other)) == [None, Kind.POSITION_CONFIRMED]


def test_a_conflict_settled_for_the_old_position_takes_the_newest_that_agrees_with_it() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, FAR), heard_at(150, MOVED))
    told = desk.take(heard_at(200, MOVED))
    assert told
    assert told.kind is Kind.POSITION_CONFIRMED
    assert told.distance_m == pytest.approx(11_119, abs=10)
    assert valid(desk) == position(MOVED)


def test_a_coarse_position_of_an_aircraft_does_not_replace_a_fine_one() -> None:
    elt_dt = {"alert_class": MessageClass.DISTRESS_TRACKING}
    desk = Desk()
    desk.kinds(heard_at(0, HERE, **elt_dt), heard_at(5, HERE, **elt_dt))
    coarse = heard_at(10, MOVED, radius_95_m=15_000, **elt_dt)
    assert desk.kinds(coarse) == [Kind.TRACKING]
    assert valid(desk) == position(HERE)


def test_a_late_conflict_that_agrees_with_the_known_one_is_not_told_again() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(150, FAR))
    # Within the time of one transmission, so that it settles nothing either.
    assert desk.kinds(heard_at(149.9, (32.505, -117.0), station="shore")) == [None]
    assert desk.incident
    assert desk.incident.conflict
    assert desk.incident.conflict.position.lat == 32.505


def test_a_flood_of_bursts_does_not_make_an_incident_grow() -> None:
    flood = [heard_at(0.1 * n) for n in range(100)]
    incident = fold(flood, START_S, THRESHOLDS, station="centre")
    assert incident.bursts == 100
    assert not incident.identity_confirmed
    assert len(incident.receptions[0].confirming) == CONFIRMING_MAX


def test_a_cancellation_from_before_the_alert_leaves_its_class_alone() -> None:
    desk = Desk()
    desk.take(heard_at(20, generation=2))
    desk.take(cancellation_at(10))
    assert desk.incident
    assert desk.incident.alert_class is MessageClass.DISTRESS
    assert desk.incident.phase is Phase.ACTIVE


def test_cancellations_ten_seconds_apart_are_two_of_either_generation() -> None:
    for generation in (1, 2):
        desk = Desk()
        desk.take(heard_at(0, generation=generation))
        cancelling = [cancellation_at(50 + 10 * n, generation=generation) for n in range(2)]
        assert desk.kinds(*cancelling)[-1] is Kind.CANCELLED_BY_USER
