"""Bursts on their way to the store. Nothing that samples wait for ever waits for it."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from alerts.errors import AlertError
from alerts.event import Event

Take = Callable[[Sequence[Event], float], Awaitable[object]]
SetAside = Callable[[Event, Exception], Awaitable[None]]

PAUSES_S = (0.5, 1.0, 2.0)
"""Between the trials of a burst at which the store's side stumbles: the fault may be a passing one.
Those behind it wait no longer."""


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

    async def pass_on(self, take: Take, set_aside: SetAside) -> None:
        """Until cancelled. What was not taken for sure is given to the next who asks, who must know
        it again.

        take       an AlertError of it, as of a full disk, ends this: all wait for better times
        set_aside  is given, with the reason, the burst at which it always stumbles otherwise
        """
        while True:
            while self._events:
                events = self._events[:]
                if not await _was_taken(take, events):
                    events = events[:1]
                    await _pass_alone(take, set_aside, events[0])
                del self._events[: len(events)]
            self._empty.set()
            self._news.clear()
            await self._news.wait()


async def _was_taken(take: Take, events: Sequence[Event]) -> bool:
    try:
        await take(events, time.time())
    except AlertError:
        raise
    except Exception:  # noqa: BLE001 told of when each is tried alone
        return False
    return True


async def _pass_alone(take: Take, set_aside: SetAside, event: Event) -> None:
    for pause_s in PAUSES_S:
        if await _was_taken(take, [event]):
            return
        await asyncio.sleep(pause_s)
    try:
        await take([event], time.time())
    except AlertError:
        raise
    except Exception as error:  # noqa: BLE001 whatever it is, those behind must not wait for it
        await set_aside(event, error)
