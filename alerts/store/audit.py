"""The audit: a chain of what was done, which nobody can thin out or change unnoticed.

It names events by their UUIDs and documents by their digests and no beacon, so that an incident
can be erased and the chain stays whole. A chain proves nothing against somebody who rewrites all
of it: its last digest can be noted elsewhere.
"""

import sqlite3
from collections.abc import Iterator

import msgspec

from alerts.store.tables import AUDIT, add

START = bytes(32)


class Gap(msgspec.Struct, frozen=True):
    """Records first to last are missing; where last is before first, none is, but one was changed.

    A gap is told where a later record "lost" or "pruned" has it as its subject.
    """

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    def said(self) -> str:
        if self.last < self.first:
            return f"record {self.first} does not follow from the one before it"
        return f"records {self.first} to {self.last} are missing"


def append(
    connection: sqlite3.Connection, at_s: float, action: str, subject: str, detail: str
) -> None:
    sql = "SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1"
    number, previous = connection.execute(sql).fetchone() or (0, START)
    # After the last one was lost its number is not used again.
    number = max(number, _last_used(connection))
    add(connection, AUDIT, number + 1, at_s, action, subject, detail, previous)


def untold_gaps(connection: sqlite3.Connection) -> Iterator[Gap]:
    """Where the chain does not hold, and no record says why."""
    sql = "SELECT subject FROM audit WHERE action IN ('lost', 'pruned')"
    told = {row[0] for row in connection.execute(sql)}
    for gap in _gaps(connection):
        if str(gap) not in told:
            yield gap


def _gaps(connection: sqlite3.Connection) -> Iterator[Gap]:
    number, digest = 0, START
    for row in connection.execute("SELECT number, previous, digest FROM audit ORDER BY number"):
        if row[0] != number + 1 or row[1] != digest:
            yield Gap(number + 1, row[0] - 1)
        number, _, digest = row
    if (last := _last_used(connection)) > number:
        yield Gap(number + 1, last)


def _last_used(connection: sqlite3.Connection) -> int:
    sql = "SELECT seq FROM sqlite_sequence WHERE name = 'audit'"
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
