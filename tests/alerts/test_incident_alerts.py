"""What coordinators are told of an incident, and what is kept back."""

import pytest
from incident_made_up import (
    FAR,
    HERE,
    MOVED,
    NEAR,
    START_S,
    THRESHOLDS,
    Desk,
    cancellation_at,
    heard_at,
)
from msgspec.structs import replace

from alerts.incidents.kind import Kind, Phase
from alerts.incidents.machine import fold
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.transitions import change
from decoder.message import MessageClass
from decoder.reasons import Reason


def test_a_first_burst_without_a_position_is_told_at_once() -> None:
    told = Desk().take(heard_at(0))
    assert told
    assert told.kind is Kind.INITIAL_UNLOCATED
    assert told.reason == "First burst of a distress beacon, without a position."
    assert (told.seq, told.previous, told.incident.phase) == (1, None, Phase.ACTIVE)
    assert told.incident.incident_id == "0123456789ABCDE.20260101T000000Z"


def test_a_first_burst_with_a_position_says_where() -> None:
    told = Desk().take(heard_at(0, HERE))
    assert told
    assert told.kind is Kind.INITIAL_ENCODED
    assert told.reason == (
        "First burst of a distress beacon, at 32.0000°N 117.0000°W, within 120 m."
    )


def test_a_message_that_cannot_be_trusted_is_told_once_and_believed_in_nothing() -> None:
    desk = Desk()
    doubtful = {
        "alert_class": MessageClass.UNRELIABLE,
        "reasons": (Reason.FIRST_FIELD_SUSPECT,),
    }
    assert desk.kinds(*(heard_at(50 * n, HERE, **doubtful) for n in range(3))) == [
        Kind.UNRELIABLE,
        None,
        None,
    ]
    assert desk.alerts[0].reason == "A message that cannot be trusted: first field suspect."
    assert desk.incident
    assert (desk.incident.bursts, desk.incident.fixes) == (3, ())
    assert not desk.incident.identity_confirmed
    assert desk.tick(3000) is None
    closed = desk.tick(100 + 3601)
    assert closed
    assert closed.kind is Kind.CLOSED


def test_a_second_burst_confirms_the_identity_once() -> None:
    desk = Desk()
    assert desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, HERE)) == [
        Kind.INITIAL_ENCODED,
        Kind.IDENTITY_CONFIRMED,
        None,
    ]
    assert desk.alerts[1].reason == "Identity confirmed by 2 bursts."
    assert desk.incident
    assert desk.incident.bursts == 3
    assert desk.incident.receptions[0].confirming == ()


def test_a_second_station_confirms_the_identity() -> None:
    desk = Desk()
    desk.take(heard_at(0, station="hill"))
    told = desk.take(heard_at(0.01, station="shore"))
    assert told
    assert told.reason == "Identity confirmed by 2 stations."
    assert [(each.station, each.bursts) for each in told.incident.receptions] == [
        ("hill", 1),
        ("shore", 1),
    ]


def test_bursts_too_near_or_too_far_apart_confirm_no_identity() -> None:
    desk = Desk()
    assert desk.kinds(heard_at(0), heard_at(10), heard_at(911)) == [
        Kind.INITIAL_UNLOCATED,
        None,
        None,
    ]


def test_the_earlier_of_two_near_bursts_does_not_hide_that_the_later_one_confirms() -> None:
    desk = Desk()
    assert desk.kinds(heard_at(0), heard_at(10), heard_at(905))[-1] is Kind.IDENTITY_CONFIRMED


def test_the_second_generation_confirms_its_identity_within_five_seconds() -> None:
    desk = Desk()
    assert desk.kinds(heard_at(0, generation=2), heard_at(4.8, generation=2)) == [
        Kind.INITIAL_UNLOCATED,
        Kind.IDENTITY_CONFIRMED,
    ]


