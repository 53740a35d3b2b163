"""What the bursts say of their beacon, and of its user's wish."""

from msgspec.structs import replace

from alerts.event import Event
from alerts.incidents.incident import Incident
from alerts.timestamp import Timestamp
from decoder.message import MessageClass
from decoder.reasons import Reason


def described(incident: Incident, event: Event, time: Timestamp) -> Incident:
    """What the last burst says of the beacon; what it leaves out stays as it was."""
    doubts = (incident.wrong_probability, event.wrong_probability)
    return replace(
        incident,
        generation=event.generation or incident.generation,
        country=incident.country if event.country is None else event.country,
        country_name=event.country_name or incident.country_name,
        protocol=event.protocol or incident.protocol,
        beacon_type=event.beacon_type or incident.beacon_type,
        identity=event.identity or incident.identity,
        homing=event.homing or incident.homing,
        last_heard=time,
        hex=event.hex,
        wrong_probability=min((each for each in doubts if each is not None), default=None),
        reasons=event.reasons,
    )


def cancels(event: Event) -> bool:
    """The user takes the alert back, be it of a test."""
    return event.valid and (
        event.alert_class is MessageClass.CANCELLATION or Reason.ALERT_CANCELLED in event.reasons
    )
