"""Cursor on Target 2.0: a mark on the maps of field teams (ATAK and the like).

A plain mark by default: the types of an emergency ring every device on the net. CoT has no way to
say "nowhere", so an alert without a position is at 0, 0 with the errors that mean "unknown", as TAK
does it, and its callsign says NO POSITION. The event was held against MITRE's Event.xsd, which does
not say what types there are: these are those of TAK software.
"""

from typing import Final

from alerts.classify import ALARMING
from alerts.formats.markup import add, document, root
from alerts.formats.places import valid_fix
from alerts.formats.wording import description, label
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Phase
from alerts.timestamp import Timestamp, rfc3339, unix_s
from decoder.message import MessageClass

UNKNOWN: Final = "9999999.0"
SHOWN_S: Final = 3600.0
"""So long is a mark shown as current; each alert of the incident renews it."""
MARKS: Final = {"EPIRB": "a-u-S", "ELT": "a-u-A", "ELT(DT)": "a-u-A"}
"""Sea and air, of unknown affiliation; any other is on the ground."""
GROUND: Final = "a-u-G"
EMERGENCY: Final = "b-a-o-tbl"
EMERGENCY_OVER: Final = "b-a-o-can"


def render(alert: Alert, *, emergency: bool = False) -> bytes:
    """emergency: with the types that sound an alarm, for alerts that are one and are not covert."""
    incident, fix = alert.incident, valid_fix(alert)
    rings = emergency and incident.alert_class in ALARMING - {MessageClass.SHIP_SECURITY}
    event = root(
        "event",
        version="2.0",
        uid=f"beacon406.{incident.alert_class}.{incident.incident_id}",
        type=_emergency_type(incident) if rings else _mark(incident),
        how="m-g" if fix else "m",
        time=alert.time,
        start=alert.time,
        stale=_stale(alert),
    )
    lat, lon, radius_m = (
        (f"{fix.position.lat:.6f}", f"{fix.position.lon:.6f}", f"{fix.position.radius_95_m:.1f}")
        if fix
        else ("0.0", "0.0", UNKNOWN)
    )
    add(event, "point", lat=lat, lon=lon, hae=UNKNOWN, ce=radius_m, le=UNKNOWN)
    detail = add(event, "detail")
    add(detail, "contact", callsign=callsign(alert))
    if rings:
        over = {"cancel": "true"} if _is_over(incident) else {"type": "911 Alert"}
        add(detail, "emergency", callsign(alert), **over)
    add(detail, "remarks", description(alert))
    return document(event)


def callsign(alert: Alert) -> str:
    nowhere = "" if valid_fix(alert) else ", NO POSITION"
    return f"{label(alert)}{nowhere} (unverified)"


def _mark(incident: Incident) -> str:
    if incident.alert_class is MessageClass.SHIP_SECURITY:
        return MARKS["EPIRB"]
    return MARKS.get(incident.beacon_type or "", GROUND)


def _emergency_type(incident: Incident) -> str:
    return EMERGENCY_OVER if _is_over(incident) else EMERGENCY


def _is_over(incident: Incident) -> bool:
    return incident.phase in (Phase.CANCELLED, Phase.CLOSED)


def _stale(alert: Alert) -> Timestamp:
    """At once where it is over."""
    if _is_over(alert.incident):
        return alert.time
    return rfc3339(unix_s(alert.time) + SHOWN_S) or alert.time
