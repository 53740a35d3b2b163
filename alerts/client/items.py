"""What a subscriber is given: documents with what is known of their origin, and lost contacts."""

import msgspec

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.refusal import Refusal
from alerts.signing import Verdict
from alerts.status import State


class Origin(msgspec.Struct, frozen=True):
    """Who is behind a document, as far as can be told.

    pinned   by a key that the operator gave; else by the one first seen on the broker
    """

    verdict: Verdict
    pinned: bool

    def __str__(self) -> str:
        if self.verdict is Verdict.VERIFIED:
            return "pinned key" if self.pinned else "key seen on the broker"
        return str(self.verdict).replace("_", " ")


class Received(msgspec.Struct, frozen=True, kw_only=True):
    station: str
    topic: str
    origin: Origin


class ReceivedAlert(Received, frozen=True, kw_only=True):
    alert: Alert


class ReceivedBurst(Received, frozen=True, kw_only=True):
    event: Event


class ReceivedIncident(Received, frozen=True, kw_only=True):
    """The state of an open incident, as the broker keeps it."""

    incident: Incident


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True):
    """The state of an incident is no longer kept. Nobody signs this: an alert says it is closed."""

    station: str
    topic: str

    @property
    def incident_id(self) -> str:
        return self.topic.rpartition("/")[2]


class StationContact(msgspec.Struct, frozen=True, kw_only=True):
    """A station's state changed; `lost` says that nothing more is to be expected from it.

    state   as it said last itself, or its last will; None where only its silence is known
    """

    station: str
    lost: bool
    state: State | None
    reason: str
    since: str | None


class BrokerContact(msgspec.Struct, frozen=True, kw_only=True):
    """The subscriber's own connection; what was lost meanwhile a persistent session brings."""

    connected: bool
    reason: str


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Something came that is not believed. It is shown, because an alert may be behind it."""

    topic: str
    refusal: Refusal
    detail: str


Contact = StationContact | BrokerContact
Item = ReceivedAlert | ReceivedBurst | ReceivedIncident | Withdrawn | Contact | Refused
