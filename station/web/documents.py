"""The documents of the HTTP API that are made for it alone."""

from typing import Final, Literal

import msgspec

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.redaction import PublicIncident
from alerts.status import State
from alerts.timestamp import Timestamp
from station.web.explanation import Bits
from station.web.settings import Right

OVERVIEW_SCHEMA: Final = "beacon406/overview/1"


class Incidents(msgspec.Struct, frozen=True, kw_only=True):
    """The last heard first.

    last_event_id  where /events goes on from what is listed here
    next           what `after` is for the next page; null is the end
    """

    last_event_id: str
    incidents: tuple[Incident, ...]
    next: str | None


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What the public may see of all that is open, the last heard first.

    state  of the station: where it is not online, it may not hear
    time   when this was made, to the minute
    """

    schema: Literal["beacon406/overview/1"] = OVERVIEW_SCHEMA
    state: State
    time: Timestamp
    incidents: tuple[PublicIncident, ...]


class HeardBurst(Event, frozen=True, kw_only=True):
    """A burst with all that an Event says of it.

    evidence  address of its picture; its samples are there under .zip; null where none is kept
    """

    evidence: str | None


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """An incident with its last bursts and alerts, the oldest first."""

    last_event_id: str
    incident: Incident
    bursts: tuple[HeardBurst, ...]
    alerts: tuple[Alert, ...]


class Seen(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a coordinator has seen of an incident.

    event_id  of its last alert; a newer one is not acknowledged with it
    """

    event_id: str


class Session(msgspec.Struct, frozen=True):
    """Who one is, and what he may do; a null name is nobody known."""

    name: str | None
    rights: tuple[Right, ...]


class Decoded(msgspec.Struct, frozen=True):
    """A message that nobody heard, and what each of its bits says."""

    event: Event
    bits: tuple[Bits, ...]
