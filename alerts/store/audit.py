"""The audit: a chain of what was done, which nobody can thin out or change unnoticed.

It names events by their UUIDs and documents by their digests and no beacon, so that an incident
can be erased and the chain stays whole. A chain proves nothing against somebody who rewrites all
of it: its last digest can be noted elsewhere.
"""

import sqlite3
from collections.abc import Iterator

from alerts.store.tables import AUDIT, add

START = bytes(32)
GONE = frozenset({"lost", "pruned"})
"""Records that tell which numbers are missing, and why: subject "first-last"."""


def append(
    connection: sqlite3.Connection, at_s: float, action: str, subject: str, detail: str
) -> None:
    last = connection.execute(
        "SELECT number, digest FROM audit ORDER BY number DESC LIMIT 1"
    ).fetchone()
    number, previous = last or (0, START)
    add(connection, AUDIT, number + 1, at_s, action, subject, detail, previous)


def chain_problems(connection: sqlite3.Connection) -> Iterator[str]:
    """One line for each place where the chain does not hold."""
    told = _told(connection)
    number, digest = 0, START
    for row in connection.execute("SELECT number, previous, digest FROM audit ORDER BY number"):
        if row[0] != number + 1:
            if (number + 1, row[0] - 1) not in told:
                yield f"audit: records {number + 1} to {row[0] - 1} are missing"
        elif row[1] != digest:
            yield f"audit: record {row[0]} does not follow from the one before it"
        number, _, digest = row
    used = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").fetchone()
    if used and used[0] > number:
        yield f"audit: records {number + 1} to {used[0]} are missing"


def _told(connection: sqlite3.Connection) -> set[tuple[int, int]]:
    told = set()
    for action, subject in connection.execute(
        "SELECT action, subject FROM audit WHERE action IN ('lost', 'pruned')"
    ):
        first, _, last = subject.partition("-")
        if action in GONE and first.isdecimal() and last.isdecimal():
            told.add((int(first), int(last)))
    return told
