"""Silence, the end of an incident, coordinators' answers, and bursts that come late."""

import pytest
from incident_made_up import (
    FAR,
    HERE,
    START_S,
    THRESHOLDS,
    Desk,
    answer,
    cancellation_at,
    heard_at,
)
from msgspec.structs import replace

from alerts.acknowledgement import Action
from alerts.incidents.burst_time import Place, burst_s, place, timestamp
from alerts.incidents.kind import Kind, Phase
from alerts.incidents.machine import acknowledged, closed, elapsed, fold, reheard
from alerts.incidents.transitions import change
from decoder.message import MessageClass

DAY_S = 86_400.0


@pytest.mark.parametrize(
    ("alert_class", "generation", "silent_after_s"),
    [
        (MessageClass.DISTRESS, 1, 300),
        (MessageClass.DISTRESS, 2, 630),
        (MessageClass.DISTRESS_TRACKING, 1, 150),
        (MessageClass.DISTRESS_TRACKING, 2, 150),
        (MessageClass.CALIBRATION, 2, 630),
    ],
)
def test_silence_is_told_once_after_five_missed_bursts(
    alert_class: MessageClass, generation: int, silent_after_s: float
) -> None:
    desk = Desk()
    desk.take(heard_at(0, alert_class=alert_class, generation=generation))
    assert desk.tick(silent_after_s) is None
    told = desk.tick(silent_after_s + 100)
    assert told
    assert (told.kind, told.incident.phase) == (Kind.SILENT, Phase.SILENT)
    assert told.time == timestamp(START_S + silent_after_s)
    assert "the last one at 00:00:00 UTC" in told.reason
    assert desk.tick(silent_after_s + 200) is None


@pytest.mark.parametrize(
    ("alert_class", "closed_after_s"),
    [
        (MessageClass.SELF_TEST, 3600),
        (MessageClass.UNRELIABLE, 3600),
        (MessageClass.CANCELLATION, DAY_S),
    ],
)
def test_what_is_not_expected_to_go_on_closes_without_falling_silent(
    alert_class: MessageClass, closed_after_s: float
) -> None:
    desk = Desk()
    desk.take(heard_at(0, alert_class=alert_class))
    assert desk.tick(closed_after_s) is None
    told = desk.tick(closed_after_s + 1)
    assert told
    assert told.kind is Kind.CLOSED


def test_a_burst_after_silence_says_how_long_it_was() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    desk.tick(400)
    told = desk.take(heard_at(420, HERE))
    assert told
    assert told.kind is Kind.RESUMED
    assert told.reason == ("Heard again after 7 min of silence. Identity confirmed by 2 bursts.")


def test_a_first_cancellation_after_silence_says_so() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE, generation=2))
    desk.tick(700)
    told = desk.take(cancellation_at(720))
    assert told
    assert told.kind is Kind.RESUMED
    assert told.reason.startswith("Heard again after 12 min of silence, taking the alert back.")


def test_a_day_without_a_burst_closes_an_incident() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    desk.tick(400)
    assert desk.tick(DAY_S) is None
    told = desk.tick(3 * DAY_S)
    assert told
    assert told.kind is Kind.CLOSED
    assert told.reason == "No burst was heard for 24 h."
    assert told.time == timestamp(START_S + DAY_S)
    assert told.incident.closed
    assert told.incident.closed.by is None
    assert desk.tick(4 * DAY_S) is None


def test_a_cancelled_incident_falls_not_silent_and_is_closed() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, generation=2), cancellation_at(20), cancellation_at(30))
    assert desk.tick(10_000) is None
    told = desk.tick(30 + DAY_S + 1)
    assert told
    assert told.kind is Kind.CLOSED


def test_a_burst_a_day_later_is_a_new_incident() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    desk.tick(DAY_S + 10)
    told = desk.take(heard_at(DAY_S + 20, HERE))
    assert told
    assert told.kind is Kind.INITIAL_ENCODED
    assert told.incident.incident_id.endswith(".20260102T000020Z")


