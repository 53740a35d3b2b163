"""Whether a store holds what was written to it: SQLite's own tree, each row, the audit's chain."""

import sqlite3
from collections.abc import Iterator

from alerts.store.audit import untold_gaps
from alerts.store.outbox import last_position
from alerts.store.tables import TABLES, Table


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """One line for each; it reads everything, and keeps nothing."""
    for check in (_tree, _rows, _chain, _places):
        try:
            yield from check(connection)
        except sqlite3.DatabaseError as error:
            yield f"{error}"


def _tree(connection: sqlite3.Connection) -> Iterator[str]:
    """Indexes included: a burst that is not found would be taken for a new one."""
    for (line,) in connection.execute("PRAGMA integrity_check(10)"):
        if line != "ok":
            yield line.replace("\n", ": ")


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    for table in TABLES:
        try:
            yield from (
                f"{table.name}: row {row} is not what was written"
                for row in _bad(connection, table)
            )
        except sqlite3.DatabaseError as error:
            yield f"{table.name}: {error}"


def _bad(connection: sqlite3.Connection, table: Table) -> Iterator[int]:
    names = ", ".join(table.columns)
    sql = f"SELECT rowid, {names}, digest FROM {table.name} NOT INDEXED"  # noqa: S608 no input in it
    for rowid, *row in connection.execute(sql):
        if not table.is_sound(row):
            yield rowid


def _chain(connection: sqlite3.Connection) -> Iterator[str]:
    for gap in untold_gaps(connection):
        yield f"audit: {gap.said()}"


def _places(connection: sqlite3.Connection) -> Iterator[str]:
    """A broker that is ahead of the queue would miss what comes next."""
    last = last_position(connection)
    for name, position in connection.execute("SELECT name, position FROM brokers"):
        if position > last:
            yield f"brokers: {name} has position {position}, and the queue only {last}"
