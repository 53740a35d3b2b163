"""From bursts to alerts and messages, through a store: what the desk does with each case."""

import pytest
from desk_made_up import BROKER, Station
from incident_made_up import HERE, MOVED, START_S, answer, cancellation_at, heard_at

from alerts import desk
from alerts.acknowledgement import Action
from alerts.incidents.kind import Kind, Phase
from alerts.timestamp import unix_s
from decoder.message import MessageClass

HOUR_S = 3600.0
BEACON_ID = heard_at(0).beacon_id or ""
DISTRESS, UNRELIABLE = MessageClass.DISTRESS, MessageClass.UNRELIABLE


def test_a_known_burst_changes_nothing_and_queues_nothing() -> None:
    station, event = Station(), heard_at(0, HERE)
    assert station.take(event) == [Kind.INITIAL_ENCODED]
    before, queued, audited = station.open(), station.queue(), station.audit()
    assert station.take(event) == []
    assert station.desk.take([event, event], START_S + HOUR_S) == []
    assert (station.open(), station.queue(), station.audit()) == (before, queued, audited)


def test_one_burst_twice_in_one_call_counts_once() -> None:
    station, event = Station(), heard_at(0, HERE)
    assert len(station.desk.take([event, event], START_S)) == 1
    assert station.open()[DISTRESS].bursts == 1


def test_a_cancellation_belongs_to_the_open_alarm() -> None:
    station = Station()
    station.take(heard_at(0, HERE))
    assert station.take(cancellation_at(50)) == [Kind.IDENTITY_CONFIRMED]
    assert station.take(cancellation_at(60)) == [Kind.CANCELLED_BY_USER]
    assert list(station.open()) == [DISTRESS]
    assert station.open()[DISTRESS].phase is Phase.CANCELLED
    assert station.open()[DISTRESS].bursts == 3


def test_a_cancellation_without_an_alarm_is_an_incident_of_its_own() -> None:
    station = Station()
    station.take(heard_at(0, alert_class=MessageClass.TEST))
    assert station.take(cancellation_at(50)) == [Kind.INITIAL_UNLOCATED]
    assert sorted(station.open()) == [MessageClass.CANCELLATION, MessageClass.TEST]


def test_doubtful_bursts_of_a_beacon_that_is_heard_validly_are_only_recorded() -> None:
    station = Station()
    station.take(heard_at(0, HERE))
    before = station.open()
    doubtful = heard_at(50, MOVED, alert_class=UNRELIABLE)
    assert station.take(doubtful) == []
    assert station.open() == before
    assert [each.event_id for each in station.said("burst")][-1] == doubtful.event_id
    sql = "SELECT incident_id FROM bursts WHERE event_id = ?"
    [on_record] = station.store.read(lambda db: db.execute(sql, (doubtful.event_id,)).fetchall())
    assert on_record == (before[DISTRESS].incident_id,)


def test_what_was_only_recorded_is_not_counted_by_a_late_burst_either() -> None:
    station = Station()
    station.take(heard_at(0, HERE), heard_at(100, HERE))
    station.take(heard_at(70, MOVED, alert_class=UNRELIABLE))
    station.take(heard_at(50, HERE), now_s=101)
    assert station.open()[DISTRESS].bursts == 3
    assert [fix.position.lat for fix in station.open()[DISTRESS].fixes] == [HERE[0]]


def test_a_valid_burst_closes_the_doubtful_incident_of_its_beacon() -> None:
    station = Station()
    assert station.take(heard_at(0, alert_class=UNRELIABLE)) == [Kind.UNRELIABLE]
    assert station.take(heard_at(50, HERE)) == [Kind.INITIAL_ENCODED, Kind.CLOSED]
    assert list(station.open()) == [DISTRESS]
    over = station.alerts[-1]
    assert over.incident.alert_class is UNRELIABLE
    assert "heard validly, as distress" in over.reason
    assert station.state(over.incident) is None


def test_a_late_valid_burst_closes_the_doubtful_incident_no_sooner_than_it_was_heard() -> None:
    station = Station()
    station.take(heard_at(60, alert_class=UNRELIABLE))
    station.take(heard_at(50, HERE), now_s=61)
    [doubtful] = station.incidents(UNRELIABLE, BEACON_ID)
    assert doubtful.closed
    assert doubtful.closed.at == doubtful.last_heard


def test_a_late_burst_of_a_closed_incident_closes_no_doubtful_one() -> None:
    station = Station()
    station.take(heard_at(0, alert_class=MessageClass.SELF_TEST))
    station.tick(2 * HOUR_S)
    station.take(heard_at(2 * HOUR_S, alert_class=UNRELIABLE))
    late = heard_at(-10, alert_class=MessageClass.SELF_TEST)
    assert station.take(late, now_s=2 * HOUR_S + 1) == []
    assert list(station.open()) == [UNRELIABLE]


def test_a_reordered_burst_ends_in_the_same_state_and_tells_no_old_alarm_again() -> None:
    events = [heard_at(0, HERE), heard_at(50, HERE), heard_at(100, MOVED)]
    in_order, reordered = Station(), Station()
    for station, arriving in ((in_order, events), (reordered, [events[0], events[2], events[1]])):
        station.take(*arriving, now_s=101)
    one, other = in_order.open()[DISTRESS], reordered.open()[DISTRESS]
    assert (one.fixes, one.bursts, one.receptions) == (other.fixes, other.bursts, other.receptions)
    assert [alert.kind for alert in reordered.alerts].count(Kind.INITIAL_ENCODED) == 1


