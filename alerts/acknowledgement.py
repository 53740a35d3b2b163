"""What comes back: a coordinator's program has an alert, or a coordinator has seen it."""

from enum import StrEnum
from typing import Final, Literal

import msgspec

from alerts.refusal import Refusal, decoded, refuse_unless
from alerts.timestamp import Timestamp
from decoder.message import MessageClass

ACKNOWLEDGEMENT_SCHEMA: Final = "beacon406/ack/1"


class Action(StrEnum):
    RECEIVED = "received"
    """Said by a program: the alert need not be sent again."""
    ACKNOWLEDGED = "acknowledged"
    """Said by a person: it was seen, and the alarm may end."""
    CLOSED = "closed"
    """Said by a person: the incident is over."""


class Acknowledgement(msgspec.Struct, frozen=True, kw_only=True):
    """Who says it stands in the topic too, where the broker can hold a user to his own name."""

    schema: Literal["beacon406/ack/1"] = ACKNOWLEDGEMENT_SCHEMA
    action: Action
    incident_id: str
    alert_class: MessageClass = msgspec.field(name="class")
    event_id: str
    by: str
    at: Timestamp


def parse_acknowledgement(topic: str, payload: bytes) -> Acknowledgement:
    """What came on .../ack/<who>/<class>/<incident>; RefusedError where the two disagree.

    A broker's access list can hold a user to his name in the topic, but not to what he writes.
    """
    levels = topic.split("/")
    refuse_unless(len(levels) > 4 and levels[-4] == "ack", Refusal.TOPIC, topic)
    who, alert_class, incident_id = levels[-3:]
    said = decoded(payload, Acknowledgement)
    refuse_unless(said.by == who, Refusal.WHO, who)
    refuse_unless(said.alert_class == alert_class, Refusal.CLASS, alert_class)
    refuse_unless(said.incident_id == incident_id, Refusal.INCIDENT, incident_id)
    return said
