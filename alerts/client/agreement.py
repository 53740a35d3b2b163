"""Does a document say what its topic says? Access lists only look at the topic."""

import re

from alerts.client.topics import Address
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.refusal import Refusal, refuse_unless
from alerts.topics import UNKNOWN_COUNTRY
from decoder.message import Position

HALF_EARTH_M = 20.1e6
"""Further away than that is nothing on it."""

FIRST_HEARD = re.compile(r"\d{8}T\d{6}Z", re.ASCII)


def check_alert(address: Address, alert: Alert) -> None:
    incident = alert.incident
    country, beacon_id = address.about
    said = UNKNOWN_COUNTRY if incident.country is None else f"{incident.country:03d}"
    _check_incident(address, incident)
    refuse_unless(alert.seq == incident.seq, Refusal.MALFORMED, "seq differs from its incident's")
    refuse_unless(said == country, Refusal.COUNTRY, said)
    refuse_unless(incident.beacon_id == beacon_id, Refusal.BEACON, incident.beacon_id)
    if alert.burst is not None:
        _check_position(alert.burst.position)


def check_state(address: Address, incident: Incident) -> None:
    _check_incident(address, incident)
    refuse_unless((incident.incident_id,) == address.about, Refusal.INCIDENT, incident.incident_id)


def check_burst(address: Address, event: Event) -> None:
    refuse_unless(event.station == address.station, Refusal.STATION, str(event.station))
    refuse_unless(event.alert_class == address.alert_class, Refusal.CLASS, event.alert_class)
    _check_position(event.position)


def _check_incident(address: Address, incident: Incident) -> None:
    beacon_id, _, first_heard = incident.incident_id.rpartition(".")
    refuse_unless(incident.station == address.station, Refusal.STATION, incident.station)
    refuse_unless(incident.alert_class == address.alert_class, Refusal.CLASS, incident.alert_class)
    refuse_unless(
        beacon_id == incident.beacon_id and FIRST_HEARD.fullmatch(first_heard) is not None,
        Refusal.INCIDENT,
        incident.incident_id,
    )
    for fix in (*incident.fixes, incident.conflict):
        if fix is not None:
            _check_position(fix.position)


def _check_position(position: Position | None) -> None:
    refuse_unless(
        position is None
        or (
            abs(position.lat) <= 90.0
            and abs(position.lon) <= 180.0
            and 0.0 <= position.radius_95_m <= HALF_EARTH_M
        ),
        Refusal.MALFORMED,
        "a position that is not on Earth",
    )