def test_a_burst_that_is_too_late_is_on_record_and_changes_nothing() -> None:
    station = Station()
    station.take(heard_at(60, HERE))
    before, states = station.open(), station.said("incident")
    late = heard_at(50, MOVED)
    assert station.take(late, now_s=25 * HOUR_S) == []
    assert (station.open(), station.said("incident")) == (before, states)
    assert [each.event_id for each in station.said("burst")][-1] == late.event_id
    assert station.take(late, now_s=25 * HOUR_S) == []


def test_a_burst_after_a_silence_that_nobody_looked_at_tells_the_silence_first() -> None:
    station = Station()
    station.take(heard_at(0, HERE))
    kinds = station.take(heard_at(HOUR_S, HERE))
    assert kinds[0] is Kind.SILENT
    assert kinds[1] is Kind.RESUMED
    silence = station.alerts[-2]
    assert unix_s(silence.time) == START_S + 300.0


def test_a_burst_after_the_end_that_nobody_looked_at_is_a_new_incident() -> None:
    station = Station()
    station.take(heard_at(0, HERE))
    assert station.take(heard_at(25 * HOUR_S, HERE)) == [Kind.CLOSED, Kind.INITIAL_ENCODED]
    new, old = station.incidents(DISTRESS, BEACON_ID)
    assert old.closed
    assert unix_s(old.closed.at) == START_S + 24 * HOUR_S
    assert new.incident_id != old.incident_id


def test_an_acknowledgement_is_kept_shown_and_audited_once() -> None:
    station = Station()
    station.take(heard_at(0, HERE))
    incident = station.open()[DISTRESS]
    ack = answer(incident, Action.ACKNOWLEDGED, by="anna", at_s=10)
    assert station.acknowledge(ack, 10) == []
    state = station.state(incident)
    assert state is not None
    assert state["acknowledged"] == [{"by": "anna", "at": ack.at}]
    audited = station.audit()
    assert audited[-1] == ("acknowledged", incident.alert_id, "anna")
    assert station.acknowledge(ack, 20) == []
    assert station.audit() == audited


def test_what_an_answer_says_does_not_get_into_the_audit() -> None:
    station = Station()
    station.take(heard_at(0, HERE))
    said = answer(station.open()[DISTRESS], Action.ACKNOWLEDGED)
    station.acknowledge(type(said)(**{**_fields(said), "event_id": BEACON_ID}))
    assert not any(BEACON_ID in text for row in station.audit() for text in row)


def _fields(ack: object) -> dict[str, object]:
    return {name: getattr(ack, name) for name in ack.__struct_fields__}  # type: ignore[attr-defined]


def test_what_a_coordinator_closes_is_told_and_no_longer_retained() -> None:
    station = Station()
    station.take(heard_at(0, HERE))
    incident = station.open()[DISTRESS]
    assert station.acknowledge(answer(incident, Action.CLOSED, by="anna"), 10) == [Kind.CLOSED]
    assert station.open() == {}
    assert station.state(incident) is None
    assert "anna closed it" in station.alerts[-1].reason
    assert station.take(heard_at(60, HERE)) == [Kind.INITIAL_ENCODED]


def test_an_answer_to_an_incident_that_nobody_knows_changes_nothing() -> None:
    station, other = Station(), Station()
    other.take(heard_at(0, HERE))
    assert station.acknowledge(answer(other.open()[DISTRESS], Action.CLOSED)) == []
    assert station.audit() == []


def test_a_receipt_lets_go_of_what_was_delivered_and_only_of_that() -> None:
    station = Station()
    station.store.set_brokers([BROKER])
    station.take(heard_at(0, HERE))
    rows = station.store.pending(BROKER)
    station.store.delivered(BROKER, [row.position for row in rows])
    [waiting] = station.store.unreceipted(BROKER)
    [told] = station.alerts
    assert waiting.outgoing.event_id == told.event_id
    assert station.acknowledge(answer(told.incident, Action.RECEIVED, by="screen")) == []
    assert station.store.unreceipted(BROKER) == []
    assert station.open()[DISTRESS].acknowledged == ()
    count = station.store.read(lambda db: db.execute("SELECT count(*) FROM outbox").fetchone())
    assert count == (0,)


def test_a_burst_that_no_incident_can_be_made_of_is_published_and_on_record_all_the_same() -> None:
    station, heard = Station(), heard_at(0, HERE)
    for _ in range(2):
        station.desk.repeat(heard)
    assert [said.event_id for said in station.said("burst")] == [heard.event_id]
    assert station.open() == {}
    assert station.take(heard) == []  # known
    kept = station.store.read(
        lambda db: list(db.execute("SELECT class, incident_id, time_s, counts FROM bursts"))
    )
    assert kept == [("distress", "", START_S, 0)]
    assert station.problems() == []
    assert station.take(heard_at(50, HERE)) == [Kind.INITIAL_ENCODED]


def test_many_bursts_of_one_moment_are_folded_once_each_in_whatever_order_they_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folded: list[object] = []
    monkeypatch.setattr(desk, "heard_late", lambda *late: folded.append(late))
    station = Station()
    station.desk.take([heard_at(50 * number, HERE) for number in reversed(range(200))], START_S)
    assert folded == []
    assert station.open()[DISTRESS].bursts == 200
