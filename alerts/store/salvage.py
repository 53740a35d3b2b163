"""What is sound in a damaged store, read into a new one, and what is not, told."""

import sqlite3
from collections import Counter
from pathlib import Path

import msgspec

from alerts.incidents.alert import Alert
from alerts.store import audit
from alerts.store.documents import incident_values
from alerts.store.outbox import last_position, start_at
from alerts.store.pages import Pages, Record
from alerts.store.tables import ALERTS, INCIDENTS, TABLES, Row, Table, add, fetch

POSITIONS_SKIPPED = 1 << 20
"""So that whoever still holds rows of the old file never reports a row of the new one delivered."""

DIGEST_SIZE = 32


class Salvaged(msgspec.Struct, frozen=True):
    """Rows of each table that were sound, and how many were seen that were not."""

    sound: dict[str, int]
    unsound: int

    def __str__(self) -> str:
        rows = ", ".join(f"{count} {name}" for name, count in self.sound.items())
        return f"saved: {rows or 'nothing'}; {self.unsound} rows seen that cannot be trusted"


def salvage(path: Path, connection: sqlite3.Connection, now_s: float) -> Salvaged:
    """Within a transaction of the new store, which has all tables and no rows."""
    sound: Counter[str] = Counter()
    unsound = 0
    pages = Pages(path)
    try:
        for record in pages.records():
            if found := _recognised(record):
                table, row = found
                _forget_older(connection, table, row)
                sound[table.name] += add(connection, table, *row)
            elif _was_ours(record):
                unsound += 1
    finally:
        pages.close()
    _mend(connection, now_s)
    result = Salvaged(dict(sound), unsound)
    audit.append(connection, now_s, "salvaged", path.name, str(result))
    return result


def _recognised(record: Record | None) -> tuple[Table, Row] | None:
    if record is not None:
        for table in TABLES:
            if row := table.recognise(*record):
                return table, row
    return None


def _was_ours(record: Record | None) -> bool:
    """SQLite's own tables have no digests."""
    if record is None:
        return True
    last = record[1][-1] if record[1] else None
    return isinstance(last, bytes) and len(last) == DIGEST_SIZE


def _forget_older(connection: sqlite3.Connection, table: Table, row: Row) -> None:
    """Of a page whose newest state is lost there is an older one, with rows that have moved on."""
    if table is INCIDENTS:
        connection.execute(
            "DELETE FROM incidents WHERE class = ? AND incident_id = ? AND last_heard_s < ?",
            (row[0], row[1], row[4]),
        )


def _mend(connection: sqlite3.Connection, now_s: float) -> None:
    # They may be older than a burst that came late, or newer than one that is lost.
    connection.execute("DELETE FROM checkpoints")
    _incidents_of_alerts(connection)
    furthest = connection.execute("SELECT max(position) FROM brokers").fetchone()[0] or 0
    start_at(connection, max(furthest, last_position(connection)) + POSITIONS_SKIPPED)
    for gap in list(audit.untold_gaps(connection)):
        audit.append(connection, now_s, "lost", str(gap), gap.said())


def _incidents_of_alerts(connection: sqlite3.Connection) -> None:
    """An incident whose row is lost stands in its last alert."""
    chosen = """WHERE NOT EXISTS (SELECT 1 FROM incidents WHERE incidents.class = alerts.class
        AND incidents.incident_id = alerts.incident_id) ORDER BY seq DESC"""
    for row in list(fetch(connection, ALERTS, chosen)):
        alert = msgspec.json.decode(row[-1], type=Alert)
        add(connection, INCIDENTS, *incident_values(alert.incident, topic=None))
