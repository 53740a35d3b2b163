"""What the message of a burst says besides identity and position, in words.

The decoder's fields have one form for each protocol (docs/protocols.md); here they are looked up by
name, wherever in the message they stand. What a beacon does not say stays None.
"""

from collections.abc import Iterator
from typing import Any, Final

from alerts.event import Event
from alerts.formats.wording import moment
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Fix

FIRST_GENERATION_AGE: Final = "within 4 hours of detection time"
"""So paragraph 8 of messages about first-generation beacons says."""
NAMES: Final = {
    "type_approval": "Type approval certificate",
    "tac": "Type approval certificate",
    "serial_number": "Serial number",
    "aircraft_address": "Aircraft 24-bit address",
    "altitude": "Altitude",
    "altitude_m": "Altitude in metres",
    "hdop": "Horizontal dilution of precision",
    "vdop": "Vertical dilution of precision",
    "gnss": "GNSS",
    "freshness": "Age of the position",
    "minutes_since_location": "Minutes since the position was taken",
    "location_utc_s": "Position taken at second of the day",
    "hours_since_activation": "Hours since activation",
    "battery": "Battery",
    "provider": "Return link provider",
    "method": "Cancelled by",
}


def value(fields: dict[str, Any] | None, name: str) -> Any:
    """The first field of this name, at any depth; None where there is none."""
    for key, found in _flat(fields or {}):
        if key == name:
            return found
    return None


def emergency_code(burst: Event | None) -> str | None:
    """The nature of the distress; C/S T.001 A2.9."""
    fields = burst.fields if burst else None
    nature = value(fields, "nature_of_distress")
    if nature is not None:
        return str(nature)
    flags = {"fire": "fire", "medical_help": "medical help required", "disabled": "disabled"}
    return ", ".join(words for name, words in flags.items() if value(fields, name)) or None


def activation(burst: Event | None) -> str | None:
    fields = burst.fields if burst else None
    automatic = value(fields, "automatic_activation")
    if automatic is not None:
        return "automatic or manual" if automatic else "manual"
    said = value(fields, "activation") or value(fields, "trigger")
    return str(said) if said is not None else None


def beacon_number(burst: Event | None) -> str | None:
    fields = burst.fields if burst else None
    numbers = (value(fields, name) for name in ("beacon_number", "elt_number"))
    return next((str(number) for number in numbers if number is not None), None)


def update_time(burst: Event | None) -> str | None:
    """How old the encoded position may be, as far as the standard or the message says."""
    if burst is None:
        return None
    minutes = value(burst.fields, "minutes_since_location")
    if minutes is not None:
        return f"{minutes} minutes before detection time"
    freshness = value(burst.fields, "freshness")
    if freshness is not None:
        return str(freshness)
    may_be_old = burst.generation == 1 and burst.beacon_type != "ELT(DT)"
    return FIRST_GENERATION_AGE if may_be_old else None


def other(alert: Alert, fix: Fix | None) -> Iterator[str]:
    """Paragraph 14, a line each."""
    if fix is not None:
        position = fix.position
        yield f"Encoded position received at {moment(fix.time)}"
        yield f"Encoded position in degrees {position.lat:.5f} {position.lon:.5f}"
        yield f"Encoded position uncertainty {position.radius_95_m:.0f} metres (95 percent radius)"
    fields = alert.burst.fields if alert.burst else None
    for name, words in NAMES.items():
        found = value(fields, name)
        if found is not None:
            yield f"{words} {found}"
    if value(fields, "type") == "rls_location" or value(fields, "return_link"):
        yield "Beacon has a return link"
    yield f"Message {alert.incident.hex}"


def _flat(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, found in fields.items():
        if isinstance(found, dict):
            yield from _flat(found)
        else:
            yield name, found
