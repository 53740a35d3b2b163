"""From a broker's message to an item for the subscriber: here everything is checked.

In the order of what it costs: topic, length, document, whether the two agree, age, signature,
and whether it was there before.
"""

from collections import Counter

import msgspec

from alerts.client.agreement import check_alert, check_burst, check_state
from alerts.client.items import (
    Item,
    ReceivedAlert,
    ReceivedBurst,
    ReceivedIncident,
    Refused,
    Withdrawn,
)
from alerts.client.replay import OLDEST_S, Progress, ReplayGuard
from alerts.client.stations import Stations
from alerts.client.topics import Address, Interest, Subject, is_formatted, parse_topic
from alerts.client.trust import Trust
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.mqtt.connection import Incoming
from alerts.refusal import Refusal, RefusedError, decoded, refuse_unless
from alerts.status import Status

DUPLICATE = "duplicate"


class Duplicate(msgspec.Struct, frozen=True):
    """Taken already. The station of an alert shall know, or it sends it ever again."""

    alert: ReceivedAlert | None = None


class Inspector:
    """Judges a message by what came before it; knows no connection and no clock."""

    def __init__(self, interest: Interest, trust: Trust, oldest_s: float | None = OLDEST_S) -> None:
        self.counters: Counter[str] = Counter()
        """What was taken, by its subject; duplicates; what was refused, by the reason."""
        self.stations = Stations()
        self._interest = interest
        self._trust = trust
        self._guard = ReplayGuard(oldest_s)

    def inspect(self, message: Incoming, now_s: float, clock_s: float) -> Item | Duplicate | None:
        """now_s is Unix time, clock_s of a clock that never jumps; None where there is no news."""
        if is_formatted(message.topic, self._interest.root):
            return None
        try:
            address = parse_topic(message.topic, self._interest.root)
            if not self._interest.wants(address):
                return None
            item = self._item(address, message, now_s, clock_s)
        except RefusedError as error:
            self.counters[error.refusal] += 1
            return Refused(topic=message.topic, refusal=error.refusal, detail=str(error))
        self.counters[DUPLICATE if isinstance(item, Duplicate) else address.subject] += 1
        return item

    def _item(
        self, address: Address, message: Incoming, now_s: float, clock_s: float
    ) -> Item | Duplicate | None:
        match address.subject:
            case Subject.KEYS:
                self._trust.learn(address.station, message.payload)
                return None
            case Subject.STATUS:
                return self._status(address, message, clock_s)
            case Subject.HEALTH:
                return self.stations.reported(address.station, clock_s)
            case Subject.ALERT:
                return self._alert(address, message, now_s)
            case Subject.INCIDENT:
                return self._incident(address, message, now_s)
            case Subject.BURST:
                return self._burst(address, message, now_s)

    def _status(self, address: Address, message: Incoming, clock_s: float) -> Item | None:
        status = decoded(message.payload, Status)
        refuse_unless(status.station == address.station, Refusal.STATION, status.station)
        return self.stations.said(status, clock_s, is_retained=message.retain)

    def _alert(
        self, address: Address, message: Incoming, now_s: float
    ) -> ReceivedAlert | Duplicate:
        alert = decoded(message.payload, Alert)
        check_alert(address, alert)
        self._guard.check_age(alert.time, now_s)
        received = ReceivedAlert(
            station=address.station,
            topic=message.topic,
            origin=self._trust.judge(address.station, message.payload),
            alert=alert,
        )
        key = (address.station, Subject.ALERT, alert.event_id)
        if self._guard.has_taken(key):
            return Duplicate(received)
        self._guard.check_alert(*_progress(alert.incident))
        self._guard.take(key)
        return received

    def _incident(
        self, address: Address, message: Incoming, now_s: float
    ) -> ReceivedIncident | Withdrawn | Duplicate:
        key = (address.station, Subject.INCIDENT, *address.about, address.alert_class)
        if not message.payload:
            self._guard.forget_state(key)
            return Withdrawn(station=address.station, topic=message.topic)
        incident = decoded(message.payload, Incident)
        check_state(address, incident)
        self._guard.check_age(incident.last_heard, now_s)
        origin = self._trust.judge(address.station, message.payload)
        if self._guard.is_same_state(key, message.payload):
            return Duplicate()
        self._guard.check_state(*_progress(incident))
        self._guard.take_state(key, message.payload)
        return ReceivedIncident(
            station=address.station, topic=message.topic, origin=origin, incident=incident
        )

    def _burst(
        self, address: Address, message: Incoming, now_s: float
    ) -> ReceivedBurst | Duplicate:
        event = decoded(message.payload, Event)
        check_burst(address, event)
        self._guard.check_age(event.time, now_s)
        origin = self._trust.judge(address.station, message.payload)
        key = (address.station, Subject.BURST, event.event_id)
        if self._guard.has_taken(key):
            return Duplicate()
        self._guard.take(key)
        return ReceivedBurst(
            station=address.station, topic=message.topic, origin=origin, event=event
        )


def _progress(incident: Incident) -> tuple[tuple[str, str, str], Progress]:
    name = (incident.station, incident.alert_class, incident.incident_id)
    return name, (incident.seq, incident.last_heard)
