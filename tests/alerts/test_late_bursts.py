"""Bursts in any order of arrival, through the desk and a real store: the incidents end alike."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from incident_made_up import HERE, START_S, THRESHOLDS, cancellation_at, heard_at
from msgspec.structs import replace
from test_incident_fold import beacons, without_what_was_told

from alerts import folding
from alerts.acknowledgement import Acknowledgement, Action
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import burst_s
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind, Phase
from alerts.incidents.machine import fold
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.timestamp import rfc3339, unix_s
from alerts.topics import Topics
from decoder.message import MessageClass

HOUR_S = 3600.0


class Centre:
    """A correlator's desk with its store in memory."""

    def __init__(self) -> None:
        self.store = Store(clock=lambda: START_S)
        self.desk = Desk(self.store, Messages(Topics("centre")))
        self.alerts: list[Alert] = []
        self._now_s = START_S

    def take(self, *events: Event, now_s: float = 0) -> None:
        for event in events:
            self._now_s = max(self._now_s, START_S + now_s, burst_s(event, START_S))
            self.alerts += self.desk.take([event], self._now_s)

    def incidents(self, alert_class: MessageClass = MessageClass.DISTRESS) -> list[Incident]:
        """The last heard first."""
        beacon_id = heard_at(0).beacon_id
        assert beacon_id
        return self.store.write(lambda books: list(books.incidents(beacon_id, alert_class)))

    def open(self) -> list[Incident]:
        return [without_what_was_told(each) for each in self.store.open_incidents()]

    def checkpoints(self) -> list[int]:
        sql = "SELECT bursts FROM checkpoints ORDER BY bursts"
        return self.store.read(lambda db: [row[0] for row in db.execute(sql)])


def stretched(events: list[Event], factor: float) -> list[Event]:
    return [
        replace(event, time=rfc3339(START_S + factor * (unix_s(event.time or "") - START_S)))
        for event in events
    ]


@pytest.mark.parametrize("apart", [1, 2, 3, 5, 32])
@given(events=beacons(), more=beacons(), random=st.randoms(use_true_random=False))
@settings(max_examples=25)
def test_whatever_the_order_and_the_checkpoints_the_incident_is_the_whole_fold(
    apart: int, events: list[Event], more: list[Event], random: Random
) -> None:
    alert_class = events[0].alert_class
    again = [
        replace(each, time=rfc3339(unix_s(each.time or "") + 7000.0), alert_class=alert_class)
        for each in more
    ]
    events = [*events, *again]
    arriving = [*events, *random.choices(events, k=3)]
    random.shuffle(arriving)
    centre = Centre()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "CHECKPOINT_BURSTS", apart)
        centre.take(*arriving)
    whole = fold(events, START_S, THRESHOLDS, station="centre")
    assert centre.open() == [without_what_was_told(whole)]


def test_a_late_burst_does_not_fold_again_what_was_before_it() -> None:
    centre = Centre()
    day = [heard_at(17.0 * number, HERE) for number in range(300)]
    late = day.pop(290)
    centre.take(*day)
    assert centre.checkpoints() == list(range(32, 290, 32))
    folded: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        steps = folding.steps
        patch.setattr(
            folding,
            "steps",
            lambda state, bursts, thresholds: (
                folded.append(len(bursts)),  # type: ignore[func-returns-value]
                steps(state, bursts, thresholds),
            )[1],
        )
        centre.take(late)
    assert folded == [300 - 288]
    assert centre.open()[0].bursts == 300


def test_a_checkpoint_before_a_late_burst_stays_and_those_after_it_are_made_anew() -> None:
    centre = Centre()
    day = [heard_at(17.0 * number, HERE) for number in range(200)]
    late = day.pop(100)
    centre.take(*day, late)
    assert centre.checkpoints() == list(range(32, 200, 32))
    whole = fold([*day, late], START_S, THRESHOLDS, station="centre")
    assert centre.open() == [without_what_was_told(whole)]


