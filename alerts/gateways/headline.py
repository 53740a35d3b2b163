"""An alert in one line, the class first: it is read on a telephone's locked screen."""

from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident


def headline(alert: Alert) -> str:
    incident = alert.incident
    alert_class = incident.alert_class.replace("_", " ").upper()
    kind = alert.kind.replace("_", " ")
    who = ", ".join(_plain(part) for part in _who(incident) if part)
    return f"{alert_class}: {kind}, {who}"


def _who(incident: Incident) -> tuple[str | None, ...]:
    return incident.beacon_type, incident.country_name, incident.beacon_id


def _plain(text: str) -> str:
    """A beacon's message may hold anything, and a header is one line."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
