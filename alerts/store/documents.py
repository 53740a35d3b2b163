"""The documents in the rows, as JSON; a message with its payload as MessagePack."""

import msgspec

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import timestamp
from alerts.incidents.incident import Incident
from alerts.outgoing import Outgoing
from alerts.store.tables import Value
from alerts.timestamp import unix_s

_event = msgspec.json.Decoder(Event)
_incident = msgspec.json.Decoder(Incident)
_outgoing = msgspec.msgpack.Decoder(Outgoing)
_json = msgspec.json.Encoder()
_msgpack = msgspec.msgpack.Encoder()


def incident_values(incident: Incident, topic: str | None) -> tuple[Value, ...]:
    return (
        str(incident.alert_class),
        incident.incident_id,
        incident.beacon_id,
        str(incident.phase),
        unix_s(incident.last_heard),
        topic,
        _json.encode(incident),
    )


def checkpoint_values(state: Incident) -> tuple[Value, ...]:
    return (
        str(state.alert_class),
        state.incident_id,
        state.bursts,
        unix_s(state.last_heard),
        _json.encode(state),
    )


def burst_values(
    event: Event, incident: Incident | None, at_s: float, *, counts: bool
) -> tuple[Value, ...]:
    return (
        event.event_id,
        str(incident.alert_class if incident else event.alert_class),
        incident.incident_id if incident else "",
        unix_s(timestamp(at_s)),
        int(counts),
        event.station,
        _json.encode(event),
    )


def alert_values(alert: Alert) -> tuple[Value, ...]:
    incident = alert.incident
    return (
        alert.event_id,
        str(incident.alert_class),
        incident.incident_id,
        alert.seq,
        _json.encode(alert),
    )


def outgoing_document(outgoing: Outgoing) -> bytes:
    return _msgpack.encode(outgoing)


def event_of(document: bytes) -> Event:
    return _event.decode(document)


def incident_of(document: bytes) -> Incident:
    return _incident.decode(document)


def outgoing_of(document: bytes) -> Outgoing:
    return _outgoing.decode(document)
