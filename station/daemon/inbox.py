"""Bursts on their way to the store. Nothing that samples wait for ever waits for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from alerts.event import Event

Take = Callable[[Sequence[Event], float], Awaitable[object]]


class Inbox:
    def __init__(self) -> None:
        self._events: list[Event] = []
        self._news, self._empty = asyncio.Event(), asyncio.Event()
        self._empty.set()

    def put(self, events: Sequence[Event]) -> None:
        self._events += events
        if self._events:
            self._empty.clear()
            self._news.set()

    async def emptied(self) -> None:
        await self._empty.wait()

    async def pass_on(self, take: Take) -> None:
        """Until cancelled. What was not taken for sure is given to the next who asks, who must know
        it again."""
        while True:
            while self._events:
                events = self._events[:]
                await take(events, time.time())
                del self._events[: len(events)]
            self._empty.set()
            self._news.clear()
            await self._news.wait()
