"""The contract of the HTTP API: OpenAPI 3.1.0, its documents made from the types.

python -m station.web.openapi prints it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from inspect import cleandoc
from typing import Any, Final

import msgspec

from alerts.formats import FORMATS, Format
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from decoder.message import MessageClass
from station.web.answer import JSON, Problem
from station.web.documents import Decoded, Incidents, Overview, Seen, Session, Whole
from station.web.evidence import PNG, ZIP
from station.web.formats import GEOJSON
from station.web.health import Health
from station.web.queries import HEX_LENGTH_MAX, LIMIT_MAX, Phases
from station.web.spectrum import SpectrumRows

PREFIX: Final = "/api/v1"
EVENTS = "text/event-stream"
DOCUMENTS = (
    Overview,
    Incidents,
    Whole,
    Seen,
    Session,
    Decoded,
    Health,
    SpectrumRows,
    Alert,
    Incident,
    Problem,
)

WRONG = {
    400: "What was asked for is not understood.",
    401: "A token is needed.",
    403: "The token has no right to this, or the request comes from another site.",
    404: "There is no such thing, for this caller.",
    408: "The body did not come.",
    409: "It has changed meanwhile.",
    413: "The body is too long.",
    421: "The Host is not one of the server's.",
    503: "The store cannot be read now, or too many listen.",
}
ALWAYS = (401, 403, 421, 503)

EVENTS_DESCRIPTION = """\
Server-sent events. `alert` is an Alert, `incident` an Incident whose state has changed without one;
both have an id, after which /events goes on: by the header Last-Event-ID of who connects again, or
by last_event_id of /incidents and /incidents/{class}/{id}. An id is good after a restart of the
server, too. `status` is a Health, every 5 s. `reset` says that an id is not known any more: read
/incidents anew. Who has the right `overview` alone gets an `overview`, which is an Overview, every
5 s, and nothing else; it has no id, and last_event_id is passed over."""

OVERVIEW_DESCRIPTION = """\
What is open, redacted: distress and cancellations, the last 500, with a digest that stands for the
beacon at this station, a position rounded to 0.1 degrees, and times to the minute. For tokens with
the right `overview`, which get nothing else but /events, /session and this document."""


def operation(
    summary: str,
    *,
    gives: type[msgspec.Struct] | str,
    parameters: Sequence[Mapping[str, Any]] = (),
    takes: type[msgspec.Struct] | None = None,
    wrong: Sequence[int] = (),
    description: str = "",
) -> dict[str, Any]:
    """gives: a document, or the media type of what is none."""
    answers = {"200": {"description": summary, "content": _content(gives)}}
    for status in sorted({*wrong, *ALWAYS}):
        answers[str(status)] = {"description": WRONG[status], "content": _json(Problem)}
    told: dict[str, Any] = {"summary": summary, "responses": answers}
    if description:
        told["description"] = description
    if parameters:
        told["parameters"] = list(parameters)
    if takes is not None:
        told["requestBody"] = {"required": True, "content": _json(takes)}
    return told


def query(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "description": description, "schema": schema}


def in_path(name: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


CLASS = {"type": "string", "enum": sorted(MessageClass)}
LIMIT = query("limit", "how many at most", {"type": "integer", "minimum": 1, "maximum": LIMIT_MAX})
CLASSES = {
    **query("class", "only these", {"type": "array", "items": CLASS}),
    "style": "form",
    "explode": True,
}
INCIDENT = (in_path("class", CLASS), in_path("id", {"type": "string", "minLength": 1}))
AFTER = {"type": "string", "pattern": f"^({'|'.join(sorted(MessageClass))})/"}
CURSOR = {"type": "string", "pattern": r"^\d{1,18}-[0-9a-f]*$"}
HEX = {"type": "string", "minLength": 1, "maxLength": HEX_LENGTH_MAX}
PHASE = query("phase", "open where it is not said", {"type": "string", "enum": list(Phases)})
WIDE = query("wide", "all that is received, not the band alone", {"type": "boolean"})
LISTED = (
    CLASSES,
    PHASE,
    query("after", "the `next` of the page before", AFTER),
    LIMIT,
)


def paths() -> dict[str, Any]:
    one = "/incidents/{class}/{id}"
    return {
        "/overview": {
            "get": operation(
                "What the public may see", gives=Overview, description=OVERVIEW_DESCRIPTION
            )
        },
        "/incidents": {
            "get": operation(
                "Incidents, the last heard first", gives=Incidents, parameters=LISTED, wrong=[400]
            )
        },
        one: {
            "get": operation(
                "An incident with its last bursts and alerts",
                gives=Whole,
                parameters=(*INCIDENT, LIMIT),
                wrong=[400, 404],
            )
        },
        f"{one}/acknowledge": {"post": _saying("It has been seen")},
        f"{one}/close": {"post": _saying("It is over")},
        "/evidence/{id}.png": {"get": _kept("A burst's picture, by its event_id", PNG)},
        "/evidence/{id}.zip": {
            "get": _kept("Its samples: a SigMF recording, or WAV of FM audio; and its picture", ZIP)
        },
        "/events": {
            "get": operation(
                "Alerts and changed incidents, as they come",
                gives=EVENTS,
                description=EVENTS_DESCRIPTION,
                parameters=[query("last_event_id", "where to go on", CURSOR)],
                wrong=[400],
            )
        },
        "/decode": {
            "get": operation(
                "A message, and what each of its bits says",
                gives=Decoded,
                parameters=[{**query("hex", "hexadecimal digits", HEX), "required": True}],
                wrong=[400],
            )
        },
        "/geojson": {
            "get": operation(
                "The last alert of each incident, with position and uncertainty",
                gives=GEOJSON,
                parameters=(CLASSES, PHASE, LIMIT),
                wrong=[400],
            )
        },
        **{f"/{name}/{{id}}": {"get": _rendered(form)} for name, form in FORMATS.items()},
        "/health": {"get": operation("How the station is", gives=Health)},
        "/spectrum": {
            "get": operation(
                "The band as each receiver receives it now; a new row each second",
                gives=SpectrumRows,
                parameters=[WIDE],
                wrong=[400],
            )
        },
        "/metrics": {"get": operation("Measures for Prometheus", gives="text/plain")},
        "/openapi.json": {"get": operation("This document", gives=JSON)},
        "/session": {
            "get": operation("Who one is, and what he may do", gives=Session),
            "post": operation("Exchange a token for a cookie", gives=Session, wrong=[413]),
            "delete": operation("Forget the cookie", gives=Session),
        },
    }


def contract() -> dict[str, Any]:
    _, schemas = msgspec.json.schema_components(
        DOCUMENTS, ref_template="#/components/schemas/{name}"
    )
    for schema in schemas.values():
        schema["description"] = cleandoc(schema.get("description", ""))
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "beacon406",
            "version": version("beacon406"),
            "description": "Distress beacons at 406 MHz. Unverified, no Cospas-Sarsat messages.",
            "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
        },
        "servers": [{"url": PREFIX}],
        "security": [{}, {"token": []}, {"cookie": []}],
        "paths": paths(),
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "cookie": {"type": "apiKey", "in": "cookie", "name": "beacon406"},
            },
        },
    }


@cache
def openapi() -> bytes:
    return msgspec.json.format(msgspec.json.encode(contract()))


def _saying(summary: str) -> dict[str, Any]:
    return operation(
        summary, gives=Incident, takes=Seen, parameters=INCIDENT, wrong=[400, 404, 408, 409, 413]
    )


def _rendered(form: Format) -> dict[str, Any]:
    return operation(
        "One alert, by its event_id",
        gives=form.content_type,
        parameters=[in_path("id", {"type": "string", "minLength": 1})],
        wrong=[404],
    )


def _kept(summary: str, media_type: str) -> dict[str, Any]:
    event_id = {"type": "string", "pattern": "^[0-9a-f-]{36}$"}
    return operation(summary, gives=media_type, parameters=[in_path("id", event_id)], wrong=[404])


def _content(gives: type[msgspec.Struct] | str) -> dict[str, Any]:
    if isinstance(gives, str):
        return {gives: {"schema": {"type": "object" if "json" in gives else "string"}}}
    return _json(gives)


def _json(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {JSON: {"schema": {"$ref": f"#/components/schemas/{kind.__name__}"}}}


def main() -> None:
    print(openapi().decode())


if __name__ == "__main__":
    main()
