"""Everything of the HTTP API that is no incident."""

from collections import Counter

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from alerts.event import event_from_message
from alerts.event_id import new_event_id
from alerts.store.books import Books
from alerts.store.reading import counts
from alerts.store.safe import SafeStore
from decoder.hextext import HexTextError, read_hex
from station.web import queries
from station.web.access import Caller
from station.web.answer import JSON, answer
from station.web.documents import Decoded, Session
from station.web.event_stream import Abort, EventStream, events
from station.web.explanation import explain
from station.web.metrics import CONTENT_TYPE, metrics
from station.web.openapi import EVENTS, openapi
from station.web.overview import OverviewPages
from station.web.service import Service
from station.web.settings import Right
from station.web.spectrum import spectrum_rows


class Api:
    """Routes."""

    def __init__(self, service: Service, overview: OverviewPages, abort: Abort) -> None:
        self._service = service
        self._overview = overview
        self._abort = abort

    async def session(self, request: Request) -> Response:
        """Who asks, who gets a cookie for his token, and who gives it back."""
        door = self._service.door
        match request.method:
            case "POST":
                token = door.token(request)
                response = answer(_session(token.caller))
                door.remember(response, token)
            case "DELETE":
                response = answer(_session(Caller()))
                door.forget(response)
            case _:
                response = answer(_session(door.caller(request, Right.READ, Right.OVERVIEW)))
        return response

    async def events(self, request: Request) -> ASGIApp:
        service = self._service
        caller = service.door.caller(request, Right.READ, Right.OVERVIEW)
        is_public = Right.OVERVIEW in caller.rights
        start = None if is_public else queries.last_event_id(request)
        if request.method == "HEAD":
            return Response(media_type=EVENTS)
        # However many the public are, there is room for coordinators.
        most = service.streams_max // 2 if is_public else service.streams_max
        if service.streams >= most:
            raise HTTPException(503, f"{most} listen already: try again later")

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            service.streams += 1
            try:
                source = (
                    self._overview.events()
                    if is_public
                    else events(service.feed, start, caller.sees)
                )
                await EventStream(source, self._abort)(scope, receive, send)
            finally:
                service.streams -= 1

        return counted

    async def health(self, request: Request) -> Response:
        self._service.door.caller(request)
        return answer(await self._service.read(lambda _: self._service.health()))

    async def metrics(self, request: Request) -> Response:
        caller = self._service.door.caller(request)

        def measure(store: Books) -> bytes:
            known = {key: count for key, count in counts(store).items() if key[0] in caller.sees}
            unseen = Counter(
                incident.alert_class
                for incident in store.open_incidents()
                if not incident.acknowledged
            )
            return metrics(
                self._service.health(),
                known,
                unacknowledged={each: unseen[each] for each in sorted(caller.sees)},
                streams=self._service.streams,
                is_on_disk=not isinstance(store, SafeStore) or store.fault is None,
            )

        return Response(await self._service.read(measure), media_type=CONTENT_TYPE)

    async def spectrum(self, request: Request) -> Response:
        self._service.door.caller(request)
        wide = queries.is_wide(request)
        return answer(spectrum_rows(self._service.condition().looks, wide=wide))

    async def decode(self, request: Request) -> Response:
        self._service.door.caller(request)
        try:
            message = read_hex(queries.hex_text(request))
        except HexTextError as error:
            raise HTTPException(400, f"hex: {error}") from None
        event = event_from_message(message, event_id=new_event_id())
        return answer(Decoded(event, explain(message)))

    async def contract(self, _: Request) -> Response:
        return Response(openapi(), media_type=JSON)


def _session(caller: Caller) -> Session:
    return Session(caller.name, tuple(sorted(caller.rights)))