def test_a_coordinator_closes_an_incident_and_a_later_burst_opens_another() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    told = desk.acknowledge(Action.CLOSED, 60)
    assert told
    assert (told.kind, told.reason) == (Kind.CLOSED, "mrcc closed it.")
    assert told.incident.closed
    assert told.incident.closed.by == "mrcc"
    assert desk.acknowledge(Action.CLOSED, 70) is None
    assert desk.kinds(heard_at(100, HERE)) == [Kind.INITIAL_ENCODED]


def test_a_late_burst_of_a_closed_incident_is_counted_and_opens_none() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    desk.acknowledge(Action.CLOSED, 60)
    assert desk.kinds(heard_at(50, FAR, station="shore"), heard_at(-50)) == [None, None]
    assert desk.incident
    assert (desk.incident.phase, desk.incident.bursts) == (Phase.CLOSED, 3)


def test_an_answer_from_the_future_closes_nothing_that_is_heard_later() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    assert desk.incident
    ack = answer(desk.incident, Action.CLOSED, at_s=1000 * DAY_S)
    incident = acknowledged(desk.incident, ack, START_S + 60)
    assert place(incident, START_S + 100, START_S + 100, THRESHOLDS) is Place.NEW


def test_what_a_coordinator_has_seen_is_kept_and_is_no_alert() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    assert desk.acknowledge(Action.ACKNOWLEDGED, 10, by="mrcc") is None
    assert desk.acknowledge(Action.ACKNOWLEDGED, 20, by="rcc") is None
    assert desk.acknowledge(Action.ACKNOWLEDGED, 30, by="mrcc") is None
    desk.take(heard_at(50, HERE))
    assert desk.incident
    assert [(each.by, each.at) for each in desk.incident.acknowledged] == [
        ("rcc", timestamp(START_S + 20)),
        ("mrcc", timestamp(START_S + 30)),
    ]


def test_a_program_s_receipt_changes_nothing() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    assert desk.incident
    receipt = answer(desk.incident, Action.RECEIVED)
    assert acknowledged(desk.incident, receipt, START_S) is desk.incident


def test_an_unreliable_incident_may_be_closed_because_the_beacon_was_believed() -> None:
    desk = Desk()
    desk.take(heard_at(0, alert_class=MessageClass.UNRELIABLE))
    assert desk.incident
    done = closed(desk.incident, START_S + 50, "The same beacon was heard validly.")
    due = change(desk.incident, done, None, THRESHOLDS)
    assert due
    assert (due.kind, due.reason) == (Kind.CLOSED, "The same beacon was heard validly.")
    assert closed(done, START_S + 60, "Again.") is done


def test_a_late_burst_that_changes_nothing_is_not_told_but_counted() -> None:
    desk = Desk()
    desk.kinds(heard_at(100, HERE), heard_at(150, HERE))
    assert desk.kinds(heard_at(50, HERE), heard_at(0, HERE)) == [None, None]
    assert desk.incident
    assert (desk.incident.bursts, desk.incident.first_heard) == (4, timestamp(START_S))
    assert desk.incident.incident_id.endswith("T000140Z")


def test_a_late_burst_that_changes_something_says_that_it_is_late() -> None:
    desk = Desk()
    desk.take(heard_at(100))
    told = desk.take(heard_at(50, HERE))
    assert told
    assert told.kind is Kind.POSITION_UPDATE
    assert told.reason.endswith("Told late: the burst is of 00:00:50 UTC.")
    assert told.time == timestamp(START_S + 50)


def test_a_late_burst_does_not_end_a_silence() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, HERE), heard_at(100, HERE))
    desk.tick(500)
    assert desk.take(heard_at(50, HERE), now_s=510) is None
    assert desk.incident
    assert desk.incident.phase is Phase.SILENT


