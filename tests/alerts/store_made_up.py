"""Bursts, incidents and messages for the tests of the store: made up, of no real beacon."""

from typing import Any, get_origin
from uuid import UUID

import msgspec
from made_up import burst, message

from alerts.event import NOTICE, Event, event_from_detection
from alerts.incidents.alert import Alert
from alerts.incidents.incident import INCIDENT_SCHEMA, Incident
from alerts.incidents.kind import Kind, Phase
from alerts.outgoing import Outgoing
from alerts.timestamp import Timestamp, rfc3339
from decoder.detection import Detection
from decoder.message import MessageClass

NOW_S = 1_767_225_600.0
"""2026-01-01."""


class Clock:
    """Stands still until it is set."""

    def __init__(self, now_s: float = NOW_S) -> None:
        self.now_s = now_s

    def __call__(self) -> float:
        return self.now_s


def stamp(time_s: float) -> Timestamp:
    time = rfc3339(time_s)
    assert time is not None
    return time


def event_id(number: int) -> str:
    return str(UUID(int=(7 << 76) | (2 << 62) | number))


def beacon(number: int) -> str:
    return f"{number:015X}"


def event(number: int = 1, beacon_id: str = beacon(0xABC), at_s: float | None = None) -> Event:
    at_s = NOW_S + number if at_s is None else at_s
    said = message(beacon_id=beacon_id, hex="FFFE2F" + beacon_id * 2)
    return event_from_detection(
        Detection(burst(utc_s=at_s), said, 1e-9), station="hill", event_id=event_id(number)
    )


def incident(event: Event, **changes: object) -> Incident:
    """As the first burst leaves it."""
    assert event.time is not None
    assert event.beacon_id is not None
    started = event.time[:19].replace("-", "").replace(":", "")
    known: dict[str, Any] = {
        "incident_id": f"{event.beacon_id}.{started}Z",
        "alert_class": event.alert_class,
        "station": "hill",
        "phase": Phase.ACTIVE,
        "kind": Kind.INITIAL_ENCODED,
        "seq": 1,
        "beacon_id": event.beacon_id,
        "first_heard": event.time,
        "last_heard": event.time,
        "bursts": 1,
        "hex": event.hex,
        "notice": NOTICE,
    }
    unknown = {field.name: _unknown(field.type) for field in msgspec.structs.fields(Incident)}
    return Incident(**{**unknown, "schema": INCIDENT_SCHEMA, **known, **changes})


def _unknown(kind: Any) -> object:
    """The store does not care for most of an incident."""
    if get_origin(kind) is tuple:
        return ()
    return {int: 0, bool: False}.get(kind)


def alert(number: int, incident: Incident, burst: Event) -> Alert:
    return Alert(
        event_id=event_id(number),
        kind=incident.kind,
        reason="heard",
        time=incident.last_heard,
        seq=incident.seq,
        previous=None,
        distance_m=None,
        notify_country=False,
        incident=incident,
        burst=burst,
        notice=NOTICE,
    )


def outgoing(number: int, topic: str = "t", **changes: object) -> Outgoing:
    plain = Outgoing(topic=topic, payload=b"%d" % number, event_id=event_id(number))
    return msgspec.structs.replace(plain, **changes)


def state(number: int, topic: str, **changes: object) -> Outgoing:
    """A retained one."""
    return outgoing(number, topic, event_id=None, retain=True, **changes)


def of_class(event: Event, alert_class: MessageClass) -> Event:
    return msgspec.structs.replace(event, alert_class=alert_class)
