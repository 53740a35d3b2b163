"""Incidents over HTTP: the list, one whole, and what a coordinator says of it."""

import asyncio
import time

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.acknowledgement import Acknowledgement, Action
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.store.books import Books
from alerts.store.changes import last_cursor
from alerts.store.reading import Chosen, alerts, bursts, incidents
from alerts.timestamp import rfc3339
from decoder.message import MessageClass
from station.web import queries
from station.web.access import Caller
from station.web.answer import answer
from station.web.documents import Incidents, Seen, Whole
from station.web.evidence import with_evidence
from station.web.service import Service
from station.web.settings import Right

WHOLE_LIMIT = 500
BODY_S = 10.0


class IncidentPages:
    """Routes of an API."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def several(self, request: Request) -> Response:
        caller = self._service.door.caller(request)
        chosen = Chosen(
            classes=queries.classes(request, caller),
            is_open=queries.phases(request),
            after=queries.after(request, caller),
            limit=queries.limit(request),
        )

        def page(store: Books) -> Incidents:
            cursor = last_cursor(store)  # first: what comes meanwhile may be told twice
            found = incidents(store, chosen)
            is_last = len(found) < chosen.limit
            return Incidents(
                last_event_id=str(cursor),
                incidents=tuple(found),
                next=None if is_last else f"{found[-1].alert_class}/{found[-1].incident_id}",
            )

        return answer(await self._service.read(page))

    async def one(self, request: Request) -> Response:
        caller = self._service.door.caller(request)
        limit = queries.limit(request, WHOLE_LIMIT)

        def whole(store: Books) -> Whole:
            cursor = last_cursor(store)
            incident = _named(store, request, caller)
            heard = bursts(store, incident, limit)
            return Whole(
                last_event_id=str(cursor),
                incident=incident,
                bursts=with_evidence(heard, self._service.evidence, caller),
                alerts=tuple(alerts(store, incident, limit)),
            )

        return answer(await self._service.read(whole))

    async def acknowledge(self, request: Request) -> Response:
        return await self._say(request, Action.ACKNOWLEDGED)

    async def close(self, request: Request) -> Response:
        return await self._say(request, Action.CLOSED)

    async def _say(self, request: Request, action: Action) -> Response:
        caller = self._service.door.caller(request, Right.ACKNOWLEDGE)
        seen = await _seen(request)
        incident = await self._service.read(lambda store: _named(store, request, caller))
        if incident.closed is not None:
            raise HTTPException(409, "it is closed already")
        told = await self._service.read(lambda store: alerts(store, incident, WHOLE_LIMIT))
        if not _is_last(seen.event_id, told):
            raise HTTPException(409, "there is a newer alert of it: look at it first")
        assert caller.name is not None
        await self._service.acknowledge(
            Acknowledgement(
                action=action,
                incident_id=incident.incident_id,
                alert_class=incident.alert_class,
                event_id=seen.event_id,
                by=caller.name,
                at=rfc3339(time.time()) or "",
            )
        )
        self._service.feed.wake()
        return answer(await self._service.read(lambda store: _named(store, request, caller)))


def _named(store: Books, request: Request, caller: Caller) -> Incident:
    """A covert one is not there, for who may not see it."""
    alert_class, incident_id = request.path_params["class"], request.path_params["id"]
    if alert_class in caller.sees:
        found = store.incident(MessageClass(alert_class), incident_id)
        if found is not None:
            return found
    raise HTTPException(404, "there is no such incident")


async def _seen(request: Request) -> Seen:
    try:
        async with asyncio.timeout(BODY_S):
            body = await request.body()
        return msgspec.json.decode(body, type=Seen)
    except TimeoutError:
        raise HTTPException(408, "the body did not come") from None
    except msgspec.DecodeError as error:
        raise HTTPException(400, f"the body: {error}") from None


def _is_last(event_id: str, told: list[Alert]) -> bool:
    """Or only the next bursts of an aircraft that is tracked came after it."""
    for alert in reversed(told):
        if alert.event_id == event_id:
            return True
        if alert.kind is not Kind.TRACKING:
            return False
    return False
