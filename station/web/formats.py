"""Alerts as other programs and people read them, over HTTP: docs/formats.md."""

from collections.abc import Awaitable, Callable

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from alerts.formats import Format
from alerts.formats.geojson import FeatureCollection, features
from alerts.incidents.alert import Alert
from alerts.store.books import Books
from alerts.store.reading import Chosen, alert, last_alerts
from station.web import queries
from station.web.access import Caller
from station.web.service import Service

GEOJSON = "application/geo+json"

Endpoint = Callable[[Request], Awaitable[Response]]


class FormatPages:
    """Routes of an API."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def geojson(self, request: Request) -> Response:
        """The last alert of each incident, as one collection."""
        caller = self._service.door.caller(request)
        chosen = Chosen(
            classes=queries.classes(request, caller),
            is_open=queries.phases(request),
            limit=queries.limit(request),
        )

        def collect(store: Books) -> bytes:
            found = (each for told in last_alerts(store, chosen) for each in features(told))
            return msgspec.json.encode(FeatureCollection(tuple(found)))

        return Response(await self._service.read(collect), media_type=GEOJSON)

    def of(self, form: Format) -> Endpoint:
        """What answers with one alert in that format."""

        async def one(request: Request) -> Response:
            caller = self._service.door.caller(request)
            body = await self._service.read(
                lambda store: form.render(_named(store, request, caller))
            )
            return Response(body, headers={"content-type": form.content_type})

        return one


def _named(store: Books, request: Request, caller: Caller) -> Alert:
    found = alert(store, request.path_params["id"])
    if found is None or found.incident.alert_class not in caller.sees:
        raise HTTPException(404, "there is no such alert")
    return found
