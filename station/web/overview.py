"""The overview: what is open, redacted, for who has the right to that and to nothing else.

It has no cursor, as /events has for who may read: the numbers of the audit would count what is
covert, too. So each event is the whole overview, and who has missed some has missed nothing.
"""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from alerts.redaction import PUBLIC, redacted, to_the_minute
from alerts.store.books import Books
from alerts.store.errors import StoreError
from alerts.store.reading import Chosen, incidents
from station.web.answer import JSON
from station.web.documents import Overview
from station.web.event_stream import FIRST
from station.web.feed import unnumbered
from station.web.service import Service
from station.web.settings import Right

SHOWN_MOST = 500
CHOSEN = Chosen(classes=PUBLIC, is_open=True, limit=SHOWN_MOST)


class OverviewPages:
    """Routes."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._made = b""
        self._number = -1
        self._making = asyncio.Lock()

    async def overview(self, request: Request) -> Response:
        self._service.door.caller(request, Right.OVERVIEW)
        return Response(await self._now(), media_type=JSON)

    async def events(self) -> AsyncIterator[bytes]:
        """One with each status of the station, which tells no burst's second either."""
        feed, told = self._service.feed, 0
        yield FIRST
        while not feed.is_closed:
            if feed.status_number == told:
                await feed.news()
                continue
            told = feed.status_number
            try:
                document = await self._now()
            except StoreError:  # which is reported where it is written; silence tells it here
                continue
            yield unnumbered("overview", document)

    async def _now(self) -> bytes:
        """Made once with each status, however many ask: nobody knows how many the public are."""
        async with self._making:
            number = self._service.feed.status_number
            if number != self._number:
                self._made = await self._service.read(self._make)
                self._number = number
        return self._made

    def _make(self, store: Books) -> bytes:
        health = self._service.health()
        public = (redacted(each, self._service.overview_key) for each in incidents(store, CHOSEN))
        return msgspec.json.encode(
            Overview(
                state=health.state,
                time=to_the_minute(health.time),
                incidents=tuple(each for each in public if each is not None),
            )
        )
