"""What a store is asked, whether it is on a disk or in memory."""

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from types import TracebackType
from typing import Self, TypeVar

from alerts.incidents.incident import Incident
from alerts.store import outbox, places
from alerts.store.row import Row, Tally
from alerts.store.transaction import Transaction
from decoder.message import MessageClass

T = TypeVar("T")
Clock = Callable[[], float]


class Books(ABC):
    """Safe for threads. Raises StoreError, in one line, when the file cannot be used.

    clock  Unix time; what is queued expires by it
    """

    clock: Clock

    @abstractmethod
    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        """For this package: the query sees only what was committed."""

    @abstractmethod
    def change(self, change: Callable[[sqlite3.Connection], T]) -> T:
        """For this package: runs it in one transaction."""

    @abstractmethod
    def close(self) -> None: ...

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
        """Runs it in one transaction, which is on the disk when this returns.

        It may run twice, where the disk fails while it does: what it changes are the books alone.
        """

        def within(connection: sqlite3.Connection) -> T:
            return change(Transaction(connection, self.clock()))

        return self.change(within)

    def pending(self, broker: str, limit: int = 256) -> list[Row]:
        """What this broker has not acknowledged, oldest first, without what has expired."""
        self.expire()
        return self.read(lambda db: outbox.pending(db, broker, limit, self.clock()))

    def unreceipted(self, broker: str, *, after: int = 0, limit: int = -1) -> list[Row]:
        """What this broker has acknowledged but no coordinator yet; page on by the last position.

        Only messages that ask for a receipt; limit -1 is all.
        """
        return self.read(lambda db: outbox.unreceipted(db, broker, after, limit, self.clock()))

    def has_receipts(self) -> bool:
        """Whether coordinators here say at all what has arrived."""
        return self.read(
            lambda db: db.execute("SELECT 1 FROM receipts LIMIT 1").fetchone() is not None
        )

    def delivered(self, broker: str, positions: Sequence[int]) -> None:
        if positions:
            self.change(lambda db: places.delivered(db, broker, positions, self.clock()))

    def refused(self, broker: str, position: int, why: str) -> None:
        """This broker will never take it; it goes on to the others."""
        self.change(lambda db: places.refuse(db, broker, position, why, self.clock()))

    def add_brokers(self, names: Collection[str]) -> None:
        """Whose acknowledgement a row waits for, too."""
        self.change(lambda db: places.add_brokers(db, names, self.clock()))

    def set_brokers(self, names: Collection[str]) -> None:
        """Whose acknowledgement a row waits for; no longer that of others."""
        self.change(lambda db: places.set_brokers(db, names, self.clock()))

    def tally(self, broker: str) -> Tally:
        def count(connection: sqlite3.Connection) -> Tally:
            _, expired, refused = places.counts(connection, broker)
            pending = outbox.count_pending(connection, broker, self.clock())
            return Tally(pending=pending, expired=expired, refused=refused)

        return self.read(count)

    def open_incidents(self) -> list[Incident]:
        return self.read(lambda db: Transaction(db, self.clock()).open_incidents())

    def incident(self, alert_class: MessageClass, incident_id: str) -> Incident | None:
        return self.read(
            lambda db: Transaction(db, self.clock()).incident(alert_class, incident_id)
        )

    def may_remove(self) -> bool:
        """Whether the clock is to be believed that says how old things are."""
        return True

    def has_leapt(self) -> bool:
        """Whether the clock has leapt, just now or before it was believed again."""
        return False

    def expire(self) -> None:
        """Takes out of the queue what nobody needs any more, and says so in the audit."""
        while self.may_remove() and self.read(lambda db: places.has_expired(db, self.clock())):
            self.change(lambda db: places.expire(db, self.clock()))
