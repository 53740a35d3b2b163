"""Alerts of a made-up beacon and the messages that carry them, as a station would publish them."""

import itertools
import time

import msgspec

from alerts.event import Event, event_from_detection
from alerts.event_id import new_event_id
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.incidents.machine import fold
from alerts.incidents.telling import alert
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.transitions import change
from alerts.mqtt.connection import Incoming
from alerts.outgoing import Outgoing
from alerts.signing import Signer
from alerts.status import State, Status
from alerts.timestamp import rfc3339
from alerts.topics import Topics
from decoder.detection import Burst, Detection
from decoder.message import Message, MessageClass, Position, PositionSource

STATION = "hill"
THRESHOLDS = Thresholds()
BEACON_ID = "0123456789ABCDE"


def burst_event(
    utc_s: float,
    *,
    message_class: MessageClass = MessageClass.DISTRESS,
    beacon_id: str = BEACON_ID,
    lat: float = 32.5,
    station: str = STATION,
) -> Event:
    message = Message(
        generation=1,
        hex="FFFE2F" + 3 * "0123456789",
        beacon_id=beacon_id,
        message_class=message_class,
        self_test=message_class is MessageClass.SELF_TEST,
        country=999,
        country_name="Nowhere",
        protocol="made_up",
        beacon_type="EPIRB",
        identity="made up",
        position=Position(lat, -117.25, 120.0, PositionSource.INTERNAL),
        homing="121.5 MHz",
        corrected_bits=(0, 1),
        valid=message_class is not MessageClass.UNRELIABLE,
        reasons=(),
        fields=None,
    )
    burst = Burst(
        time_s=1.0,
        utc_s=utc_s,
        utc_uncertainty_s=0.1,
        frequency_hz=406.028e6,
        offset_hz=None,
        drift_hz_per_s=None,
        cn0_dbhz=41.5,
        modulation_index_rad=1.1,
        bit_rate_bps=400.0,
        phase_error_rad=None,
    )
    return event_from_detection(
        Detection(burst, message, 1e-9), station=station, event_id=new_event_id()
    )


def story(
    count: int,
    *,
    start_s: float | None = None,
    message_class: MessageClass = MessageClass.DISTRESS,
    beacon_id: str = BEACON_ID,
    station: str = STATION,
) -> list[Alert]:
    """That many alerts of one incident: the beacon drifts so fast that each burst is told."""
    start_s = time.time() - 50.0 * count if start_s is None else start_s
    told: list[Alert] = []
    events: list[Event] = []
    before: Incident | None = None
    for number in itertools.count():
        event = burst_event(
            start_s + 50.0 * number,
            message_class=message_class,
            beacon_id=beacon_id,
            lat=32.5 + number % 1000 * 0.05,
            station=station,
        )
        events = [event] if before is None else [events[-1], event]
        after = fold(events, start_s, THRESHOLDS, station=station)
        if before is not None:
            after = msgspec.structs.replace(
                after,
                incident_id=before.incident_id,
                first_heard=before.first_heard,
                bursts=number + 1,
                seq=before.seq,
                kind=before.kind,
                alert_id=before.alert_id,
                alert_time=before.alert_time,
            )
        due = change(before, after, event, THRESHOLDS)
        if due is not None:
            told.append(alert(after, due, event, THRESHOLDS, notify_country=False))
            after = told[-1].incident
        before = after
        if len(told) == count:
            return told
    raise AssertionError


def alert_message(alert: Alert, signer: Signer | None = None) -> Outgoing:
    topics = Topics(alert.incident.station)
    return _message(topics.alert(alert.incident), msgspec.json.encode(alert), signer)


def state_message(incident: Incident, signer: Signer | None = None) -> Outgoing:
    topics = Topics(incident.station)
    message = _message(topics.incident(incident), msgspec.json.encode(incident), signer)
    return msgspec.structs.replace(message, retain=True)


def burst_message(event: Event, signer: Signer | None = None) -> Outgoing:
    topics = Topics(event.station or STATION)
    return _message(topics.burst(event.alert_class), msgspec.json.encode(event), signer)


def keys_message(signer: Signer, station: str = STATION) -> Outgoing:
    return Outgoing(topic=Topics(station).keys, payload=signer.public_keys, retain=True)


def status_message(state: State, reason: str, station: str = STATION) -> Outgoing:
    status = Status(
        state=state, reason=reason, station=station, since=rfc3339(time.time()), version="0"
    )
    return Outgoing(topic=Topics(station).status, payload=msgspec.json.encode(status), retain=True)


def incoming(message: Outgoing) -> Incoming:
    return Incoming(topic=message.topic, payload=message.payload, retain=message.retain)


def _message(topic: str, document: bytes, signer: Signer | None) -> Outgoing:
    return Outgoing(topic=topic, payload=signer.sign(document) if signer else document)
