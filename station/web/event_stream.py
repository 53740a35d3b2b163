"""One listener's stream of events, from where he says he is until he leaves or the server ends."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress

from starlette.types import Receive, Scope, Send

from alerts.store.changes import Cursor
from decoder.message import MessageClass
from station.web.feed import Feed, unnumbered

RETRY_MS = 1000
"""How long a browser waits before it connects again."""
FIRST = b"retry: %d\n\n" % RETRY_MS
PIECE_BYTES = 64 * 1024
SEND_S = 10.0
"""Who takes nothing for so long is disconnected; he can go on from where he was."""
SETTLE_S = 0.02
"""What comes in a crowd is sent in one piece."""

HEADERS = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-store")]


async def events(
    feed: Feed, start: Cursor | None, sees: Collection[MessageClass]
) -> AsyncIterator[bytes]:
    """From a place on; None, or one that is not known any more, is from now on."""
    chain, told = feed.chain, 0
    known = start is not None and await feed.knows(start)
    place = start if start is not None and known else await feed.now()
    yield FIRST
    if start is not None and not known:
        yield _reset(place)
    while not feed.is_closed:
        if feed.chain != chain:
            chain, place = feed.chain, feed.head
            yield _reset(place)
        frames, place = await feed.after(place)
        data = b"".join(each.data for each in frames if each.alert_class in sees)
        if feed.status_number != told:
            data, told = data + feed.status, feed.status_number
        if data:
            yield data
        elif not feed.has_after(place):
            await feed.news()
            await asyncio.sleep(SETTLE_S)


def _reset(place: Cursor) -> bytes:
    """What was in between is not known: the list of incidents is to be read anew."""
    return b"id: %s\n" % str(place).encode() + unnumbered("reset", b"{}")


Abort = Callable[[Scope], None]


class EventStream:
    """An ASGI response; `abort` cuts the connection of one who does not read."""

    def __init__(self, source: AsyncIterator[bytes], abort: Abort) -> None:
        self._source = source
        self._abort = abort

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        works = [
            asyncio.create_task(self._send(scope, send)),
            asyncio.create_task(_left(receive)),
        ]
        try:
            await asyncio.wait(works, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    async def _send(self, scope: Scope, send: Send) -> None:
        """Answers once the source has its place, so that who has an answer misses nothing."""
        start = {"type": "http.response.start", "status": 200, "headers": HEADERS}
        begun = False
        try:
            async for data in self._source:
                if not begun:
                    await send(start)
                    begun = True
                for begin in range(0, len(data), PIECE_BYTES):
                    piece = data[begin : begin + PIECE_BYTES]
                    async with asyncio.timeout(SEND_S):
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
        except TimeoutError:
            self._abort(scope)
            return
        with suppress(OSError):  # he has left
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
