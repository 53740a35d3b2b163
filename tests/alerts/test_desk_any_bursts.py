"""Whatever is heard, in whatever order, and whatever is answered: what holds of all told."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import msgspec
from desk_made_up import Station
from hypothesis import given, settings
from hypothesis import strategies as st
from incident_made_up import FAR, HERE, MOVED, NEAR, START_S, answer, heard_at

from alerts.acknowledgement import Action
from alerts.classify import ALARMING
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.schema import shipped_schema
from alerts.store.safe import SafeStore
from alerts.store.store import Store
from decoder.message import MessageClass
from decoder.reasons import Reason

HOUR_S = 3600.0
LEVELS = {"burst": "event", "alert": "alert", "incident": "incident"}
VALIDATORS = {
    level: jsonschema.Draft202012Validator(json.loads(shipped_schema(document)))
    for level, document in LEVELS.items()
}


@st.composite
def bursts(draw: st.DrawFn) -> Event:
    """Of two beacons, in every class, at times that lie near and far."""
    alert_class = draw(st.sampled_from(MessageClass))
    cancels = alert_class is MessageClass.CANCELLATION
    return heard_at(
        draw(st.sampled_from([0.0, 0.001, 5.0, 50.0, 60.0, 400.0, 4000.0, 30 * HOUR_S]))
        + draw(st.sampled_from([0.0, 0.002, 25.0, 100.0])),
        draw(st.sampled_from([None, HERE, NEAR, MOVED, FAR])),
        alert_class=alert_class,
        station=draw(st.sampled_from(["hill", "tower"])),
        generation=draw(st.sampled_from([1, 2])),
        beacon_id=draw(st.sampled_from(["0" * 15, "1" * 15])),
        reasons=(Reason.ALERT_CANCELLED,) if cancels else (),
    )


class Pass(msgspec.Struct, frozen=True):
    """Time goes by."""

    s: float


class Answer(msgspec.Struct, frozen=True):
    """To the incident that is open and at this place, if there are so many."""

    place: int
    action: Action


moments = bursts() | st.builds(Pass, st.sampled_from([10.0, 400.0, 2 * HOUR_S, 25 * HOUR_S]))
moments |= st.builds(Answer, st.integers(0, 3), st.sampled_from(Action))
stories = st.lists(moments, max_size=14).flatmap(
    lambda story: st.permutations([*story, *(each for each in story[:3] if type(each) is Event)])
)


def live(station: Station, story: list[Event | Pass | Answer]) -> None:
    now_s = 0.0
    for moment in story:
        match moment:
            case Event():
                station.take(moment, now_s=now_s)
            case Pass(s=passed_s):
                now_s += passed_s
                station.tick(now_s)
            case Answer(place=place, action=action):
                for incident in station.store.open_incidents()[place : place + 1]:
                    station.acknowledge(answer(incident, action, at_s=now_s), now_s)


def on_record(station: Station) -> Iterator[tuple[str, bool, Event]]:
    """The class of the incident that a burst is with, and whether it counts there."""
    sql = "SELECT class, counts, document FROM bursts"
    for name, counts, document in station.store.read(lambda db: db.execute(sql).fetchall()):
        yield name, bool(counts), msgspec.json.decode(document, type=Event)


def told(station: Station) -> dict[tuple[str, str], list[Alert]]:
    """By incident, in the order in which it was told."""
    found: dict[tuple[str, str], list[Alert]] = defaultdict(list)
    for alert in station.alerts:
        found[alert.incident.incident_id, alert.incident.alert_class].append(alert)
    return found


def assert_chained(station: Station) -> None:
    """Each alert has a name of its own, and names the one before it of its incident."""
    ids = [alert.event_id for alert in station.alerts]
    assert len(set(ids)) == len(ids)
    for alerts in told(station).values():
        assert [alert.seq for alert in alerts] == list(range(1, len(alerts) + 1))
        assert [alert.previous for alert in alerts] == [None, *(a.event_id for a in alerts[:-1])]


@given(stories)
@settings(max_examples=150)
def test_nothing_but_an_alarm_or_its_cancellation_is_in_an_alarm(
    story: list[Event | Pass | Answer],
) -> None:
    station = Station()
    live(station, story)
    for name, counts, event in on_record(station):
        if name in ALARMING and counts:
            assert event.alert_class in {name, MessageClass.CANCELLATION}
        elif name in ALARMING:
            assert event.alert_class in {name, MessageClass.CANCELLATION, MessageClass.UNRELIABLE}
        else:
            assert event.alert_class not in ALARMING
    for alert in station.alerts:
        if alert.incident.alert_class in ALARMING and alert.burst is not None:
            assert alert.burst.alert_class in ALARMING | {MessageClass.CANCELLATION}


@given(stories)
@settings(max_examples=150)
def test_alerts_of_an_incident_are_a_chain_without_holes(
    story: list[Event | Pass | Answer],
) -> None:
    station = Station()
    live(station, story)
    assert_chained(station)


@given(stories)
@settings(max_examples=100)
def test_each_burst_alert_and_state_waits_once_as_a_valid_document(
    story: list[Event | Pass | Answer],
) -> None:
    station = Station()
    live(station, story)
    events = [event for _, _, event in on_record(station)]
    assert {each.event_id for each in events} == {
        each.event_id for each in story if isinstance(each, Event)
    }
    queue = station.queue()
    assert len(queue) == len(events) + len(station.alerts) + len(told(station))
    for message in queue:
        level = message.topic.removeprefix("beacon406/v1/hill/").split("/")[0]
        if message.payload:
            VALIDATORS[level].validate(json.loads(message.payload))
    opened = {each.incident_id for each in station.store.open_incidents()}
    retained = [json.loads(m.payload) for m in queue if m.retain and m.payload]
    assert {state["incident_id"] for state in retained} == opened
    assert station.problems() == []


@given(stories)
@settings(max_examples=30)
def test_what_happens_again_after_a_crash_is_not_told_again(
    story: list[Event | Pass | Answer],
) -> None:
    station = Station()
    live(station, story)
    queued, incidents = station.queue(), station.store.open_incidents()
    again = Station(station.store)
    for event in story:
        if isinstance(event, Event):
            assert again.take(event, now_s=100 * HOUR_S) == []
    assert (station.queue(), station.store.open_incidents()) == (queued, incidents)


def test_another_desk_goes_on_where_a_file_was_left(tmp_path: Path) -> None:
    events = [heard_at(50.0 * number, HERE) for number in range(4)]
    path = tmp_path / "alerts.db"
    first = Station(Store.open(path, lambda: START_S))
    kinds = first.take(*events[:2])
    # As a crash leaves it: the log not carried over, the file not closed.
    copy = tmp_path / "left" / "alerts.db"
    copy.parent.mkdir()
    for suffix in ("", "-wal"):
        copy.with_name(copy.name + suffix).write_bytes(
            path.with_name(path.name + suffix).read_bytes()
        )
    with SafeStore(copy, clock=lambda: START_S) as store:
        second = Station(store)
        assert second.take(*events[:2]) == []
        assert second.take(*events[2:]) == first.take(*events[2:])
        assert [alert.event_id for alert in second.alerts] == [
            alert.event_id for alert in first.alerts[len(kinds) :]
        ]
        assert second.problems() == []