def test_the_first_position_of_an_unlocated_beacon_is_told() -> None:
    desk = Desk()
    desk.kinds(heard_at(0), heard_at(50))
    told = desk.take(heard_at(100, HERE))
    assert told
    assert told.kind is Kind.POSITION_UPDATE
    assert told.reason == "It now sends a position: 32.0000°N 117.0000°W, within 120 m."
    assert told.distance_m is None


def test_one_burst_that_changes_several_things_is_one_alert() -> None:
    desk = Desk()
    assert desk.kinds(heard_at(0), heard_at(50, HERE))[-1] is Kind.POSITION_UPDATE
    assert desk.alerts[-1].reason == (
        "It now sends a position: 32.0000°N 117.0000°W, within 120 m. "
        "Identity confirmed by 2 bursts."
    )


def test_a_position_that_hardly_moves_is_kept_back_until_it_adds_up() -> None:
    desk = Desk()
    drifting = [heard_at(50 * n, (32 + 0.01 * n, -117.0)) for n in range(5)]
    assert desk.kinds(*drifting) == [
        Kind.INITIAL_ENCODED,
        Kind.IDENTITY_CONFIRMED,
        None,
        Kind.POSITION_UPDATE,
        None,
    ]
    told = desk.alerts[-1]
    assert told.distance_m == pytest.approx(3336, abs=1)
    assert told.reason == "Position moved 3.3 km, to 32.0300°N 117.0000°W, within 120 m."


def test_a_burst_without_a_position_takes_none_away() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE))
    assert desk.take(heard_at(100)) is None
    assert desk.incident
    assert desk.incident.fix


def test_a_finer_position_is_told_and_a_coarser_one_is_not() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE, radius_95_m=4844), heard_at(50, HERE, radius_95_m=4844))
    told = desk.take(heard_at(100, NEAR, radius_95_m=120))
    assert told
    assert told.kind is Kind.POSITION_UPDATE
    assert told.reason == (
        "Position moved 1.1 km, to 32.0100°N 117.0000°W, within 120 m, before within 4.8 km."
    )
    assert desk.take(heard_at(150, HERE, radius_95_m=4844)) is None
    assert desk.incident
    assert desk.incident.fix
    assert desk.incident.fix.position.radius_95_m == 120


def test_circles_that_overlap_do_not_contradict_each_other() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE, radius_95_m=18_000), heard_at(50))
    assert desk.kinds(heard_at(100, (32.25, -117.0), radius_95_m=18_000)) == [Kind.POSITION_UPDATE]


def test_a_contradicting_position_is_told_and_does_not_replace_the_other() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE))
    told = desk.take(heard_at(100, FAR))
    assert told
    assert told.kind is Kind.POSITION_CONFLICT
    assert told.distance_m == pytest.approx(55_597, abs=10)
    assert told.reason == (
        "The new position (32.5000°N 117.0000°W, within 120 m) is 56 km from the one told before."
    )
    assert told.incident.fix
    assert told.incident.fix.position.lat == HERE[0]


def test_two_bursts_in_a_row_settle_a_conflict_for_the_new_position() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, FAR))
    told = desk.take(heard_at(150, FAR))
    assert told
    assert told.kind is Kind.POSITION_CONFIRMED
    assert "no independent position" in told.reason
    assert told.incident.fix
    assert told.incident.fix.position.lat == FAR[0]
    assert (told.incident.conflict, told.incident.agreeing) == (None, 0)


def test_two_bursts_in_a_row_settle_a_conflict_for_the_old_position() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, FAR))
    assert desk.kinds(heard_at(150, HERE), heard_at(200, HERE)) == [None, Kind.POSITION_CONFIRMED]
    assert "the one told before (32.0000°N" in desk.alerts[-1].reason
    assert desk.incident
    assert desk.incident.fix
    assert desk.incident.fix.position.lat == HERE[0]


def test_positions_in_turn_settle_nothing_and_are_told_once() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, FAR))
    turns = [heard_at(150 + 50 * n, FAR if n % 2 else HERE) for n in range(10)]
    assert desk.kinds(*turns) == [None] * 10


