"""The HTTP API, and the application that it is a part of."""

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from alerts.store.errors import StoreError
from station.web import queries
from station.web.access import Caller
from station.web.answer import answer, refused, store_failed
from station.web.event_stream import Abort, EventStream, events
from station.web.guard import Guard
from station.web.incidents import IncidentPages
from station.web.page import page
from station.web.service import Service
from station.web.settings import Right, WebSettings

PREFIX = "/api/v1"


class Session(msgspec.Struct, frozen=True):
    """Who one is, and what he may do; a null name is nobody known."""

    name: str | None
    rights: tuple[Right, ...]


class Api:
    """Routes of everything that is no incident."""

    def __init__(self, service: Service, abort: Abort) -> None:
        self._service = service
        self._abort = abort

    async def session(self, request: Request) -> Response:
        return answer(_session(self._service.door.caller(request)))

    async def sign_in(self, request: Request) -> Response:
        token = self._service.door.token(request)
        response = answer(_session(token.caller))
        self._service.door.remember(response, token)
        return response

    async def sign_out(self, _: Request) -> Response:
        response = answer(_session(Caller()))
        self._service.door.forget(response)
        return response

    async def events(self, request: Request) -> ASGIApp:
        service = self._service
        caller = service.door.caller(request)
        start = queries.last_event_id(request)
        if service.streams >= service.streams_max:
            raise HTTPException(503, f"{service.streams_max} listen already: try again later")

        async def counted(scope: Scope, receive: Receive, send: Send) -> None:
            service.streams += 1
            try:
                source = events(service.feed, start, caller.sees)
                await EventStream(source, self._abort)(scope, receive, send)
            finally:
                service.streams -= 1

        return counted

    async def health(self, request: Request) -> Response:
        self._service.door.caller(request)
        return answer(await self._service.read(lambda _: self._service.health()))


def application(service: Service, settings: WebSettings, abort: Abort) -> Starlette:
    api, incidents = Api(service, abort), IncidentPages(service)
    one = "/incidents/{class}/{id}"
    routes = [
        Route("/incidents", incidents.several),
        Route(one, incidents.one),
        Route(f"{one}/acknowledge", incidents.acknowledge, methods=["POST"]),
        Route(f"{one}/close", incidents.close, methods=["POST"]),
        Route("/events", api.events),
        Route("/health", api.health),
        Route("/session", api.session),
        Route("/session", api.sign_in, methods=["POST"]),
        Route("/session", api.sign_out, methods=["DELETE"]),
    ]
    return Starlette(
        routes=[Mount(PREFIX, routes=routes), Mount("/", page())],
        middleware=[Middleware(Guard, settings=settings)],
        exception_handlers={HTTPException: refused, StoreError: store_failed},
    )


def _session(caller: Caller) -> Session:
    return Session(caller.name, tuple(sorted(caller.rights)))
