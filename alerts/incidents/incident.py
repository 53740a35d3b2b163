"""Everything heard from one beacon, as one document: the state that an alert changes.

Its last state is retained on the broker while the incident is open, so that who subscribes late
sees it. An incident belongs to one class and never leaves it: a self-test of a beacon is another
incident than its distress.
"""

from typing import Final, Literal

import msgspec

from alerts.event import Word
from alerts.incidents.kind import Kind, Phase
from alerts.timestamp import Timestamp
from decoder.message import MessageClass, Position

INCIDENT_SCHEMA: Final = "beacon406/incident/1"

FIXES_MAX = 50
"""An ELT(DT) sends a new position every few seconds, for hours; its bursts are all on record."""


class Reception(msgspec.Struct, frozen=True, kw_only=True):
    """What one station heard of it; frequency and C/N0 are those of its last burst.

    confirming          times of bursts that may yet confirm the identity; none once it is confirmed
    time_uncertainty_s  how far off the time of the last burst may be; null where nobody knows
    """

    station: str
    bursts: int
    first_heard: Timestamp
    last_heard: Timestamp
    frequency_hz: float | None
    cn0_dbhz: float | None
    confirming: tuple[Timestamp, ...] = ()
    time_uncertainty_s: float | None = None


class Fix(msgspec.Struct, frozen=True):
    """A position and the burst that brought it."""

    position: Position
    time: Timestamp


class Acknowledged(msgspec.Struct, frozen=True):
    """Somebody has seen it."""

    by: str
    at: Timestamp


class Closed(msgspec.Struct, frozen=True):
    """When and why it was closed, in words; by nobody where time closed it."""

    at: Timestamp
    reason: str
    by: str | None


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """Every key is always there; null is unknown.

    incident_id         the beacon's ID and when it was first heard: ID.YYYYMMDDTHHMMSSZ
    station             who says this: a station, or a correlator of several
    phase               active, silent, cancelled or closed
    kind                of the last alert
    seq                 its number; 0 before the first one
    alert_id            its event_id
    alert_time          its time
    beacon_id           15 or 23 Hex ID; the whole message where its ID cannot be trusted
    first_heard         time of the first burst, RFC 3339, UTC
    last_heard          of the last one
    bursts              of all stations; a burst that several heard counts once for each
    receptions          what each station heard
    identity_confirmed  two bursts or two stations agree on the identity
    fixes               positions worth telling, oldest first, at most FIXES_MAX; the last is valid
    conflict            a position that contradicts it, until bursts agree on one
    agreeing            transmissions in a row with the conflicting position
    returning           transmissions in a row with the valid position, since that conflict
    cancelling          transmissions in a row that take the alert back
    acknowledged        who has seen it, in order
    closed              when, why and by whom; null while it is open
    region              search-and-rescue region of the position, where the operator gave regions
    hex                 the last message
    wrong_probability   the least of its bursts: how sure the decoder was at best
    reasons             warnings about the last burst
    """

    schema: Literal["beacon406/incident/1"] = INCIDENT_SCHEMA
    incident_id: str
    alert_class: MessageClass = msgspec.field(name="class")
    station: str
    phase: Phase
    kind: Kind
    seq: int
    alert_id: str | None
    alert_time: Timestamp | None = None
    beacon_id: str
    generation: int | None
    country: int | None
    country_name: str | None
    protocol: str | None
    beacon_type: str | None
    identity: str | None
    homing: str | None
    first_heard: Timestamp
    last_heard: Timestamp
    bursts: int
    receptions: tuple[Reception, ...]
    identity_confirmed: bool
    fixes: tuple[Fix, ...]
    conflict: Fix | None
    agreeing: int
    returning: int
    cancelling: int
    acknowledged: tuple[Acknowledged, ...]
    closed: Closed | None
    region: str | None
    hex: str
    wrong_probability: float | None
    reasons: tuple[Word, ...]
    notice: Literal["unverified, not a Cospas-Sarsat message"]

    @property
    def fix(self) -> Fix | None:
        """The position to go to."""
        return self.fixes[-1] if self.fixes else None
