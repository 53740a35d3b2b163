"""Common Alerting Protocol 1.2 (OASIS, 1 July 2010), for search and rescue services alone.

Never of public scope. `sent` is the time of what is told, so that the same alert always gives the
same message. A Cancel, or an Update, refers to the alert before it; where that one is not known the
message is an Alert.
"""

import re
from typing import Final
from xml.etree.ElementTree import Element

from alerts.classify import ALARMING
from alerts.event import NOTICE
from alerts.formats.cap_facts import parameters
from alerts.formats.circle import rings
from alerts.formats.markup import add, document, root
from alerts.formats.places import conflicting_fix, valid_fix
from alerts.formats.wording import COVERT, TESTS, beacon, class_name, description, headline
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Fix, Incident
from alerts.incidents.kind import Kind, Phase
from alerts.incidents.words import place
from alerts.timestamp import Timestamp, rfc3339, unix_s
from decoder.message import MessageClass

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
PROFILE: Final = "urn:beacon406:cap:1"
EXPIRES_S: Final = 24 * 3600.0
RESTRICTION: Final = (
    "Search and rescue services only. Unverified reception, not a Cospas-Sarsat message."
)
ACT: Final = (
    "Treat as real until it is resolved. Ask the responsible rescue coordination centre and the"
    " beacon registry before tasking units. Unverified, not a Cospas-Sarsat message."
)
STAND_BY: Final = "No action is asked for. Unverified, not a Cospas-Sarsat message."
NOT_IN_A_REFERENCE: Final = re.compile(r"[^\w.:/@+-]", re.ASCII)
"""Identifier and sender may hold no spaces, commas, < or & (CAP 1.2, 3.2.1)."""


def render(alert: Alert) -> bytes:
    incident = alert.incident
    covert = incident.alert_class is MessageClass.SHIP_SECURITY
    cap = root("alert", NAMESPACE)
    add(cap, "identifier", _token(alert.event_id))
    add(cap, "sender", _sender(incident))
    add(cap, "sent", _time(alert.time))
    add(cap, "status", _status(incident))
    add(cap, "msgType", _message_type(alert))
    add(cap, "source", f"beacon406 at {incident.station}")
    add(cap, "scope", "Restricted")
    add(cap, "restriction", f"{COVERT} {RESTRICTION}" if covert else RESTRICTION)
    add(cap, "code", PROFILE)
    add(cap, "note", f"{alert.reason} ({NOTICE})")
    if reference := _reference(alert):
        add(cap, "references", reference)
    add(cap, "incidents", _token(incident.incident_id))
    _info(cap, alert)
    return document(cap)


def _info(cap: Element, alert: Alert) -> None:
    incident = alert.incident
    alarming, over = incident.alert_class in ALARMING, _is_over(incident)
    urgency = "Immediate" if alarming and incident.phase is not Phase.CLOSED else "Unknown"
    info = add(cap, "info")
    add(info, "language", "en")
    add(info, "category", "Rescue")
    if incident.alert_class is MessageClass.SHIP_SECURITY:
        add(info, "category", "Security")
    add(info, "event", f"406 MHz beacon: {class_name(alert)}, {incident.beacon_type or 'beacon'}")
    add(info, "responseType", "Assess" if alarming else "None")
    add(info, "urgency", "Past" if over else urgency)
    add(info, "severity", "Extreme" if alarming else "Unknown")
    add(info, "certainty", _certainty(incident))
    code = add(info, "eventCode")
    add(code, "valueName", f"{PROFILE}:kind")
    add(code, "value", alert.kind)
    add(info, "effective", _time(alert.time))
    add(info, "onset", _time(incident.first_heard))
    add(info, "expires", _time(rfc3339(unix_s(alert.time) + EXPIRES_S) or alert.time))
    add(info, "senderName", f"406 MHz receiver {incident.station}, not a Cospas-Sarsat facility")
    add(info, "headline", headline(alert))
    add(info, "description", description(alert))
    add(info, "instruction", _instruction(incident))
    for name, value in parameters(alert):
        parameter = add(info, "parameter")
        add(parameter, "valueName", name)
        add(parameter, "value", value)
    _areas(info, alert)


def _areas(info: Element, alert: Alert) -> None:
    """Where the beacon says it is, not whom to warn."""
    name, valid, conflicting = beacon(alert.incident), valid_fix(alert), conflicting_fix(alert)
    if valid is None:
        add(add(info, "area"), "areaDesc", f"{name}: no position")
    else:
        _area(info, f"{name}: {place(valid.position)}", valid)
    if conflicting is not None:
        _area(info, f"{name}, conflicting position: {place(conflicting.position)}", conflicting)


def _area(info: Element, text: str, fix: Fix) -> None:
    area = add(info, "area")
    add(area, "areaDesc", text)
    for ring in rings(fix.position):
        add(area, "polygon", " ".join(f"{lat:.6f},{lon:.6f}" for lon, lat in ring))
    radius_km = fix.position.radius_95_m / 1e3
    add(area, "circle", f"{fix.position.lat:.6f},{fix.position.lon:.6f} {radius_km:.3f}")


def _status(incident: Incident) -> str:
    if incident.alert_class in TESTS:
        return "Test"
    return "Exercise" if incident.alert_class is MessageClass.EXERCISE else "Actual"


def _message_type(alert: Alert) -> str:
    if not _reference(alert):
        return "Alert"
    return "Cancel" if _takes_back(alert) else "Update"


def _takes_back(alert: Alert) -> bool:
    """A cancellation that belongs to no alarm has nothing to cancel."""
    of_its_own = alert.incident.alert_class is MessageClass.CANCELLATION
    return alert.kind is Kind.CANCELLED_BY_USER and not of_its_own


def _is_over(incident: Incident) -> bool:
    """The user or a person said so; silence says nothing."""
    return incident.phase is Phase.CANCELLED or bool(incident.closed and incident.closed.by)


def _certainty(incident: Incident) -> str:
    """Several stations do not make the same mistake; one may be shown a forged burst."""
    if incident.alert_class is MessageClass.UNRELIABLE:
        return "Unknown"
    if not incident.identity_confirmed:
        return "Possible"
    return "Observed" if len(incident.receptions) > 1 else "Likely"


def _instruction(incident: Incident) -> str:
    if incident.alert_class is MessageClass.SHIP_SECURITY:
        return f"{COVERT} {ACT}"
    return ACT if incident.alert_class in ALARMING else STAND_BY


def _reference(alert: Alert) -> str | None:
    if alert.previous is None or alert.previous_time is None:
        return None
    return f"{_sender(alert.incident)},{_token(alert.previous)},{_time(alert.previous_time)}"


def _sender(incident: Incident) -> str:
    return f"beacon406:{_token(incident.station)}"


def _token(text: str) -> str:
    return NOT_IN_A_REFERENCE.sub("_", text) or "_"


def _time(time: Timestamp) -> str:
    """To the second; UTC is -00:00, never Z (CAP 1.2, 3.3.2)."""
    return f"{time[:19]}-00:00"
