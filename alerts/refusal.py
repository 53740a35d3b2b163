"""What arrives and is not believed: each reason has a name, under which it is counted."""

from enum import StrEnum
from typing import TypeVar

import msgspec

from alerts.errors import AlertError

PAYLOAD_BYTES_MAX = 256 * 1024
"""An alert has 3 kB; what is much longer is not even looked at."""

DETAIL_LENGTH_MAX = 200

T = TypeVar("T")


class Refusal(StrEnum):
    TOPIC = "no_such_topic"
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    """Not the JSON document that belongs on this topic."""
    STATION = "another_station"
    """The document names another one than its topic; so with the four below."""
    CLASS = "another_class"
    COUNTRY = "another_country"
    BEACON = "another_beacon"
    INCIDENT = "another_incident"
    WHO = "another_name"
    """Somebody acknowledges in another's name."""
    UNSIGNED = "unsigned"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    TOO_OLD = "too_old"
    WENT_BACK = "went_back"
    """An incident's sequence number and time are not after those already known."""
    KEYS_CHANGED = "keys_changed"
    """A station shows other keys than those first seen of it."""


class RefusedError(AlertError):
    """Its text may quote what arrived, so nothing in that may move a terminal's cursor."""

    def __init__(self, refusal: Refusal, detail: str = "") -> None:
        shown = detail[:DETAIL_LENGTH_MAX]
        if not shown.isprintable():
            shown = ascii(shown)
        super().__init__(f"{refusal}: {shown}" if shown else refusal)
        self.refusal = refusal


def refuse_unless(condition: bool, refusal: Refusal, detail: str = "") -> None:
    if not condition:
        raise RefusedError(refusal, detail)


def decoded(payload: bytes, kind: type[T]) -> T:
    """The document in a payload, of which nothing may be expected."""
    refuse_unless(len(payload) <= PAYLOAD_BYTES_MAX, Refusal.TOO_LARGE, f"{len(payload)} bytes")
    try:
        return msgspec.json.decode(payload, type=kind)
    except (ValueError, RecursionError) as error:
        raise RefusedError(Refusal.MALFORMED, str(error)) from None
