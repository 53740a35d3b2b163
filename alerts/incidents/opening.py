"""An incident before its first burst is counted, and the key by which it is found again."""

import re

from alerts.event import NOTICE, Event
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind, Phase
from alerts.timestamp import Timestamp
from decoder.message import MessageClass

ID_LENGTH_MAX = 63


def beacon_key(event: Event) -> str:
    """Which beacon's incident it is: its ID, or else its message; fit for a topic in any case."""
    text = event.beacon_id or event.hex
    return re.sub("[^0-9A-Za-z]", "", text)[:ID_LENGTH_MAX] or "unknown"


def id_of(beacon_id: str, first_heard: Timestamp) -> str:
    compact = first_heard[:19].replace("-", "").replace(":", "")
    return f"{beacon_id}.{compact}Z"


def opened(event: Event, time: Timestamp, alert_class: MessageClass, station: str) -> Incident:
    """Every key has a value, and most are unknown."""
    beacon_id = beacon_key(event)
    return Incident(
        incident_id=id_of(beacon_id, time),
        alert_class=alert_class,
        station=station,
        phase=Phase.ACTIVE,
        kind=Kind.INITIAL_UNLOCATED,
        seq=0,
        alert_id=None,
        beacon_id=beacon_id,
        generation=None,
        country=None,
        country_name=None,
        protocol=None,
        beacon_type=None,
        identity=None,
        homing=None,
        first_heard=time,
        last_heard=time,
        bursts=0,
        receptions=(),
        identity_confirmed=False,
        fixes=(),
        conflict=None,
        agreeing=0,
        returning=0,
        cancelling=0,
        acknowledged=(),
        closed=None,
        region=None,
        hex=event.hex,
        wrong_probability=None,
        reasons=(),
        notice=NOTICE,
    )
