"""The tables, and the digest that every row carries.

SQLite notices damage to the tree of its pages, but not to what a row says. The digest covers the
table's name and all other columns, so a sound row is known wherever it is found. The audit's rows
have the digest of the row before as a column: that makes them a chain.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec

from alerts.store.errors import StoreDamagedError

Value = str | int | float | bytes | None
Row = tuple[Value, ...]


class Table(msgspec.Struct, frozen=True):
    """key: the columns that name a row; all columns but the digest, in the order of the schema."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]

    def digest(self, values: Sequence[Value]) -> bytes:
        return hashlib.sha256(msgspec.msgpack.encode((self.name, *self._kept(values)))).digest()

    def _kept(self, values: Sequence[Value]) -> Iterator[Value]:
        """As a REAL column gives them back: 1 becomes 1.0."""
        for name, value in zip(self.columns, values, strict=True):
            yield float(value) if isinstance(value, int) and name.endswith("_s") else value

    def recognise(self, row_id: int, record: Sequence[Value]) -> Row | None:
        """The row, if a record of the file is a sound one of this table.

        An integer key is the row ID itself: Database File Format, section 2.1.
        """
        if len(record) != len(self.columns) + 1:
            return None
        row = [
            row_id if value is None and name in ("position", "number") else value
            for name, value in zip((*self.columns, "digest"), record, strict=True)
        ]
        return tuple(self._kept(row[:-1])) if self.is_sound(row) else None

    def is_sound(self, row: Sequence[Value]) -> bool:
        """Of a row with its digest at the end."""
        try:
            return row[-1] == self.digest(row[:-1])
        except msgspec.ValidationError:
            return False


INCIDENTS = Table(
    "incidents",
    ("class", "incident_id"),
    ("class", "incident_id", "beacon_id", "phase", "last_heard_s", "topic", "document"),
)
BURSTS = Table(
    "bursts",
    ("event_id",),
    ("event_id", "class", "incident_id", "time_s", "counts", "station", "document"),
)
CHECKPOINTS = Table(
    "checkpoints",
    ("class", "incident_id", "bursts"),
    ("class", "incident_id", "bursts", "last_heard_s", "document"),
)
ALERTS = Table("alerts", ("event_id",), ("event_id", "class", "incident_id", "seq", "document"))
OUTBOX = Table(
    "outbox",
    ("position",),
    (
        *("position", "created_s", "expires_s", "topic", "retain", "receipt", "event_id"),
        *("brokers", "document"),
    ),
)
BROKERS = Table("brokers", ("name",), ("name", "position", "expired", "refused"))
DELIVERIES = Table("deliveries", ("position", "broker"), ("position", "broker", "refused"))
RECEIPTS = Table("receipts", ("event_id", "who"), ("event_id", "who", "at"))
AUDIT = Table("audit", ("number",), ("number", "at_s", "action", "subject", "detail", "previous"))

TABLES = (INCIDENTS, BURSTS, CHECKPOINTS, ALERTS, OUTBOX, BROKERS, DELIVERIES, RECEIPTS, AUDIT)


def add(connection: sqlite3.Connection, table: Table, *values: Value) -> bool:
    """False: a row of that key is there already, and stays as it is."""
    row = (*values, table.digest(values))
    return connection.execute(_sql(table, "DO NOTHING"), row).rowcount == 1


def put(connection: sqlite3.Connection, table: Table, *values: Value) -> None:
    """Takes the place of the row of that key, if there is one."""
    connection.execute(_sql(table, _update(table)), (*values, table.digest(values)))


def fetch(
    connection: sqlite3.Connection,
    table: Table,
    chosen: str,
    parameters: Sequence[Value] | Mapping[str, Value] = (),
) -> Iterator[tuple[Any, ...]]:
    """The rows that SQL's WHERE, ORDER BY, LIMIT choose, each held against its digest."""
    names = ", ".join(table.columns)
    sql = f"SELECT {names}, digest FROM {table.name} {chosen}"  # noqa: S608 no input in it
    for row in connection.execute(sql, parameters):
        if not table.is_sound(row):
            raise StoreDamagedError(f"a row of {table.name} is not what was written")
        yield row[:-1]


@cache
def _sql(table: Table, on_conflict: str) -> str:
    names = ", ".join((*table.columns, "digest"))
    marks = ", ".join("?" * (len(table.columns) + 1))
    key = ", ".join(table.key)
    return (
        f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 no input in it
        f" ON CONFLICT ({key}) {on_conflict}"
    )


@cache
def _update(table: Table) -> str:
    changes = [f"{name} = excluded.{name}" for name in (*table.columns, "digest")]
    return f"DO UPDATE SET {', '.join(changes)}"
