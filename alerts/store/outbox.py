"""The queue of messages: one for all brokers, of whom each has its own place in it."""

import sqlite3

from alerts.outgoing import Outgoing
from alerts.store.documents import outgoing_document, outgoing_of
from alerts.store.row import Row
from alerts.store.tables import OUTBOX, Value, add, fetch

FOR = "(brokers = '' OR instr(brokers, char(10) || :broker || char(10)))"
AHEAD = """EXISTS (SELECT 1 FROM deliveries WHERE deliveries.position = outbox.position
    AND broker = :broker)"""
REFUSED = f"{AHEAD.removesuffix(')')} AND refused)"
RECEIPTED = "EXISTS (SELECT 1 FROM receipts WHERE receipts.event_id = outbox.event_id)"
PLACE = "coalesce((SELECT position FROM brokers WHERE name = :broker), 0)"
WAITING = f"position > {PLACE} AND {FOR} AND NOT {AHEAD}"
UNEXPIRED = "(expires_s IS NULL OR expires_s > :now_s)"


def enqueue(connection: sqlite3.Connection, outgoing: Outgoing, now_s: float) -> None:
    append(
        connection,
        now_s,
        None if outgoing.expiry_s is None else now_s + outgoing.expiry_s,
        outgoing.topic,
        int(outgoing.retain),
        int(outgoing.receipt),
        outgoing.event_id,
        "".join(f"\n{name}\n" for name in sorted(outgoing.brokers)),
        outgoing_document(outgoing),
    )


def append(connection: sqlite3.Connection, *values: Value) -> int:
    """A row of these values at the end of the queue; its position."""
    _, _, topic, retain, _, _, brokers, _ = values
    if retain:
        # A state for some brokers only leaves the others the one before it.
        connection.execute(
            "DELETE FROM outbox WHERE topic = ?1 AND retain AND (brokers = ?2 OR ?2 = '')",
            (topic, brokers),
        )
    position = last_position(connection) + 1
    add(connection, OUTBOX, position, *values)
    return position


def last_position(connection: sqlite3.Connection) -> int:
    """That was ever used."""
    sql = "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'"
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def start_at(connection: sqlite3.Connection, position: int) -> None:
    """The next row has this position."""
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?)", (position - 1,)
    )


def pending(connection: sqlite3.Connection, broker: str, limit: int, now_s: float) -> list[Row]:
    chosen = f"WHERE {WAITING} AND {UNEXPIRED} ORDER BY position LIMIT :limit"
    return _rows(connection, chosen, broker=broker, now_s=now_s, limit=limit)


def unreceipted(
    connection: sqlite3.Connection, broker: str, after: int, limit: int, now_s: float
) -> list[Row]:
    chosen = f"""WHERE receipt AND position > :after AND {FOR} AND NOT {RECEIPTED}
        AND (position <= {PLACE} OR {AHEAD}) AND NOT {REFUSED} AND {UNEXPIRED}
        ORDER BY position LIMIT :limit"""
    return _rows(connection, chosen, broker=broker, now_s=now_s, after=after, limit=limit)


def count_pending(connection: sqlite3.Connection, broker: str, now_s: float) -> int:
    sql = f"SELECT count(*) FROM outbox WHERE {WAITING} AND {UNEXPIRED}"  # noqa: S608 no input in it
    return int(connection.execute(sql, {"broker": broker, "now_s": now_s}).fetchone()[0])


def _rows(connection: sqlite3.Connection, chosen: str, **parameters: Value) -> list[Row]:
    return [
        Row(position=row[0], created_s=row[1], outgoing=outgoing_of(row[-1]))
        for row in fetch(connection, OUTBOX, chosen, parameters)
    ]
