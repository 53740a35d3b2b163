"""What a station says of itself, retained on its status topic: silence is never good news."""

from enum import StrEnum
from importlib.metadata import version
from typing import Final, Literal

import msgspec

from alerts.outgoing import Outgoing
from alerts.timestamp import rfc3339
from alerts.topics import Topics

STATUS_SCHEMA: Final = "beacon406/status/1"


class State(StrEnum):
    ONLINE = "online"
    DEGRADED = "degraded"
    """Something is broken, or it begins anew: the reason says what. Its health is reported on."""
    STOPPED = "stopped"
    """It ended on purpose."""
    OFFLINE = "offline"
    """Said by the broker in the station's place (its last will): the station was lost."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """since: RFC 3339, UTC; null in a last will, which was written before the loss."""

    state: State
    reason: str
    station: str
    since: str | None
    version: str
    schema: Literal["beacon406/status/1"] = STATUS_SCHEMA


def status_message(
    topics: Topics, state: State, reason: str, since_utc_s: float | None
) -> Outgoing:
    status = Status(
        state=state,
        reason=reason,
        station=topics.station,
        since=rfc3339(since_utc_s),
        version=version("beacon406"),
    )
    return Outgoing(topic=topics.status, payload=msgspec.json.encode(status), retain=True)
