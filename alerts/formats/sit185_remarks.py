"""Paragraphs 15 and 16 of a SIT 185 message: where it comes from, and how far to trust it."""

from collections.abc import Iterator
from typing import Final

from alerts.formats.places import told_fix, valid_fix
from alerts.formats.wording import caveats, heard, heard_between, moment
from alerts.incidents.alert import Alert
from alerts.incidents.kind import Kind
from alerts.incidents.words import place

MARKING: Final = "UNVERIFIED, NOT A COSPAS-SARSAT MESSAGE"
FACILITY: Final = "XXXX"
"""Stands where SIT 185 names an MCC by four letters: no facility of Cospas-Sarsat."""
NOT_AN_MCC: Final = (
    f"From a terrestrial receiver. {FACILITY} is not an MCC, and this is not an MCC message."
)


def operational(alert: Alert) -> Iterator[str]:
    incident = alert.incident
    yield NOT_AN_MCC
    yield alert.reason
    for reception in incident.receptions:
        yield heard(reception)
    yield heard_between(incident)
    if not incident.identity_confirmed:
        yield "Identity not confirmed by a second burst or a second station."
    if alert.burst is None:
        yield "No burst caused this message: for paragraphs 7 and 12 to 14 see earlier ones."
    elif any(alert.burst.corrected_bits) or None in alert.burst.corrected_bits:
        yield f"Corrected bits: {_corrected(alert.burst.corrected_bits)}."
    if incident.reasons:
        yield f"Warnings: {', '.join(incident.reasons)}."
    valid = valid_fix(alert)
    if alert.kind is Kind.POSITION_CONFLICT and valid is not None:
        yield f"The position told before is kept until bursts agree: {place(valid.position)}."
    if alert.kind is Kind.POSITION_CONFIRMED:
        yield "Confirmed by repetition alone, not by an independent position."
    for answer in incident.acknowledged:
        yield f"Acknowledged by {answer.by} at {moment(answer.at)}."
    if incident.region:
        yield f"Region of the position: {incident.region}."


def remarks(alert: Alert) -> Iterator[str]:
    if alert.distance_m is not None and told_fix(alert) is not None:
        yield f"This position {_kilometres(alert.distance_m)} kilometres from previous alert"
    yield from caveats(alert)
    if alert.notify_country:
        yield "Notification of country of beacon registration is asked for by the routing rules."


def _kilometres(distance_m: float) -> str:
    km = distance_m / 1e3
    return f"{km:.0f}" if km >= 9.95 else f"{km:.1f}"


def _corrected(bits: tuple[int | None, ...]) -> str:
    return ", ".join("undecodable" if count is None else str(count) for count in bits)
