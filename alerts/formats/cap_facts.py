"""What CAP has no element for goes into its parameters, by name."""

from collections.abc import Iterator

from alerts.event import NOTICE
from alerts.formats.places import valid_fix
from alerts.incidents.alert import Alert


def parameters(alert: Alert) -> Iterator[tuple[str, str]]:
    """Those that are known; names as in the JSON documents."""
    for name, value in _all(alert):
        if value is not None and value != "":
            yield name, str(value)


def _all(alert: Alert) -> Iterator[tuple[str, object]]:
    incident, burst, fix = alert.incident, alert.burst, valid_fix(alert)
    yield "class", incident.alert_class
    yield "kind", alert.kind
    yield "phase", incident.phase
    yield "seq", alert.seq
    yield "beacon_id", incident.beacon_id
    yield "hex", incident.hex
    yield "generation", incident.generation
    yield "country", incident.country
    yield "protocol", incident.protocol
    yield "beacon_type", incident.beacon_type
    yield "identity", incident.identity
    yield "identity_confirmed", _word(incident.identity_confirmed)
    yield "homing", incident.homing
    yield "bursts", incident.bursts
    yield "stations", ", ".join(reception.station for reception in incident.receptions)
    yield "first_heard", incident.first_heard
    yield "last_heard", incident.last_heard
    if burst is not None:
        yield "frequency_hz", burst.frequency_hz
        yield "corrected_bits", _corrected(burst.corrected_bits)
    if fix is not None:
        yield "position_source", fix.position.source
        yield "position_time", fix.time
        yield "radius_95_m", fix.position.radius_95_m
    yield "distance_m", alert.distance_m
    yield "region", incident.region
    yield "reasons", " ".join(incident.reasons)
    yield "verified", _word(False)
    yield "notice", NOTICE


def _word(flag: bool) -> str:
    return "true" if flag else "false"


def _corrected(bits: tuple[int | None, ...]) -> str:
    return ", ".join("undecodable" if count is None else str(count) for count in bits)
