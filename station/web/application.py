"""The application: which address is answered by what."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import Mount, Route

from alerts.formats import FORMATS
from alerts.store.errors import StoreError
from station.web.answer import refused, store_failed
from station.web.api import Api
from station.web.event_stream import Abort
from station.web.evidence import EvidencePages
from station.web.formats import FormatPages
from station.web.guard import Guard
from station.web.incidents import IncidentPages
from station.web.openapi import PREFIX
from station.web.overview import OverviewPages
from station.web.page import page
from station.web.service import Service
from station.web.settings import WebSettings


def application(service: Service, settings: WebSettings, abort: Abort) -> Starlette:
    return Starlette(
        routes=[Mount(PREFIX, routes=routes(service, abort)), Mount("/", page())],
        middleware=[Middleware(Guard, settings=settings)],
        exception_handlers={HTTPException: refused, StoreError: store_failed},
    )


def routes(service: Service, abort: Abort) -> list[Route]:
    """Of the API: station/web/openapi.py has each of them too."""
    overview, evidence = OverviewPages(service), EvidencePages(service)
    api = Api(service, overview, abort)
    incidents, formats = IncidentPages(service), FormatPages(service)
    one = "/incidents/{class}/{id}"
    return [
        Route("/overview", overview.overview),
        Route("/incidents", incidents.several),
        Route(one, incidents.one),
        Route(f"{one}/acknowledge", incidents.acknowledge, methods=["POST"]),
        Route(f"{one}/close", incidents.close, methods=["POST"]),
        Route("/evidence/{id}.png", evidence.picture),
        Route("/evidence/{id}.zip", evidence.clip),
        Route("/events", api.events),
        Route("/health", api.health),
        Route("/metrics", api.metrics),
        Route("/spectrum", api.spectrum),
        Route("/decode", api.decode),
        Route("/openapi.json", api.contract),
        Route("/session", api.session, methods=["GET", "POST", "DELETE"]),
        Route("/geojson", formats.geojson),
        *(Route(f"/{name}/{{id}}", formats.of(form)) for name, form in FORMATS.items()),
    ]
