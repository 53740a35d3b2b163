"""The store's changes as server-sent events, made once for all who listen.

https://html.spec.whatwg.org/multipage/server-sent-events.html

Each listener has a place of its own. What came lately is in memory; who is further behind is served
from the store, so that a slow one takes no room and misses nothing.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Callable
from concurrent.futures import Executor
from typing import TypeVar

import msgspec

from alerts.store.books import Books
from alerts.store.changes import Change, Cursor, changes, last_cursor
from alerts.store.errors import StoreError
from decoder.message import MessageClass

T = TypeVar("T")

LOOK_S = 0.1
"""How often the store is asked for what another process has written."""
STATUS_S = 5.0
BATCH = 256
"""Records of the audit at a time."""
RECENT_MAX = 2048
"""At most twice as many are kept; an alert has 4 kB."""


class Frame(msgspec.Struct, frozen=True):
    number: int
    alert_class: MessageClass
    data: bytes


def frame(change: Change) -> Frame:
    text = b"id: %s\nevent: %s\ndata: %s\n\n" % (
        str(change.cursor).encode(),
        change.what.encode(),
        change.document,
    )
    return Frame(change.cursor.number, change.alert_class, text)


def unnumbered(event: str, document: bytes) -> bytes:
    """An event that who reconnects is not behind for having missed."""
    return b"event: %s\ndata: %s\n\n" % (event.encode(), document)


class Feed:
    """
    head      all changes up to here are known
    chain     counts the times that the store went on in another chain, as when its disk failed
    status    the last status event; status_number counts them
    """

    def __init__(self, store: Books, thread: Executor, status: Callable[[], bytes]) -> None:
        self.head = Cursor()
        self.chain = 0
        self.status = b""
        self.status_number = 0
        self.is_closed = False
        self._store = store
        self._thread = thread
        self._make_status = status
        self._recent: list[Frame] = []
        self._recent_after = 0
        self._awake = asyncio.Event()
        self._news = asyncio.Event()

    async def run(self) -> None:
        """Until cancelled."""
        self.head = await self._in_thread(lambda: last_cursor(self._store))
        self._recent_after = self.head.number
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._look())
            tasks.create_task(self._tell_status())

    def wake(self) -> None:
        """There is something new in the store."""
        self._awake.set()

    def close(self) -> None:
        """Every listener ends."""
        self.is_closed = True
        self._announce()

    async def news(self) -> None:
        """Returns when there is something to read, a status to tell, or an end."""
        if not self.is_closed:
            await self._news.wait()

    async def knows(self, cursor: Cursor) -> bool:
        return await self._in_thread(lambda: changes(self._store, cursor, 0)) is not None

    async def now(self) -> Cursor:
        """May be ahead of the head, which is found a little later."""
        return await self._in_thread(lambda: last_cursor(self._store))

    def has_after(self, cursor: Cursor) -> bool:
        return cursor.number < self.head.number

    async def after(self, cursor: Cursor) -> tuple[list[Frame], Cursor]:
        """What comes next, and the place behind it."""
        if not self.has_after(cursor):
            return [], cursor
        if cursor.number >= self._recent_after:
            first = bisect_right(self._recent, cursor.number, key=lambda each: each.number)
            return self._recent[first:], self.head
        found = await self._in_thread(lambda: changes(self._store, cursor, BATCH))
        if found is None:  # the store has gone on in another chain, and the next look will tell
            return [], self.head
        return [frame(each) for each in found.changes], found.cursor

    async def _look(self) -> None:
        while True:
            try:
                found = await self._in_thread(lambda: changes(self._store, self.head, BATCH))
                if found is None:
                    await self._begin_again()
                elif found.cursor != self.head:
                    self._add([frame(each) for each in found.changes], found.cursor)
                    continue
            except StoreError:  # which is reported where it is written
                pass
            await self._pause()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(LOOK_S):
                await self._awake.wait()
        except TimeoutError:
            return
        self._awake.clear()

    def _add(self, frames: list[Frame], head: Cursor) -> None:
        self.head = head
        self._recent.extend(frames)
        if len(self._recent) > 2 * RECENT_MAX:
            self._recent_after = self._recent[-RECENT_MAX - 1].number
            del self._recent[:-RECENT_MAX]
        if frames:
            self._announce()

    async def _begin_again(self) -> None:
        self.head = await self._in_thread(lambda: last_cursor(self._store))
        self._recent.clear()
        self._recent_after = self.head.number
        self.chain += 1
        self._announce()

    async def _tell_status(self) -> None:
        while True:
            self.status = unnumbered("status", await self._in_thread(self._make_status))
            self.status_number += 1
            self._announce()
            await asyncio.sleep(STATUS_S)

    def _announce(self) -> None:
        before, self._news = self._news, asyncio.Event()
        before.set()

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
