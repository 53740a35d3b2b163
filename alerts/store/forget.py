"""One incident taken out of the store, because it is old or because it is somebody's own."""

import sqlite3

import msgspec

from alerts.expiry import OPERATIONAL_EXPIRY_S
from alerts.outgoing import Outgoing
from alerts.store import audit, outbox
from alerts.store.books import Books
from alerts.store.errors import StoreError

EVENTS = """SELECT event_id FROM bursts WHERE class = ?1 AND incident_id = ?2
    UNION SELECT event_id FROM alerts WHERE class = ?1 AND incident_id = ?2"""


class Erased(msgspec.Struct, frozen=True):
    bursts: int
    messages: int


def erase(books: Books, incident_id: str) -> Erased | None:
    """Every row of it, in whatever class, sent or not; None where there is none.

    The audit says that an incident was erased, not which. secure_delete overwrites the rows, and
    then the log that may still hold them is cut to nothing. Only its topic waits until the brokers
    have heard that nothing is retained there any more.
    """
    erased = books.change(lambda db: _erase(db, incident_id, books.clock()))
    busy, *_ = books.read(lambda db: db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone())
    if busy:
        raise StoreError("the store is being read, and its log may still hold it: erase it again")
    return erased


def forget_incident(connection: sqlite3.Connection, alert_class: str, incident_id: str) -> int:
    """Its bursts, alerts and receipts too; how many bursts. What waits to be sent still waits."""
    key = (alert_class, incident_id)
    connection.execute(f"DELETE FROM receipts WHERE event_id IN ({EVENTS})", key)  # noqa: S608 no input in it
    for table in ("alerts", "incidents", "checkpoints"):
        connection.execute(
            f"DELETE FROM {table} WHERE class = ? AND incident_id = ?",  # noqa: S608 three names of ours
            key,
        )
    sql = "DELETE FROM bursts WHERE class = ? AND incident_id = ?"
    return connection.execute(sql, key).rowcount


def _erase(connection: sqlite3.Connection, incident_id: str, now_s: float) -> Erased | None:
    found = connection.execute(
        "SELECT class FROM incidents WHERE incident_id = ?1"
        " UNION SELECT class FROM bursts WHERE incident_id = ?1",
        (incident_id,),
    ).fetchall()
    topics = _topics(connection, incident_id)
    messages = sum(_forget_messages(connection, each, incident_id) for (each,) in found)
    bursts = sum(forget_incident(connection, each, incident_id) for (each,) in found)
    if not found:
        return None
    for topic in topics:
        empty = Outgoing(topic=topic, payload=b"", retain=True, expiry_s=OPERATIONAL_EXPIRY_S)
        outbox.enqueue(connection, empty, now_s)
    audit.append(connection, now_s, "erased", "incident", f"{bursts} bursts, {messages} messages")
    return Erased(bursts, messages)


def _topics(connection: sqlite3.Connection, incident_id: str) -> list[str]:
    """Where brokers may still retain it, if any broker was ever told."""
    rows = connection.execute(
        "SELECT topic FROM incidents WHERE incident_id = ? AND topic IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM brokers)",
        (incident_id,),
    )
    return [topic for (topic,) in rows]


def _forget_messages(connection: sqlite3.Connection, alert_class: str, incident_id: str) -> int:
    """Those of its events, and those that name it: its states, and alerts of it."""
    return connection.execute(
        f"DELETE FROM outbox WHERE event_id IN ({EVENTS}) OR instr(topic, ?2)"  # noqa: S608 no input in it
        " OR instr(document, CAST(?2 AS BLOB))",
        (alert_class, incident_id),
    ).rowcount
