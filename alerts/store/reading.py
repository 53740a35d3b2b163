"""What people look at: incidents in pages, the last heard first, and one with all that it is of."""

import sqlite3
from collections.abc import Collection, Iterator
from typing import Any

import msgspec

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.store.books import Books
from alerts.store.documents import event_of, incident_of
from alerts.store.tables import ALERTS, BURSTS, INCIDENTS, Table, Value, fetch
from decoder.message import MessageClass

_alert = msgspec.json.Decoder(Alert)


class Place(msgspec.Struct, frozen=True):
    """An incident, which the page before ended with."""

    alert_class: MessageClass
    incident_id: str


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """is_open: None is both; after: None is from the start."""

    classes: Collection[MessageClass]
    is_open: bool | None = None
    after: Place | None = None
    limit: int = -1


def incidents(books: Books, chosen: Chosen) -> list[Incident]:
    return books.read(lambda db: [incident_of(row[-1]) for row in _incidents(db, chosen)])


def last_alerts(books: Books, chosen: Chosen) -> list[Alert]:
    """Of each incident the last one, which says how it is."""

    def read(connection: sqlite3.Connection) -> list[Alert]:
        states = (incident_of(row[-1]) for row in _incidents(connection, chosen))
        return [each for state in states for each in _alert_named(connection, state.alert_id)]

    return books.read(read)


def alert(books: Books, event_id: str) -> Alert | None:
    return books.read(lambda db: next(_alert_named(db, event_id), None))


def alerts(books: Books, incident: Incident, limit: int) -> list[Alert]:
    """The last ones, in their order."""
    rows = _last(books, ALERTS, incident, "seq", limit)
    return [_alert.decode(each) for each in rows]


def bursts(books: Books, incident: Incident, limit: int) -> list[Event]:
    """The last ones, in the order of their time; those that came too late to count, too."""
    return [event_of(each) for each in _last(books, BURSTS, incident, "time_s", limit)]


def burst_ids(books: Books, incident_id: str) -> list[str]:
    """The event_id of each burst of it, in whatever class."""
    sql = "SELECT event_id FROM bursts WHERE incident_id = ?"
    return [event_id for (event_id,) in books.read(lambda db: db.execute(sql, (incident_id,)))]


def counts(books: Books) -> dict[tuple[MessageClass, str], int]:
    """How many incidents are kept of each class and phase."""
    sql = "SELECT class, phase, count(*) FROM incidents GROUP BY class, phase"
    rows = books.read(lambda db: db.execute(sql).fetchall())
    return {(MessageClass(row[0]), row[1]): row[2] for row in rows}


def _incidents(connection: sqlite3.Connection, chosen: Chosen) -> Iterator[tuple[Any, ...]]:
    phase = {None: "", True: "AND phase != 'closed'", False: "AND phase = 'closed'"}
    sql = f"WHERE class IN (SELECT value FROM json_each(:classes)) {phase[chosen.is_open]}"  # noqa: S608 no input in it
    named: dict[str, Value] = {
        "classes": msgspec.json.encode([str(each) for each in chosen.classes]).decode(),
        "limit": chosen.limit,
    }
    if chosen.after is not None:
        sql += """ AND (last_heard_s, class, incident_id) < (SELECT last_heard_s, class, incident_id
            FROM incidents WHERE class = :class AND incident_id = :incident_id)"""
        named |= {"class": str(chosen.after.alert_class), "incident_id": chosen.after.incident_id}
    sql += " ORDER BY last_heard_s DESC, class DESC, incident_id DESC LIMIT :limit"
    return fetch(connection, INCIDENTS, sql, named)


def _alert_named(connection: sqlite3.Connection, event_id: str | None) -> Iterator[Alert]:
    for row in fetch(connection, ALERTS, "WHERE event_id = ?", (event_id,)):
        yield _alert.decode(row[-1])


def _last(books: Books, table: Table, incident: Incident, order: str, limit: int) -> list[bytes]:
    chosen = f"WHERE class = ? AND incident_id = ? ORDER BY {order} DESC, event_id DESC LIMIT ?"
    key = (str(incident.alert_class), incident.incident_id, limit)
    rows = books.read(lambda db: [row[-1] for row in fetch(db, table, chosen, key)])
    return rows[::-1]