def test_one_transmission_at_several_stations_settles_no_conflict() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, FAR))
    same = [heard_at(100.01 + 0.01 * n, FAR, station=f"station {n}") for n in range(3)]
    assert desk.kinds(*same) == [None] * 3
    assert desk.kinds(heard_at(150, FAR)) == [Kind.POSITION_CONFIRMED]


def test_a_third_position_is_a_new_conflict() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE), heard_at(100, FAR))
    assert desk.kinds(heard_at(150, (33.0, -117.0))) == [Kind.POSITION_CONFLICT]
    assert desk.alerts[-1].distance_m == pytest.approx(111_195, abs=10)


@pytest.mark.parametrize("generation", [1, 2])
def test_every_burst_of_an_aircraft_in_distress_is_told(generation: int) -> None:
    desk = Desk()
    elt_dt = {"alert_class": MessageClass.DISTRESS_TRACKING, "generation": generation}
    flight = [heard_at(5 * n, (32 + 0.01 * n, -117.0), **elt_dt) for n in range(5)]
    assert desk.kinds(*flight, heard_at(30, **elt_dt)) == [
        Kind.INITIAL_ENCODED,
        Kind.IDENTITY_CONFIRMED,
        Kind.TRACKING,
        Kind.TRACKING,
        Kind.TRACKING,
        Kind.TRACKING,
    ]
    assert desk.alerts[2].distance_m == pytest.approx(1112, abs=1)
    assert desk.alerts[-1].reason == "Burst 6 of an aircraft in distress, without a position."
    assert desk.incident
    assert len(desk.incident.fixes) == 5


def test_a_fast_aircraft_that_was_not_heard_for_a_while_contradicts_nothing() -> None:
    elt_dt = {"alert_class": MessageClass.DISTRESS_TRACKING}
    desk = Desk()
    desk.kinds(heard_at(0, HERE, **elt_dt), heard_at(30, HERE, **elt_dt))
    assert desk.kinds(heard_at(140, FAR, **elt_dt)) == [Kind.POSITION_UPDATE]
    assert desk.kinds(heard_at(145, HERE, **elt_dt)) == [Kind.POSITION_CONFLICT]


def test_an_incident_keeps_no_more_than_its_last_positions() -> None:
    elt_dt = {"alert_class": MessageClass.DISTRESS_TRACKING}
    flight = [heard_at(5 * n, (32 + 0.01 * n, -117.0), **elt_dt) for n in range(60)]
    incident = fold(flight, START_S, THRESHOLDS, station="centre")
    assert len(incident.fixes) == 50
    assert incident.fix
    assert incident.fix.position.lat == pytest.approx(32.59)


def test_two_cancellations_in_a_row_take_the_alert_back() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE, generation=2), heard_at(5, HERE, generation=2))
    assert desk.kinds(*(cancellation_at(20 + 10 * n) for n in range(4))) == [
        None,
        Kind.CANCELLED_BY_USER,
        None,
        None,
    ]
    assert desk.alerts[-1].reason == (
        "The user takes the alert back: 2 transmissions in a row say so."
    )
    assert desk.incident
    assert (desk.incident.phase, desk.incident.bursts) == (Phase.CANCELLED, 6)
    assert desk.incident.alert_class is MessageClass.DISTRESS


def test_the_same_cancellation_at_two_stations_counts_once() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, generation=2), heard_at(5, generation=2))
    at_both = [cancellation_at(20), cancellation_at(20.02, station="shore")]
    assert Kind.CANCELLED_BY_USER not in desk.kinds(*at_both)
    assert desk.kinds(cancellation_at(30)) == [Kind.CANCELLED_BY_USER]


def test_an_alert_between_two_cancellations_begins_the_count_again() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, generation=2), heard_at(5, generation=2))
    mixed = [cancellation_at(20), heard_at(30, generation=2), cancellation_at(40)]
    assert desk.kinds(*mixed) == [None] * 3
    assert desk.kinds(cancellation_at(50)) == [Kind.CANCELLED_BY_USER]


