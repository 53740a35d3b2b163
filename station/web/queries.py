"""What a request asks for in its address, checked."""

from enum import StrEnum
from typing import TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

from alerts.store.changes import Cursor
from alerts.store.reading import Place
from decoder.message import MessageClass
from station.web.access import Caller

W = TypeVar("W", bound=StrEnum)

LIMIT = 1000
LIMIT_MAX = 10_000
HEX_LENGTH_MAX = 400


class Phases(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    ALL = "all"


def limit(request: Request, default: int = LIMIT) -> int:
    text = request.query_params.get("limit", str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= LIMIT_MAX):
        raise HTTPException(400, f"limit: must be a number from 1 to {LIMIT_MAX}")
    return int(text)


def phases(request: Request) -> bool | None:
    """Whether open; None is both."""
    chosen = _word(Phases, request.query_params.get("phase", Phases.OPEN), "phase")
    return {Phases.OPEN: True, Phases.CLOSED: False, Phases.ALL: None}[chosen]


def classes(request: Request, caller: Caller) -> frozenset[MessageClass]:
    """Those asked for that exist for him; all of them where none is named."""
    named = request.query_params.getlist("class")
    asked = frozenset(_word(MessageClass, each, "class") for each in named)
    return caller.sees & asked if asked else caller.sees


def after(request: Request, caller: Caller) -> Place | None:
    """The `next` of the page before."""
    text = request.query_params.get("after")
    if text is None:
        return None
    name, _, incident_id = text.partition("/")
    alert_class = _word(MessageClass, name, "after, the next of the page before: its class")
    # After what he may not see comes nothing, as after what is not there.
    return Place(alert_class, incident_id if alert_class in caller.sees else "")


def last_event_id(request: Request) -> Cursor | None:
    """The header of one who reconnects; else the parameter of one who has read the list."""
    text = request.headers.get("last-event-id") or request.query_params.get("last_event_id")
    if text is None:
        return None
    cursor = Cursor.parse(text)
    if cursor is None:
        raise HTTPException(
            400, "last_event_id: must be the id of an event, or last_event_id of the incidents"
        )
    return cursor


def hex_text(request: Request) -> str:
    text = request.query_params.get("hex", "")
    if not 1 <= len(text) <= HEX_LENGTH_MAX:
        raise HTTPException(400, f"hex: must be a message, of {HEX_LENGTH_MAX} characters at most")
    return text


def is_wide(request: Request) -> bool:
    """Whether all that is received is asked for."""
    text = request.query_params.get("wide", "false")
    if text not in ("true", "false"):
        raise HTTPException(400, "wide: must be true or false")
    return text == "true"


def _word(words: type[W], text: str, name: str) -> W:
    if text not in {str(word) for word in words}:
        raise HTTPException(400, f"{name}: must be one of {', '.join(words)}")
    return words(text)
