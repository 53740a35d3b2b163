"""Between the decoder, which may be fast, and the broker, which may be away: a bounded queue.

In memory, so what it holds is lost with the process. A file can be replayed; a live station needs
the SQLite outbox, which takes this class's place: `put` commits to the disk and then returns,
and the sender deletes a row only once the event has been acknowledged.
"""

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from alerts.event import Event

CAPACITY = 256


class Outbox:
    """Events on their way, first in, first out; nothing is ever dropped.

    `put` waits while the queue is full, which slows the decoder to the broker's pace. Leaving the
    context waits until everything is sent. An error of `send` is raised by the next `put` or on
    leaving; leaving because of another error abandons what is still queued.
    """

    def __init__(self, send: Callable[[Event], Awaitable[None]], capacity: int = CAPACITY) -> None:
        self._send = send
        self._queue: asyncio.Queue[Event] = asyncio.Queue(capacity)

    async def __aenter__(self) -> Self:
        self._sender = asyncio.create_task(self._send_all(), name="outbox")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                await self._unless_failed(self._queue.join())
        finally:
            self._sender.cancel()
            await asyncio.gather(self._sender, return_exceptions=True)

    async def put(self, event: Event) -> None:
        await self._unless_failed(self._queue.put(event))

    async def _send_all(self) -> None:
        while True:
            await self._send(await self._queue.get())
            self._queue.task_done()

    async def _unless_failed(self, waiting: Awaitable[None]) -> None:
        """Wait, but no longer than there is a sender to wait for."""
        task = asyncio.ensure_future(waiting)
        try:
            await asyncio.wait({task, self._sender}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            task.cancel()
        if self._sender.done():
            self._sender.result()
