"""The store of one station, or of several correlators: one SQLite file that several may share."""

import sqlite3
import threading
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from alerts.incidents.incident import Incident
from alerts.store import outbox, places
from alerts.store.connection import MEMORY, connect
from alerts.store.errors import told
from alerts.store.row import Row, Tally
from alerts.store.schema import migrate
from alerts.store.transaction import Transaction
from decoder.message import MessageClass

T = TypeVar("T")
Clock = Callable[[], float]


class Store:
    """Safe for threads. Raises StoreError, in one line, when the file cannot be used.

    clock  Unix time; what is queued expires by it
    """

    def __init__(self, path: Path | str = MEMORY, clock: Clock = time.time) -> None:
        self.path = path
        self._clock = clock
        self._lock = threading.RLock()
        with told(path):
            self._connection = connect(path)
            try:
                migrate(self._connection)
            except BaseException:
                self._connection.close()
                raise

    @classmethod
    def open(cls, path: Path | str, clock: Clock = time.time) -> Self:
        return cls(path, clock)

    def close(self) -> None:
        with self._lock, told(self.path):
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def write(self, change: Callable[[Transaction], T]) -> T:
        """Runs it in one transaction, which is on the disk when this returns."""

        def within(connection: sqlite3.Connection) -> T:
            return change(Transaction(connection, self._clock()))

        return self._write(within)

    def pending(self, broker: str, limit: int = 256) -> list[Row]:
        """What this broker has not acknowledged, oldest first, without what has expired."""
        self.expire()
        return self._read(lambda db: outbox.pending(db, broker, limit, self._clock()))

    def unreceipted(self, broker: str, *, after: int = 0, limit: int = -1) -> list[Row]:
        """What this broker has acknowledged but no coordinator yet; page on by the last position.

        Only messages that ask for a receipt; limit -1 is all.
        """
        return self._read(lambda db: outbox.unreceipted(db, broker, after, limit, self._clock()))

    def delivered(self, broker: str, positions: Sequence[int]) -> None:
        if positions:
            self._write(lambda db: places.delivered(db, broker, positions, self._clock()))

    def refused(self, broker: str, position: int, why: str) -> None:
        """This broker will never take it; it goes on to the others."""
        self._write(lambda db: places.refuse(db, broker, position, why, self._clock()))

    def set_brokers(self, names: Collection[str]) -> None:
        """Whose acknowledgement a row waits for."""
        self._write(lambda db: places.set_brokers(db, names, self._clock()))

    def tally(self, broker: str) -> Tally:
        def count(connection: sqlite3.Connection) -> Tally:
            _, expired, refused = places.counts(connection, broker)
            pending = outbox.count_pending(connection, broker, self._clock())
            return Tally(pending=pending, expired=expired, refused=refused)

        return self._read(count)

    def open_incidents(self) -> list[Incident]:
        return self._read(lambda db: Transaction(db, self._clock()).open_incidents())

    def incident(self, alert_class: MessageClass, incident_id: str) -> Incident | None:
        return self._read(
            lambda db: Transaction(db, self._clock()).incident(alert_class, incident_id)
        )

    def expire(self) -> None:
        """Takes out of the queue what nobody needs any more, and says so in the audit."""
        while self._read(lambda db: places.has_expired(db, self._clock())):
            self._write(lambda db: places.expire(db, self._clock()))

    def _read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock, told(self.path):
            return query(self._connection)

    def _write(self, change: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock, told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                result = change(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # SQLite ends it itself where it must
                    self._connection.execute("ROLLBACK")
                raise
            return result
