"""The store as one broker's sender sees it: what is still to be sent, and what has arrived.

A disk may block, so the store is used in a thread; one of its own, since those of asyncio may all
be waiting for names and addresses that do not answer.
"""

import asyncio
import math
from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

from msgspec.structs import replace

from alerts.incidents.incident import Incident
from alerts.outgoing import Outgoing
from alerts.store.books import Books
from alerts.store.row import Row, Tally

T = TypeVar("T")

BATCH = 256
"""Rows read and marked at once; what a crash in between sends twice."""


class Queue:
    """One broker's view of a store."""

    def __init__(self, store: Books, broker: str, thread: Executor) -> None:
        self._store = store
        self._broker = broker
        self._thread = thread

    async def pending(self) -> list[Row]:
        return await self._run(lambda: self._current(self._store.pending(self._broker, BATCH)))

    async def unreceipted(self, after: int) -> list[Row]:
        """Those it has acknowledged but no coordinator has."""

        def fetch() -> list[Row]:
            rows = self._store.unreceipted(self._broker, after=after, limit=BATCH)
            return self._current(rows)

        return await self._run(fetch)

    async def has_receipts(self) -> bool:
        return await self._run(self._store.has_receipts)

    async def delivered(self, positions: Sequence[int]) -> None:
        if positions:
            await self._run(lambda: self._store.delivered(self._broker, positions))

    async def refused(self, position: int, why: str) -> None:
        await self._run(lambda: self._store.refused(self._broker, position, why))

    async def open_incidents(self) -> list[Incident]:
        return await self._run(self._store.open_incidents)

    async def tally(self) -> Tally:
        """After what has expired is out of the queue."""

        def count() -> Tally:
            self._store.expire()
            return self._store.tally(self._broker)

        return await self._run(count)

    async def _run(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _current(self, rows: list[Row]) -> list[Row]:
        now_s = self._store.clock()
        return [replace(row, outgoing=_remaining(row, now_s)) for row in rows]


def _remaining(row: Row, now_s: float) -> Outgoing:
    """The broker counts from when it gets the message; it was made earlier."""
    if row.outgoing.expiry_s is None:
        return row.outgoing
    left_s = row.created_s + row.outgoing.expiry_s - now_s
    return replace(row.outgoing, expiry_s=max(1, math.ceil(left_s)))
