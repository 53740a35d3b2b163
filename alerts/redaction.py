"""What the public may see of an incident: nothing by which a person can be found.

A beacon's ID leads to its owner, his ship or his aircraft, and so do its messages: they are
personal data. A position that is exact leads the curious to people in distress, and into the way of
those who look for them. So a new document is made, of what was chosen to be shown: whatever else an
incident has, or will have one day, is not in it.
"""

import hmac
import math
from hashlib import sha256
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from alerts.event import NOTICE
from alerts.formats.places import is_place
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Phase
from alerts.timestamp import Timestamp
from decoder.message import MessageClass, Position

PUBLIC: Final = frozenset(
    {MessageClass.DISTRESS, MessageClass.DISTRESS_TRACKING, MessageClass.CANCELLATION}
)
"""A ship security alert is covert. The others are nobody's emergency, and what is heard of them
falls under the secrecy of radio in many countries."""

DECIMALS = 1
DISPLACED_M = 8000.0
"""Half the diagonal of a square of 0.1 degrees where it is widest, at the equator, is 7.9 km. Not
how far this position was moved: that would tell where in its square it had been."""
RADIUS_STEP_M = 1000.0

DIGEST_LETTERS = 12
LETTERS = str.maketrans("0123456789abcdef", "ghjkmnpqrstvwxyz")
"""None of them is a hexadecimal digit, so that nobody takes a digest for an ID."""


class PublicPosition(msgspec.Struct, frozen=True, kw_only=True):
    """WGS-84 degrees, rounded to 0.1; radius_95_m is of the circle that holds what the exact
    position's circle holds."""

    lat: float
    lon: float
    radius_95_m: float
    rounded: Literal[True] = True


class PublicIncident(msgspec.Struct, frozen=True, kw_only=True):
    """null is unknown.

    beacon       stands for the beacon at this station, and nowhere else
    class        what the beacon asks for
    phase        active, silent or cancelled
    country      maritime identification digits (MID)
    first_heard  to the minute
    last_heard   likewise
    """

    beacon: Annotated[str, Meta(pattern=f"^[g-z]{{{DIGEST_LETTERS}}}$")]
    alert_class: MessageClass = msgspec.field(name="class")
    phase: Phase
    country: int | None
    country_name: str | None
    first_heard: Timestamp
    last_heard: Timestamp
    position: PublicPosition | None
    notice: Literal["unverified, not a Cospas-Sarsat message"] = NOTICE


def redacted(incident: Incident, secret: bytes) -> PublicIncident | None:
    """None: it is not for the public at all."""
    if incident.alert_class not in PUBLIC:
        return None
    return PublicIncident(
        beacon=digest(incident.beacon_id, secret),
        alert_class=incident.alert_class,
        phase=incident.phase,
        country=incident.country,
        country_name=incident.country_name,
        first_heard=to_the_minute(incident.first_heard),
        last_heard=to_the_minute(incident.last_heard),
        position=_rounded(incident.fix.position) if incident.fix else None,
    )


def digest(beacon_id: str, secret: bytes) -> str:
    """HMAC-SHA-256 (RFC 2104), cut to 48 bits.

    A hash without a secret could be turned back by trying: the 60 bits of an ID are not 60 bits of
    chance. Country, protocol and type are a few thousand combinations, most of them known from the
    rest of this document; what remains is an MMSI (10**6 a country), an aircraft's address (2**24)
    or a serial number (2**20). Those of a country are hashed in a second, and all that are in use
    fit into a table.
    """
    tag = hmac.digest(secret, beacon_id.encode(), sha256).hex()
    return tag[:DIGEST_LETTERS].translate(LETTERS)


def to_the_minute(time: Timestamp) -> Timestamp:
    """The minute that it is in."""
    return f"{time[:16]}:00.000Z"


def _rounded(exact: Position) -> PublicPosition | None:
    if not is_place(exact):
        return None
    return PublicPosition(
        lat=round(exact.lat, DECIMALS) + 0.0,  # which makes a zero of a negative zero
        lon=round(exact.lon, DECIMALS) + 0.0,
        radius_95_m=math.ceil((exact.radius_95_m + DISPLACED_M) / RADIUS_STEP_M) * RADIUS_STEP_M,
    )
