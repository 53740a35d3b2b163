"""What has changed since: the audit read as a log of alerts, and of states of incidents.

Every burst, alert and acknowledgement is audited in the transaction that writes it, so that a place
in the audit is a place among all changes, also after a restart.
"""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any, Literal, Self

import msgspec

from alerts.acknowledgement import Action
from alerts.store.books import Books
from alerts.store.tables import ALERTS, AUDIT, BURSTS, INCIDENTS, fetch
from decoder.message import MessageClass

Key = tuple[str, str]
"""Class and incident_id."""

DIGEST_DIGITS = 16
ANSWERS = (Action.ACKNOWLEDGED, Action.CLOSED)


class Cursor(msgspec.Struct, frozen=True):
    """A record of the audit, by its number and digest; 0 is before the first.

    Another chain has other digests: one in memory, while the disk cannot be written.
    """

    number: int = 0
    digest: str = ""

    def __str__(self) -> str:
        return f"{self.number}-{self.digest}"

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None: no cursor is written like that."""
        match = re.fullmatch(r"(\d{1,18})-([0-9a-f]*)", text, re.ASCII)
        return cls(int(match[1]), match[2]) if match else None


class Change(msgspec.Struct, frozen=True):
    """An alert, or an incident as it is now; its document is JSON."""

    cursor: Cursor
    what: Literal["alert", "incident"]
    alert_class: MessageClass
    document: bytes


class Changes(msgspec.Struct, frozen=True):
    """In their order; cursor is where the next ones begin."""

    changes: tuple[Change, ...]
    cursor: Cursor


def last_cursor(books: Books) -> Cursor:
    return books.read(_last)


def changes(books: Books, after: Cursor, limit: int) -> Changes | None:
    """Out of so many records of the audit at most; None where the cursor is of another chain."""
    return books.read(lambda db: _changes(db, after, limit))


def _last(connection: sqlite3.Connection) -> Cursor:
    for row in fetch(connection, AUDIT, "ORDER BY number DESC LIMIT 1"):
        return _cursor(row)
    return Cursor()


def _cursor(row: tuple[Any, ...]) -> Cursor:
    return Cursor(row[0], AUDIT.digest(row).hex()[:DIGEST_DIGITS])


def _changes(connection: sqlite3.Connection, after: Cursor, limit: int) -> Changes | None:
    if not _is_known(connection, after):
        return None
    chosen = "WHERE number > ? ORDER BY number LIMIT ?"
    cursor, alerts, touched = after, list[Change](), dict[Key, Cursor]()
    for row in fetch(connection, AUDIT, chosen, (after.number, limit)):
        cursor = _cursor(row)
        _, _, action, event_id, *_ = row
        if action == "burst":
            touched |= dict.fromkeys(_key(connection, event_id), cursor)
        elif action in ANSWERS:
            for key, _ in _alert(connection, event_id):
                touched[key] = cursor
        elif action == "alert":
            for key, document in _alert(connection, event_id):
                touched.pop(key, None)  # the alert has the incident in it
                alerts.append(Change(cursor, "alert", MessageClass(key[0]), document))
    states = [each for key in touched for each in _state(connection, key, touched[key])]
    return Changes(tuple(sorted([*alerts, *states], key=lambda each: each.cursor.number)), cursor)


def _is_known(connection: sqlite3.Connection, cursor: Cursor) -> bool:
    if cursor == Cursor():
        return True
    found = fetch(connection, AUDIT, "WHERE number = ?", (cursor.number,))
    return any(_cursor(row) == cursor for row in found)


def _key(connection: sqlite3.Connection, event_id: str) -> Iterator[Key]:
    for row in fetch(connection, BURSTS, "WHERE event_id = ?", (event_id,)):
        yield row[1], row[2]


def _alert(connection: sqlite3.Connection, event_id: str) -> Iterator[tuple[Key, bytes]]:
    for row in fetch(connection, ALERTS, "WHERE event_id = ?", (event_id,)):
        yield (row[1], row[2]), row[-1]


def _state(connection: sqlite3.Connection, key: Key, cursor: Cursor) -> Iterator[Change]:
    for row in fetch(connection, INCIDENTS, "WHERE class = ? AND incident_id = ?", key):
        yield Change(cursor, "incident", MessageClass(key[0]), row[-1])