@pytest.mark.parametrize("generation", [1, 2])
def test_the_repetitions_of_a_cancelled_aircraft_s_message_are_not_told(generation: int) -> None:
    elt_dt = {"alert_class": MessageClass.DISTRESS_TRACKING, "generation": generation}
    desk = Desk()
    desk.kinds(heard_at(0, HERE, **elt_dt), heard_at(5, HERE, **elt_dt))
    assert desk.kinds(*(cancellation_at(10 + 10 * n, generation=generation) for n in range(9))) == [
        None,
        Kind.CANCELLED_BY_USER,
        *[None] * 7,
    ]


def test_an_alert_after_its_cancellation_is_told() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, generation=2), cancellation_at(20), cancellation_at(30))
    told = desk.take(heard_at(60, generation=2))
    assert told
    assert told.kind is Kind.RESUMED
    assert told.reason == "It alerts again after its cancellation."
    assert (told.incident.phase, told.incident.cancelling) == (Phase.ACTIVE, 0)


def test_a_cancellation_of_what_was_not_heard_is_never_called_distress() -> None:
    desk = Desk()
    assert desk.kinds(cancellation_at(0), cancellation_at(10), cancellation_at(20)) == [
        Kind.INITIAL_UNLOCATED,
        Kind.CANCELLED_BY_USER,
        None,
    ]
    assert [each.incident.alert_class for each in desk.alerts] == [MessageClass.CANCELLATION] * 2
    first, second = desk.alerts
    assert first.reason == "A cancellation of an alert that was not heard here, without a position."
    assert second.reason == (
        "The user takes back an alert that was not heard here: 2 transmissions in a row say so. "
        "Identity confirmed by 2 bursts."
    )


def test_a_cancelled_test_is_cancelled_in_its_own_class() -> None:
    test = {"alert_class": MessageClass.TEST, "generation": 2}
    desk = Desk()
    desk.kinds(heard_at(0, **test), heard_at(5, **test))
    cancelling = [heard_at(20 + 10 * n, reasons=(Reason.ALERT_CANCELLED,), **test) for n in (0, 1)]
    assert desk.kinds(*cancelling) == [None, Kind.CANCELLED_BY_USER]


def test_an_incident_worked_out_at_once_is_told_as_one_alert() -> None:
    events = [heard_at(0, HERE, generation=2), cancellation_at(20), cancellation_at(30)]
    new = fold(events, START_S, THRESHOLDS, station="centre")
    due = change(None, new, events[0], THRESHOLDS)
    assert due
    assert due.kind is Kind.CANCELLED_BY_USER
    assert "First burst of a distress beacon" in due.reason


def test_what_does_not_change_is_not_told() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE))
    assert desk.incident
    described = replace(desk.incident, hex="0" * 36, region="somewhere", homing=None)
    assert change(desk.incident, described, None, THRESHOLDS) is None


def test_the_operator_may_ask_for_more() -> None:
    desk = Desk(Thresholds(confirming_bursts=3, cancelling_bursts=3, update_m=500.0))
    assert desk.kinds(heard_at(0, HERE), heard_at(50, NEAR), heard_at(100, NEAR)) == [
        Kind.INITIAL_ENCODED,
        Kind.POSITION_UPDATE,
        Kind.IDENTITY_CONFIRMED,
    ]
    assert desk.kinds(*(heard_at(150 + 50 * n, FAR) for n in range(3))) == [
        Kind.POSITION_CONFLICT,
        None,
        Kind.POSITION_CONFIRMED,
    ]
    assert desk.kinds(*(cancellation_at(300 + 10 * n) for n in range(3)))[-2:] == [
        None,
        Kind.CANCELLED_BY_USER,
    ]


def test_a_move_within_the_match_distance_is_an_update() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(50, HERE))
    assert desk.kinds(heard_at(100, MOVED)) == [Kind.POSITION_UPDATE]
    assert desk.incident
    assert [fix.position.lat for fix in desk.incident.fixes] == [HERE[0], MOVED[0]]
