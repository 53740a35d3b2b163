"""What coordinators are told: a change of an incident, with the incident as it now is."""

from typing import Final, Literal

import msgspec

from alerts.event import Event
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.timestamp import Timestamp

ALERT_SCHEMA: Final = "beacon406/alert/1"


class Alert(msgspec.Struct, frozen=True, kw_only=True):
    """Every key is always there; null is unknown.

    event_id        the same for the same change, however often it is sent or worked out
    reason          why it was sent, in words
    time            of the burst, or of the silence, that changed something
    seq             counts the alerts of this incident from 1
    previous        event_id of the alert before it
    previous_time   its time: CAP asks for it where it refers to that alert
    distance_m      of the new position from the one told before
    notify_country  the country of registration is to be told, by the operator's routing rules
    incident        as it is after the change
    burst           that caused it; null where time did
    """

    schema: Literal["beacon406/alert/1"] = ALERT_SCHEMA
    event_id: str
    kind: Kind
    reason: str
    time: Timestamp
    seq: int
    previous: str | None
    previous_time: Timestamp | None = None
    distance_m: float | None
    notify_country: bool
    incident: Incident
    burst: Event | None
    notice: Literal["unverified, not a Cospas-Sarsat message"]