def test_a_burst_too_late_is_on_record_and_never_counted() -> None:
    centre = Centre()
    centre.take(heard_at(0), heard_at(50), heard_at(200))
    centre.take(heard_at(150), now_s=300)
    assert centre.open()[0].bursts == 4
    centre.take(heard_at(20), now_s=THRESHOLDS.late_by_s + HOUR_S)
    assert centre.open()[0].bursts == 4
    (count,) = centre.store.read(lambda db: db.execute("SELECT count(*) FROM bursts").fetchone())
    assert count == 5


def test_an_alarm_that_comes_after_its_cancellation_takes_it_in() -> None:
    one, perfect = Centre(), Centre()
    alarm, *back = heard_at(0, HERE), *(cancellation_at(100 + 10.0 * n) for n in range(3))
    perfect.take(alarm, *back)
    one.take(*back, alarm, now_s=200)
    assert one.open() == perfect.open()
    (apart,) = one.incidents(MessageClass.CANCELLATION)
    assert apart.closed
    assert apart.closed.reason == "It belongs to an alarm that was heard of later."
    assert [each.kind for each in one.alerts][-3:] == [
        Kind.INITIAL_ENCODED,
        Kind.CANCELLED_BY_USER,
        Kind.CLOSED,
    ]
    (incident,) = one.incidents()
    assert incident.phase is Phase.CANCELLED
    one.take(replace(cancellation_at(105), station="shore"), now_s=300)
    assert one.incidents()[0].bursts == 5


def test_a_cancellation_before_the_alarm_takes_back_another_one() -> None:
    before, alarm, back = cancellation_at(0), heard_at(100), cancellation_at(200)
    perfect = Centre()
    perfect.take(before, alarm, back)
    for arriving in ([before, back, alarm], [alarm, before, back], [back, alarm, before]):
        centre = Centre()
        centre.take(*arriving, now_s=300)
        assert {each.alert_class: each.bursts for each in centre.open()} == {
            MessageClass.CANCELLATION: 1,
            MessageClass.DISTRESS: 2,
        }
        assert centre.open() == perfect.open()


@given(beacons(), st.randoms(use_true_random=False))
def test_alarm_and_cancellations_end_alike_whichever_comes_first(
    events: list[Event], random: Random
) -> None:
    arriving = list(events)
    random.shuffle(arriving)
    centre, perfect = Centre(), Centre()
    centre.take(*arriving, now_s=9 * 1000)
    perfect.take(*events, now_s=9 * 1000)
    assert centre.open() == perfect.open()
    ids = [each.event_id for each in centre.alerts]
    assert len(set(ids)) == len(ids)


def test_a_late_burst_between_two_incidents_counts_in_the_one_that_was_open() -> None:
    centre = Centre()
    centre.take(heard_at(0), now_s=0)
    centre.take(heard_at(40 * HOUR_S), now_s=40 * HOUR_S)
    centre.take(heard_at(20 * HOUR_S), now_s=41 * HOUR_S)
    second, first = centre.incidents()
    assert (first.bursts, second.bursts) == (2, 1)
    assert first.closed
    assert not second.closed


def test_a_late_burst_when_none_was_open_counts_in_the_next_one() -> None:
    centre = Centre()
    centre.take(heard_at(0), now_s=0)
    centre.take(heard_at(40 * HOUR_S), now_s=40 * HOUR_S)
    centre.take(heard_at(30 * HOUR_S), now_s=41 * HOUR_S)
    second, first = centre.incidents()
    assert (first.bursts, second.bursts) == (1, 2)
    assert second.first_heard == heard_at(30 * HOUR_S).time


def test_a_late_burst_of_an_incident_that_a_coordinator_closed_stays_there() -> None:
    centre = Centre()
    centre.take(heard_at(0), heard_at(100))
    (incident,) = centre.incidents()
    centre.desk.acknowledge(
        Acknowledgement(
            action=Action.CLOSED,
            incident_id=incident.incident_id,
            alert_class=incident.alert_class,
            event_id=incident.alert_id or "",
            by="mrcc",
            at=incident.last_heard,
        ),
        START_S + 200,
    )
    centre.take(heard_at(300), heard_at(50), now_s=301)
    second, first = centre.incidents()
    assert (first.bursts, second.bursts) == (3, 1)
    assert first.closed
    assert second.phase is Phase.ACTIVE
