"""A store that goes on when its disk does not: alerts still go out, and `fault` says what is wrong.

Disk full, read-only, locked or gone: what is open and what waits is carried to memory, the same
transaction runs there, and all of it is written back as soon as the disk takes it. A damaged file
is set aside, and what is sound in it becomes a new one.
"""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from alerts.store.aside import open_sound, refuse_foreign
from alerts.store.books import Books, Clock
from alerts.store.carry import NOTHING, carry_to_disk, carry_to_memory
from alerts.store.connection import MEMORY
from alerts.store.errors import StoreDamagedError, StoreError, told
from alerts.store.lock import locked
from alerts.store.steadiness import Steadiness
from alerts.store.store import Store

T = TypeVar("T")

log = logging.getLogger(__name__)

TRY_AGAIN_S = 5.0


class SafeStore(Books):
    """fault       why what is stored is in memory only, in one line; None when it is on the disk
    losses      what could not be read of a damaged file; each was reported, too
    report      is told every fault, loss and recovery
    steadiness  of the clock, before which nothing is removed for its age; None: any is believed
    """

    def __init__(
        self,
        path: Path | str,
        clock: Clock = time.time,
        report: Callable[[str], None] = log.error,
        steadiness: Steadiness | None = None,
    ) -> None:
        self.path = Path(path)
        self.clock = clock
        self.fault: str | None = None
        self.losses: list[str] = []
        self._report = report
        self._steadiness = steadiness
        self._lock = threading.RLock()
        self._brokers: Collection[str] | None = None
        self._added: Collection[str] = ()
        self._is_checked = False
        self._try_again_at = 0.0
        self._carried = NOTHING
        try:
            refuse_foreign(self.path)
            self._store = self._open()
        except StoreError as error:
            self._go_on_in_memory(None, error)

    def close(self) -> None:
        """What is in memory only is written back, if it can be."""
        with self._lock:
            self._try_again_at = 0.0
            self._return_to_disk()
            if self.fault is not None:
                self._report(f"what was kept in memory ends with it: {self.fault}")
            self._store.close()

    def read(self, query: Callable[[sqlite3.Connection], T]) -> T:
        return self._use(lambda store: store.read(query))

    def change(self, change: Callable[[sqlite3.Connection], T]) -> T:
        return self._use(lambda store: store.change(change))

    def may_remove(self) -> bool:
        return self._steadiness is None or self._steadiness.is_steady()

    def has_leapt(self) -> bool:
        return self._steadiness is not None and self._steadiness.has_leapt()

    def add_brokers(self, names: Collection[str]) -> None:
        self._added = tuple(names)
        super().add_brokers(names)

    def set_brokers(self, names: Collection[str]) -> None:
        self._brokers = tuple(names)
        super().set_brokers(names)

    def _name_brokers(self, store: Store) -> None:
        if self._brokers is not None:
            store.set_brokers(self._brokers)
        elif self._added:
            store.add_brokers(self._added)

    def _use(self, use: Callable[[Store], T]) -> T:
        with self._lock:
            self._return_to_disk()
            for _ in range(2):
                if self.fault is not None:
                    break
                try:
                    return self._use_disk(use)
                except StoreError as error:
                    self._recover(error)
            else:
                self._go_on_in_memory(self._store, StoreError(f"{self.path}: fails again"))
            return use(self._store)

    def _use_disk(self, use: Callable[[Store], T]) -> T:
        with told(self.path), locked(self.path, alone=False):
            if not self._store.is_in_place():
                # Set aside by another process, which has put a new one in its place.
                self._store.close()
                self._store = Store(self.path, self.clock)
            return use(self._store)

    def _open(self) -> Store:
        if self._is_checked:
            return Store(self.path, self.clock)
        store, loss = open_sound(self.path, self.clock)
        self._is_checked = True
        if loss is not None:
            self.losses.append(loss)
            self._report(loss)
        return store

    def _recover(self, error: StoreError) -> None:
        if not isinstance(error, StoreDamagedError):
            self._go_on_in_memory(self._store, error)
            return
        self._is_checked = False
        with suppress(StoreError):
            self._store.close()
        try:
            self._store = self._open()
        except StoreError as why:
            self._go_on_in_memory(None, why)

    def _go_on_in_memory(self, disk: Store | None, why: StoreError) -> None:
        self.fault = str(why)
        self._report(f"{why}; going on in memory")
        self._try_again_at = time.monotonic() + TRY_AGAIN_S
        memory = Store(MEMORY, self.clock)
        try:
            self._carried = carry_to_memory(disk or self.path, memory)
        except StoreError as error:
            self._carried = carry_to_memory(None, memory)
            self._report(f"what is open and what waits cannot be read: {error}")
        if disk is not None:
            with suppress(StoreError):
                disk.close()
        self._name_brokers(memory)
        memory.write(lambda books: books.audit("fault", "store", type(why).__name__))
        self._store = memory

    def _return_to_disk(self) -> None:
        if self.fault is None or time.monotonic() < self._try_again_at:
            return
        self._try_again_at = time.monotonic() + TRY_AGAIN_S
        memory = self._store
        try:
            disk = self._open()
        except StoreError as error:
            self._is_checked = self._is_checked and not isinstance(error, StoreDamagedError)
            return
        try:
            with told(self.path), locked(self.path, alone=False):
                self._name_brokers(disk)
                carry_to_disk(memory, disk, self._carried)
        except StoreError as error:
            self._is_checked = not isinstance(error, StoreDamagedError)
            disk.close()
            return
        memory.close()
        self._store = disk
        self._report(f"{self.path}: taken up again, after: {self.fault}")
        self.fault = None
