"""What a station says of itself, retained on its status topic: silence is never good news."""

from enum import StrEnum
from typing import Final, Literal

import msgspec

STATUS_SCHEMA: Final = "beacon406/status/1"


class State(StrEnum):
    ONLINE = "online"
    STOPPED = "stopped"
    """It ended on purpose, having delivered all it had."""
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