def test_a_late_cancellation_is_told_even_in_silence() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, generation=2), heard_at(5, generation=2), cancellation_at(30))
    desk.tick(700)
    told = desk.take(cancellation_at(20), now_s=710)
    assert told
    assert (told.kind, told.incident.phase) == (Kind.CANCELLED_BY_USER, Phase.CANCELLED)


def test_a_late_alert_from_before_the_cancellation_resumes_nothing() -> None:
    desk = Desk()
    desk.kinds(heard_at(0, generation=2), cancellation_at(20), cancellation_at(30))
    assert desk.kinds(heard_at(10, generation=2)) == [None]
    assert desk.incident
    assert desk.incident.phase is Phase.CANCELLED


def test_a_burst_that_comes_a_day_late_changes_nothing() -> None:
    desk = Desk()
    desk.take(heard_at(100, HERE))
    before = desk.incident
    assert desk.take(heard_at(50, FAR), now_s=DAY_S + 60) is None
    assert desk.incident is before


def test_a_burst_of_which_nothing_is_known_is_told_however_late() -> None:
    told = Desk().take(heard_at(0, HERE), now_s=3 * DAY_S)
    assert told
    assert told.kind is Kind.INITIAL_ENCODED


def test_one_that_is_long_before_all_others_changes_nothing() -> None:
    desk = Desk()
    desk.take(heard_at(DAY_S + 100))
    assert desk.incident
    assert place(desk.incident, START_S, START_S + DAY_S, THRESHOLDS) is Place.TOO_LATE


def test_bursts_at_the_same_moment_end_alike_in_either_order() -> None:
    one, other = heard_at(0, HERE, station="hill"), heard_at(0, FAR, station="shore")
    ends = []
    for first, second in ((one, other), (other, one)):
        desk = Desk()
        desk.kinds(first, second)
        assert desk.incident
        ends.append((desk.incident.fixes, desk.incident.conflict, desk.incident.hex))
    assert ends[0] == ends[1]


def test_silence_does_not_depend_on_when_one_looks() -> None:
    desk = Desk()
    desk.take(heard_at(0))
    assert desk.incident
    early = elapsed(desk.incident, START_S + 301, THRESHOLDS)
    assert early == elapsed(desk.incident, START_S + 5000, THRESHOLDS)
    at_once = elapsed(desk.incident, START_S + 9 * DAY_S, THRESHOLDS)
    assert at_once == elapsed(early, START_S + 2 * DAY_S, THRESHOLDS)


@pytest.mark.parametrize(
    ("time", "received_at", "expected_s"),
    [
        (timestamp(START_S), timestamp(START_S + 5), START_S),
        (None, timestamp(START_S + 5), START_S + 5),
        (None, None, 7.0),
        ("2026-13-41T25:61:61.000Z", None, 7.0),
    ],
)
def test_the_time_of_a_burst_is_its_own_else_of_its_decoding_else_the_caller_s(
    time: str | None, received_at: str | None, expected_s: float
) -> None:
    assert burst_s(replace(heard_at(0), time=time, received_at=received_at), 7.0) == expected_s


def test_an_incident_without_a_burst_is_refused() -> None:
    with pytest.raises(ValueError, match="has no burst"):
        fold([], START_S, THRESHOLDS, station="centre")


def test_a_time_that_no_calendar_has_is_refused() -> None:
    with pytest.raises(ValueError, match="years 1 to 9999"):
        timestamp(1e300)


def test_what_was_told_stays_told_when_an_incident_is_worked_out_again() -> None:
    desk = Desk()
    events = [heard_at(0, HERE), heard_at(50, HERE)]
    desk.kinds(*events)
    desk.acknowledge(Action.ACKNOWLEDGED, 60)
    assert desk.incident
    again = fold(events, START_S, THRESHOLDS, station="centre")
    assert reheard(desk.incident, again) == desk.incident
