"""What one write of the store may do; all of it is on the disk, or nothing is."""

import hashlib
import sqlite3

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.outgoing import Outgoing
from alerts.store import audit, outbox, places
from alerts.store.documents import (
    alert_values,
    burst_values,
    event_of,
    incident_of,
    incident_values,
)
from alerts.store.tables import ALERTS, BURSTS, INCIDENTS, RECEIPTS, Value, add, fetch, put
from decoder.message import MessageClass


class Transaction:
    """Reads see what was written before, by this transaction too."""

    def __init__(self, connection: sqlite3.Connection, now_s: float) -> None:
        self._connection = connection
        self.now_s = now_s

    def has_burst(self, event_id: str) -> bool:
        sql = "SELECT 1 FROM bursts WHERE event_id = ?"
        return self._connection.execute(sql, (event_id,)).fetchone() is not None

    def add_burst(self, event: Event, incident: Incident, *, at_s: float | None = None) -> bool:
        """False: a burst of that event_id is known. at_s: when it was, where it does not say."""
        values = burst_values(event, incident, at_s)
        new = add(self._connection, BURSTS, *values)
        if new:
            self.audit("burst", event.event_id, _digest(values[-1]))
        return new

    def bursts(self, incident: Incident) -> list[Event]:
        """In order of time, then station, then event_id."""
        chosen = (
            "WHERE incident_id = ? AND class = ? ORDER BY time_s, coalesce(station, ''), event_id"
        )
        key = (incident.incident_id, str(incident.alert_class))
        return [event_of(row[-1]) for row in fetch(self._connection, BURSTS, chosen, key)]

    def open_incident(self, beacon_id: str, alert_class: MessageClass) -> Incident | None:
        """The one that is not closed; the last heard, should there be two."""
        chosen = (
            "WHERE beacon_id = ? AND class = ? AND phase != 'closed'"
            " ORDER BY last_heard_s DESC LIMIT 1"
        )
        return self._incident(chosen, beacon_id, str(alert_class))

    def last_incident(self, beacon_id: str, alert_class: MessageClass) -> Incident | None:
        """The last heard, open or closed."""
        chosen = "WHERE beacon_id = ? AND class = ? ORDER BY last_heard_s DESC LIMIT 1"
        return self._incident(chosen, beacon_id, str(alert_class))

    def incident(self, alert_class: MessageClass, incident_id: str) -> Incident | None:
        return self._incident("WHERE class = ? AND incident_id = ?", str(alert_class), incident_id)

    def open_incidents(self) -> list[Incident]:
        chosen = "WHERE phase != 'closed' ORDER BY last_heard_s, class, incident_id"
        return [incident_of(row[-1]) for row in fetch(self._connection, INCIDENTS, chosen)]

    def put_incident(self, incident: Incident) -> None:
        put(self._connection, INCIDENTS, *incident_values(incident))

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
        """Names nobody: subject is an event's UUID, or a thing of the station's own."""
        audit.append(self._connection, self.now_s, action, subject, detail)

    def _incident(self, chosen: str, *key: Value) -> Incident | None:
        for row in fetch(self._connection, INCIDENTS, chosen, key):
            return incident_of(row[-1])
        return None


def _digest(document: Value) -> str:
    assert isinstance(document, bytes)
    return hashlib.sha256(document).hexdigest()
