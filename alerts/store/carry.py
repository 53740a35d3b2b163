"""From the disk to memory when the disk fails, and back when it can be written again."""

import sqlite3
from pathlib import Path
from typing import Any

import msgspec

from alerts.store import audit, outbox, places
from alerts.store.documents import incident_of
from alerts.store.outbox import start_at
from alerts.store.salvage import salvage
from alerts.store.store import Store
from alerts.store.tables import (
    ALERTS,
    AUDIT,
    BROKERS,
    BURSTS,
    DELIVERIES,
    INCIDENTS,
    OUTBOX,
    RECEIPTS,
    add,
    fetch,
    put,
)

OPEN = """WHERE EXISTS (SELECT 1 FROM incidents WHERE incidents.class = {0}.class
    AND incidents.incident_id = {0}.incident_id AND phase != 'closed')"""


class Carried(msgspec.Struct, frozen=True):
    """What memory had from the disk, and what is its own.

    up_to    last position of the disk's queue that was carried
    first    position of the first row queued in memory, which is never one of the disk's
    audited  last record of the audit that was carried
    anchor   digest of the disk's last record then: a file without it has another queue
    """

    up_to: int
    first: int
    audited: int
    anchor: bytes


NOTHING = Carried(0, 0, 0, b"")


def carry_to_memory(source: Store | Path | None, memory: Store) -> Carried:
    """What is open and what waits; or all that is sound in a file that cannot be opened."""
    first = int(memory.clock() * 1000)  # an outbox of a row each millisecond would not catch up

    def carry(target: sqlite3.Connection) -> Carried:
        anchor = b""
        if isinstance(source, Store):
            anchor = source.read(lambda disk: _copy_live(disk, target))
        elif source is not None and source.exists():
            salvage(source, target, memory.clock())
        up_to = target.execute("SELECT max(position) FROM outbox").fetchone()[0] or 0
        audited = target.execute("SELECT max(number) FROM audit").fetchone()[0] or 0
        start_at(target, first)
        return Carried(up_to, first, audited, anchor)

    return memory.change(carry)


def carry_to_disk(memory: Store, disk: Store, carried: Carried) -> None:
    """All that happened meanwhile, in one transaction."""
    memory.read(lambda held: disk.change(lambda target: _write_back(held, target, carried)))


def _copy_live(disk: sqlite3.Connection, memory: sqlite3.Connection) -> bytes:
    """The anchor."""
    live = {
        BROKERS: "",
        OUTBOX: "",
        DELIVERIES: "",
        RECEIPTS: "WHERE event_id IN (SELECT event_id FROM outbox)",
        INCIDENTS: "WHERE phase != 'closed'",
        BURSTS: OPEN.format("bursts"),
        ALERTS: OPEN.format("alerts"),
    }
    for table, chosen in live.items():
        for row in fetch(disk, table, chosen):
            add(memory, table, *row)
    last = disk.execute("SELECT digest FROM audit ORDER BY number DESC LIMIT 1").fetchone()
    return bytes(last[0]) if last else b""


def _write_back(memory: sqlite3.Connection, disk: sqlite3.Connection, carried: Carried) -> None:
    for table in (BURSTS, ALERTS, RECEIPTS):
        for row in fetch(memory, table, ""):
            add(disk, table, *row)
    _incidents(memory, disk)
    if disk.execute("SELECT 1 FROM audit WHERE digest = ?", (carried.anchor,)).fetchone():
        _deliveries(memory, disk, carried.up_to)
    for row in fetch(memory, OUTBOX, "ORDER BY position"):
        # What waited on the disk is there still, or the file has been replaced.
        if not disk.execute(
            "SELECT 1 FROM outbox WHERE position = ? AND digest = ?", (row[0], OUTBOX.digest(row))
        ).fetchone():
            _queue(memory, disk, row)
    for row in fetch(memory, RECEIPTS, ""):
        places.forget_receipted(disk, row[0])
    later = fetch(memory, AUDIT, "WHERE number > ? ORDER BY number", (carried.audited,))
    for _, at_s, action, subject, detail, _ in later:
        audit.append(disk, at_s, action, subject, detail)


def _incidents(memory: sqlite3.Connection, disk: sqlite3.Connection) -> None:
    """The one that knows of more bursts, where another process has gone on with it too."""
    for row in fetch(memory, INCIDENTS, ""):
        known = list(fetch(disk, INCIDENTS, "WHERE class = ? AND incident_id = ?", row[:2]))
        # Late bursts that came meanwhile are not in the disk's.
        disk.execute("DELETE FROM checkpoints WHERE class = ? AND incident_id = ?", row[:2])
        if not known or incident_of(known[0][-1]).bursts <= incident_of(row[-1]).bursts:
            put(disk, INCIDENTS, *row)


def _deliveries(memory: sqlite3.Connection, disk: sqlite3.Connection, last: int) -> None:
    for name, _, expired, refused in list(fetch(memory, BROKERS, "")):
        still = places.waiting(memory, name, last)
        places.settle(disk, name, sorted(places.waiting(disk, name, last) - still), refused=False)
        place, *_ = places.counts(disk, name)
        put(disk, BROKERS, name, place, expired, refused)


def _queue(memory: sqlite3.Connection, disk: sqlite3.Connection, row: tuple[Any, ...]) -> None:
    position, *values = row
    topic, event_id = row[3], row[6]
    known = "SELECT 1 FROM outbox WHERE topic = ? AND event_id = ?"
    # A commit that failed may have been kept all the same.
    if disk.execute(known, (topic, event_id)).fetchone() is None:
        new = outbox.append(disk, *values)
        for name, *_ in list(fetch(memory, BROKERS, "")):
            if not places.is_waiting(memory, name, position):
                places.settle(disk, name, (new,), refused=False)
