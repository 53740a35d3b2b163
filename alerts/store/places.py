"""How far each broker has come in the queue, and when a row may leave it.

A row goes when every broker has it or has refused it, and, where a receipt is asked for, a
coordinator has it too; or when it expires, which is counted and audited, never silent.
"""

import sqlite3
from collections.abc import Collection, Sequence

from alerts.store import audit
from alerts.store.outbox import RECEIPTED, WAITING, last_position
from alerts.store.tables import BROKERS, DELIVERIES, OUTBOX, add, fetch, put

EXPIRED_AT_ONCE = 1000
"""A transaction stays short, whatever has piled up."""

GONE = f"(NOT receipt OR {RECEIPTED})"


def set_brokers(connection: sqlite3.Connection, names: Collection[str], now_s: float) -> None:
    """Nothing waits any longer for one not named."""
    for name in sorted(_known(connection) - set(names)):
        connection.execute("DELETE FROM brokers WHERE name = ?", (name,))
        connection.execute("DELETE FROM deliveries WHERE broker = ?", (name,))
        audit.append(connection, now_s, "broker removed", name, "")
    add_brokers(connection, names, now_s)
    _forget(connection, after=0, up_to=_done(connection))


def add_brokers(connection: sqlite3.Connection, names: Collection[str], now_s: float) -> None:
    """A new one starts with all that is still kept."""
    for name in sorted(set(names) - _known(connection)):
        put(connection, BROKERS, name, 0, 0, 0)
        audit.append(connection, now_s, "broker added", name, "")


def _known(connection: sqlite3.Connection) -> set[str]:
    return {row[0] for row in fetch(connection, BROKERS, "")}


def delivered(
    connection: sqlite3.Connection, broker: str, positions: Sequence[int], now_s: float
) -> None:
    settle(connection, broker, positions, refused=False)
    detail = f"{len(positions)} of {min(positions)} to {max(positions)}"
    audit.append(connection, now_s, "delivered", broker, detail)


def refuse(
    connection: sqlite3.Connection, broker: str, position: int, why: str, now_s: float
) -> None:
    for row in fetch(connection, OUTBOX, "WHERE position = ?", (position,)):
        count(connection, broker, refused=1)
        settle(connection, broker, (position,), refused=True)
        # A topic can name a beacon, which an audit does not.
        said = why.replace(row[3], "its topic")
        audit.append(connection, now_s, "refused", row[6] or "state", f"{broker}: {said}")


def forget_receipted(connection: sqlite3.Connection, event_id: str) -> None:
    connection.execute(
        "DELETE FROM outbox WHERE event_id = ? AND receipt AND position <= ?",
        (event_id, _done(connection)),
    )


def has_expired(connection: sqlite3.Connection, now_s: float) -> bool:
    sql = "SELECT 1 FROM outbox WHERE expires_s <= ? LIMIT 1"
    return connection.execute(sql, (now_s,)).fetchone() is not None


def expire(connection: sqlite3.Connection, now_s: float) -> None:
    """The first thousand of what has expired."""
    names = [row[0] for row in fetch(connection, BROKERS, "ORDER BY name")]
    rows = fetch(
        connection,
        OUTBOX,
        "WHERE expires_s <= ? ORDER BY expires_s, position LIMIT ?",
        (now_s, EXPIRED_AT_ONCE),
    )
    for position, *_, event_id, _brokers, _document in list(rows):
        missed = [name for name in names if is_waiting(connection, name, position)]
        for name in missed:
            count(connection, name, expired=1)
        detail = f"before {', '.join(missed)} had it" if missed else "without a receipt"
        audit.append(connection, now_s, "expired", event_id or "state", detail)
        connection.execute("DELETE FROM outbox WHERE position = ?", (position,))


def counts(connection: sqlite3.Connection, broker: str) -> tuple[int, int, int]:
    """Its place, and how many rows expired before it had them, or were refused by it."""
    for row in fetch(connection, BROKERS, "WHERE name = ?", (broker,)):
        return row[1], row[2], row[3]
    return 0, 0, 0


def settle(
    connection: sqlite3.Connection, broker: str, positions: Sequence[int], *, refused: bool
) -> None:
    for position in positions:
        if is_waiting(connection, broker, position):
            add(connection, DELIVERIES, position, broker, int(refused))
    before = _done(connection)
    _place, *rest = counts(connection, broker)
    put(connection, BROKERS, broker, _place_reached(connection, broker), *rest)
    connection.execute(
        "DELETE FROM deliveries WHERE broker = ?1 AND NOT refused"
        " AND position <= (SELECT position FROM brokers WHERE name = ?1)",
        (broker,),
    )
    _forget(connection, after=before, up_to=_done(connection))


def waiting(connection: sqlite3.Connection, broker: str, up_to: int) -> set[int]:
    sql = f"SELECT position FROM outbox WHERE position <= :up_to AND {WAITING}"  # noqa: S608 no input in it
    return {row[0] for row in connection.execute(sql, {"up_to": up_to, "broker": broker})}


def is_waiting(connection: sqlite3.Connection, broker: str, position: int) -> bool:
    sql = f"SELECT 1 FROM outbox WHERE position = :position AND {WAITING}"  # noqa: S608 no input in it
    named = {"position": position, "broker": broker}
    return connection.execute(sql, named).fetchone() is not None


def _place_reached(connection: sqlite3.Connection, broker: str) -> int:
    """Just before the first row that it has not got."""
    sql = f"SELECT position FROM outbox WHERE {WAITING} ORDER BY position LIMIT 1"  # noqa: S608 no input in it
    first = connection.execute(sql, {"broker": broker}).fetchone()
    return int(first[0]) - 1 if first else last_position(connection)


def count(
    connection: sqlite3.Connection, broker: str, *, expired: int = 0, refused: int = 0
) -> None:
    place, expired_before, refused_before = counts(connection, broker)
    put(connection, BROKERS, broker, place, expired_before + expired, refused_before + refused)


def _done(connection: sqlite3.Connection) -> int:
    """Every broker has come so far."""
    lowest = connection.execute("SELECT min(position) FROM brokers").fetchone()[0]
    return int(lowest or 0)


def _forget(connection: sqlite3.Connection, *, after: int, up_to: int) -> None:
    connection.execute(
        f"DELETE FROM outbox WHERE position > ? AND position <= ? AND {GONE}",  # noqa: S608 no input in it
        (after, up_to),
    )
