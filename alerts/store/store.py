"""The store of one station, or of several correlators: one SQLite file that several may share."""

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self, TypeVar

from alerts.store.books import Books, Clock
from alerts.store.connection import MEMORY, connect
from alerts.store.errors import told
from alerts.store.schema import migrate

T = TypeVar("T")


class Store(Books):
    """A file, created where there is none, or memory."""

    def __init__(self, path: Path | str = MEMORY, clock: Clock = time.time) -> None:
        self.path = path
        self.clock = clock
        self._lock = threading.RLock()
        with told(path):
            self._connection = connect(path)
            try:
                self._inode = None if path == MEMORY else Path(path).stat().st_ino
                migrate(self._connection)
            except BaseException:
                self._connection.close()
                raise

    @classmethod
    def open(cls, path: Path | str, clock: Clock = time.time) -> Self:
        return cls(path, clock)

    def is_in_place(self) -> bool:
        """False: another file has its name by now."""
        with told(self.path):
            return Path(self.path).stat().st_ino == self._inode

    def close(self) -> None:
        with self._lock, told(self.path):
            self._connection.close()

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        with self._lock, told(self.path):
            return query(self._connection)

    def change(self, change: Callable[[sqlite3.Connection], T]) -> T:
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
