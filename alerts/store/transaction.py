"""What one write of the store may do; all of it is on the disk, or nothing is."""

import hashlib
import math
import sqlite3
from collections.abc import Iterator
from typing import Any

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import Burst, burst_s, timestamp
from alerts.incidents.incident import Incident
from alerts.outgoing import Outgoing
from alerts.store import audit, outbox, places
from alerts.store.documents import (
    alert_values,
    burst_values,
    checkpoint_values,
    event_of,
    incident_of,
    incident_values,
)
from alerts.store.tables import (
    ALERTS,
    BURSTS,
    CHECKPOINTS,
    INCIDENTS,
    RECEIPTS,
    Value,
    add,
    fetch,
    put,
)
from alerts.timestamp import unix_s
from decoder.message import MessageClass


class Transaction:
    """Reads see what was written before, by this transaction too."""

    def __init__(self, connection: sqlite3.Connection, now_s: float) -> None:
        self._connection = connection
        self.now_s = now_s

    def has_burst(self, event_id: str) -> bool:
        sql = "SELECT 1 FROM bursts WHERE event_id = ?"
        return self._connection.execute(sql, (event_id,)).fetchone() is not None

    def add_burst(
        self,
        event: Event,
        incident: Incident | None,
        *,
        at_s: float | None = None,
        counts: bool = True,
    ) -> bool:
        """False: a burst of that event_id is known.

        incident  None: it belongs to none
        at_s      when it was, where it does not say
        counts    False: it is on record with the incident, and changes nothing of it
        """
        if at_s is None:
            at_s = burst_s(event, unix_s(incident.last_heard) if incident else self.now_s)
        values = burst_values(event, incident, at_s, counts=counts)
        new = add(self._connection, BURSTS, *values)
        if new:
            self.audit("burst", event.event_id, _digest(values[-1]))
        return new

    def bursts(self, incident: Incident, *, after_s: float = -math.inf) -> list[Burst]:
        """Those that count, in order of time, then station, then event_id."""
        rows = self._bursts_after(incident, after_s)
        return [Burst(row[3], event_of(row[-1])) for row in rows if row[4]]

    def move_bursts(self, old: Incident, new: Incident, *, since_s: float) -> None:
        """From one incident to another."""
        earlier_s = math.nextafter(unix_s(timestamp(since_s)), -math.inf)
        for row in list(self._bursts_after(old, earlier_s)):
            event_id, _class, _incident_id, *rest = row
            put(self._connection, BURSTS, event_id, str(new.alert_class), new.incident_id, *rest)

    def shift_bursts(self, incident: Incident, *, after_s: float, by_s: float) -> None:
        """In time; what they say themselves stays as it is."""
        for row in list(self._bursts_after(incident, after_s)):
            event_id, _class, incident_id, at_s, *rest = row
            shifted_s = unix_s(timestamp(at_s + by_s))
            put(self._connection, BURSTS, event_id, _class, incident_id, shifted_s, *rest)

    def put_checkpoint(self, state: Incident) -> None:
        """All bursts up to its last_heard are in it."""
        put(self._connection, CHECKPOINTS, *checkpoint_values(state))

    def checkpoint(self, incident: Incident, *, before_s: float = math.inf) -> Incident | None:
        """Its last one with bursts before that time only."""
        chosen = (
            "WHERE class = ? AND incident_id = ? AND last_heard_s < ? ORDER BY bursts DESC LIMIT 1"
        )
        key = (str(incident.alert_class), incident.incident_id, before_s)
        for row in fetch(self._connection, CHECKPOINTS, chosen, key):
            return incident_of(row[-1])
        return None

    def forget_checkpoints(self, incident: Incident, *, since_s: float = -math.inf) -> None:
        """Those that would have had another burst."""
        self._connection.execute(
            "DELETE FROM checkpoints WHERE class = ? AND incident_id = ? AND last_heard_s >= ?",
            (str(incident.alert_class), incident.incident_id, since_s),
        )

    def open_incident(self, beacon_id: str, alert_class: MessageClass) -> Incident | None:
        """The one that is not closed; the last heard, should there be two."""
        chosen = (
            "WHERE beacon_id = ? AND class = ? AND phase != 'closed'"
            " ORDER BY last_heard_s DESC LIMIT 1"
        )
        return self._incident(chosen, beacon_id, str(alert_class))

    def incidents(self, beacon_id: str, alert_class: MessageClass) -> Iterator[Incident]:
        """Open or closed, the last heard first."""
        chosen = "WHERE beacon_id = ? AND class = ? ORDER BY last_heard_s DESC"
        for row in fetch(self._connection, INCIDENTS, chosen, (beacon_id, str(alert_class))):
            yield incident_of(row[-1])

    def open_ahead(self, beacon_id: str, than_s: float) -> list[Incident]:
        """Those that were heard last after that time."""
        chosen = "WHERE beacon_id = ? AND last_heard_s > ? AND phase != 'closed'"
        rows = fetch(self._connection, INCIDENTS, chosen, (beacon_id, than_s))
        return [incident_of(row[-1]) for row in rows]

    def incident(self, alert_class: MessageClass, incident_id: str) -> Incident | None:
        return self._incident("WHERE class = ? AND incident_id = ?", str(alert_class), incident_id)

    def open_incidents(self) -> list[Incident]:
        chosen = "WHERE phase != 'closed' ORDER BY last_heard_s, class, incident_id"
        return [incident_of(row[-1]) for row in fetch(self._connection, INCIDENTS, chosen)]

    def put_incident(self, incident: Incident, topic: str | None = None) -> None:
        """topic: where the brokers retain it, if they do."""
        put(self._connection, INCIDENTS, *incident_values(incident, topic))

    def add_alert(self, alert: Alert) -> bool:
        """False: that alert is known; its event_id is the same wherever it is worked out."""
        values = alert_values(alert)
        new = add(self._connection, ALERTS, *values)
        if new:
            self.audit("alert", alert.event_id, _digest(values[-1]))
        return new

    def enqueue(self, outgoing: Outgoing) -> None:
        """A retained state takes the place of those of its topic that still wait."""
        outbox.enqueue(self._connection, outgoing, self.now_s)

    def receipted(self, event_id: str, by: str, at: str) -> bool:
        """A coordinator has it. False: it says so of nothing that was sent, or says it again."""
        known = (
            "SELECT 1 FROM alerts WHERE event_id = ?1 UNION ALL"
            " SELECT 1 FROM outbox WHERE event_id = ?1"
        )
        if self._connection.execute(known, (event_id,)).fetchone() is None:
            return False
        new = add(self._connection, RECEIPTS, event_id, by, at)
        if new:
            places.forget_receipted(self._connection, event_id)
            self.audit("receipt", event_id, at)
        return new

    def audit(self, action: str, subject: str, detail: str) -> None:
        """Names no beacon: subject is an event's UUID, or a thing of the station's own."""
        audit.append(self._connection, self.now_s, action, subject, detail)

    def _bursts_after(self, incident: Incident, after_s: float) -> Iterator[tuple[Any, ...]]:
        chosen = (
            "WHERE incident_id = ? AND class = ? AND time_s > ?"
            " ORDER BY time_s, coalesce(station, ''), event_id"
        )
        key = (incident.incident_id, str(incident.alert_class), after_s)
        return fetch(self._connection, BURSTS, chosen, key)

    def _incident(self, chosen: str, *key: Value) -> Incident | None:
        for row in fetch(self._connection, INCIDENTS, chosen, key):
            return incident_of(row[-1])
        return None


def _digest(document: Value) -> str:
    assert isinstance(document, bytes)
    return hashlib.sha256(document).hexdigest()
