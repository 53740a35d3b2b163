"""What arrives, in the words of the screen. Nothing in it may move the cursor: all is printable."""

from alerts.classify import ALARMING
from alerts.client.items import (
    BrokerContact,
    Item,
    Origin,
    ReceivedAlert,
    ReceivedIncident,
    Refused,
    StationContact,
    Withdrawn,
)
from alerts.incidents.incident import Incident
from alerts.timestamp import rfc3339, unix_s
from decoder.message import MessageClass
from sdr.errors import printable
from station.watch.board import Board
from station.words import place

AGE_UNITS = ((86400.0, "d"), (3600.0, "h"), (60.0, "min"))


def class_words(alert_class: MessageClass) -> str:
    """In capitals where people are in distress, so that it also shows without colours."""
    words = alert_class.replace("_", " ")
    return words.upper() if alert_class in ALARMING else words


def who(incident: Incident) -> str:
    parts = (incident.identity or incident.beacon_type, incident.country_name)
    return printable(", ".join(part for part in parts if part)) or "unknown"


def where(incident: Incident) -> str:
    position = incident.fix.position if incident.fix else None
    return place(position) or "no position"


def conflict(incident: Incident) -> str:
    """A second position, which must not be overlooked."""
    return f"CONFLICT: or {place(incident.conflict.position)}" if incident.conflict else ""


def kind(incident: Incident) -> str:
    return str(incident.kind).replace("_", " ")


def seen_by(incident: Incident) -> str:
    names = ", ".join(printable(seen.by) for seen in incident.acknowledged)
    return f"seen by {names}" if names else ""


def signed(origin: Origin) -> str:
    return f"signature: {origin}"


def age(time: str, now_s: float) -> str:
    """How long ago, in the unit that a person would say."""
    passed_s = max(now_s - unix_s(time), 0.0)
    for unit_s, unit in AGE_UNITS:
        if passed_s >= unit_s:
            return f"{passed_s / unit_s:.0f} {unit}"
    return f"{passed_s:.0f} s"


def station_line(contact: StationContact) -> str:
    name, reason = printable(contact.station), printable(contact.reason)
    if contact.lost:
        return f"{name}: NO CONTACT WITH THE STATION ({reason})"
    since = f" since {printable(contact.since)}" if contact.since else ""
    return f"{name}: {contact.state or 'reporting'}{since} ({reason})"


def broker_line(contact: BrokerContact) -> str:
    if contact.connected:
        return "broker: connected"
    return f"NO CONNECTION TO THE BROKER, what is shown may be old: {printable(contact.reason)}"


def refusals_line(board: Board) -> str:
    """Empty where nothing was refused."""
    if board.last_refused is None:
        return ""
    counted = ", ".join(f"{count} {name}" for name, count in sorted(board.refused.items()))
    return f"REFUSED {counted}; last on {printable(board.last_refused.topic)}"


def incident_line(incident: Incident, reason: str | None, station: str, origin: Origin) -> str:
    parts = (
        class_words(incident.alert_class),
        kind(incident),
        printable(incident.incident_id),
        who(incident),
        where(incident),
        conflict(incident),
        printable(reason or ""),
        seen_by(incident),
        f"{printable(station)}, {signed(origin)}",
    )
    return " | ".join(part for part in parts if part)


def line(item: Item, board: Board, now_s: float) -> str | None:
    """For what has no screen; the board as it was before the item, None for what it knows."""
    match item:
        case ReceivedAlert(alert=alert, station=station, origin=origin):
            text = incident_line(alert.incident, alert.reason, station, origin)
        case ReceivedIncident(incident=incident, station=station, origin=origin):
            row = board.row(item, incident)
            if row is not None and row.incident.acknowledged == incident.acknowledged:
                return None
            text = incident_line(incident, None, station, origin)
        case StationContact():
            text = station_line(item)
        case BrokerContact():
            text = broker_line(item)
        case Refused():
            text = f"REFUSED {printable(item.detail)} | {printable(item.topic)}"
        case Withdrawn():
            text = f"no longer kept | {printable(item.topic)}"
        case _:
            return None
    return f"{rfc3339(now_s)} {text}"
