"""What a store holds, as documents: each says by its schema what it is."""

import sqlite3
from collections.abc import Iterator

import msgspec

from alerts.store.tables import ALERTS, AUDIT, BURSTS, INCIDENTS, Value, fetch
from alerts.timestamp import rfc3339
from decoder.message import MessageClass

AUDIT_SCHEMA = "beacon406/audit/1"


def documents(
    connection: sqlite3.Connection,
    *,
    incident_id: str | None = None,
    alert_class: MessageClass | None = None,
) -> Iterator[bytes]:
    """Incidents, alerts and bursts as JSON; the audit too, unless only some are chosen."""
    named: dict[str, Value] = {
        "incident_id": incident_id,
        "class": alert_class and str(alert_class),
    }
    chosen = """WHERE (:incident_id IS NULL OR incident_id = :incident_id)
        AND (:class IS NULL OR class = :class) ORDER BY class, incident_id"""
    orders = {INCIDENTS: "", ALERTS: ", seq", BURSTS: ", time_s, event_id"}
    for table, order in orders.items():
        for row in fetch(connection, table, chosen + order, named):
            yield row[-1]
    if incident_id is None and alert_class is None:
        yield from _audit(connection)


def _audit(connection: sqlite3.Connection) -> Iterator[bytes]:
    for row in fetch(connection, AUDIT, "ORDER BY number"):
        number, at_s, action, subject, detail, previous = row
        yield msgspec.json.encode(
            {
                "schema": AUDIT_SCHEMA,
                "number": number,
                "at": rfc3339(at_s),
                "action": action,
                "subject": subject,
                "detail": detail,
                "previous": previous.hex(),
                "digest": AUDIT.digest(row).hex(),
            }
        )
