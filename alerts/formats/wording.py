"""What the formats say in words, so that all of them say the same."""

import math
from typing import Final

from alerts.event import NOTICE
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident, Reception
from alerts.incidents.kind import Kind, Phase
from alerts.timestamp import Timestamp
from decoder.message import MessageClass

TESTS: Final = frozenset({MessageClass.SELF_TEST, MessageClass.TEST, MessageClass.CALIBRATION})
COVERT: Final = "COVERT: tell neither the ship nor the public, only the competent authority."

CAVEATS: Final = {
    MessageClass.SHIP_SECURITY: COVERT,
    MessageClass.CANCELLATION: "It takes back an alert that was not heard here.",
    MessageClass.SELF_TEST: "TEST ONLY: a beacon tests itself.",
    MessageClass.TEST: "TEST ONLY: the message is coded as a test.",
    MessageClass.EXERCISE: "EXERCISE ONLY: it was heard outside the distress band.",
    MessageClass.CALIBRATION: "TEST ONLY: a beacon that calibrates the system.",
    MessageClass.UNRELIABLE: "UNRELIABLE: what was decoded is not to be trusted.",
}
POOR_CLOCK_S: Final = 1.5
"""Times are told to the second; a clock that is set is better than that."""


def class_name(alert: Alert) -> str:
    """DISTRESS TRACKING: it comes first in every name, so that none is taken for another."""
    return alert.incident.alert_class.replace("_", " ").upper()


def kind_words(kind: Kind) -> str:
    return kind.replace("_", " ")


def beacon(incident: Incident) -> str:
    """EPIRB 0123456789ABCDE."""
    return f"{incident.beacon_type or 'beacon'} {incident.beacon_id}"


def label(alert: Alert) -> str:
    """What stands beside a mark on a map: TEST EPIRB 0123456789ABCDE, CANCELLED."""
    covert = "COVERT " if alert.incident.alert_class is MessageClass.SHIP_SECURITY else ""
    over = alert.incident.phase in (Phase.CANCELLED, Phase.CLOSED)
    end = f", {alert.incident.phase.upper()}" if over else ""
    return f"{covert}{class_name(alert)} {beacon(alert.incident)}{end}"


def headline(alert: Alert) -> str:
    """DISTRESS, position conflict: EPIRB 0123456789ABCDE, France."""
    country = f", {alert.incident.country_name}" if alert.incident.country_name else ""
    return (
        f"{class_name(alert)}, {kind_words(alert.kind)}: {beacon(alert.incident)}{country}"
        f" (unverified)"
    )


def caveats(alert: Alert) -> tuple[str, ...]:
    """How far to trust it; every product has these words."""
    special = CAVEATS.get(alert.incident.alert_class)
    notice = f"{NOTICE[0].upper()}{NOTICE[1:]}."
    return (notice, special) if special else (notice,)


def account(alert: Alert) -> tuple[str, ...]:
    """What happened, who it is and who heard it, a sentence each."""
    incident = alert.incident
    return (
        alert.reason,
        f"Beacon: {incident.identity or 'identity unknown'}.",
        f"Country of registration: {country(incident)}.",
        *(heard(reception) for reception in incident.receptions),
        heard_between(incident),
    )


def description(alert: Alert) -> str:
    return " ".join((*caveats(alert), *account(alert)))


def country(incident: Incident) -> str:
    """227 France."""
    if incident.country is None:
        return "unknown"
    return f"{incident.country:03d} {incident.country_name or ''}".rstrip()


def heard(reception: Reception) -> str:
    """Heard by hill: 3 bursts, the last on 406.0278 MHz with 41 dB-Hz."""
    bursts = "1 burst" if reception.bursts == 1 else f"{reception.bursts} bursts"
    mhz = frequency_mhz(reception.frequency_hz)
    frequency = "on an unknown frequency" if mhz is None else f"on {mhz:.4f} MHz"
    strength = "" if reception.cn0_dbhz is None else f" with {reception.cn0_dbhz:.0f} dB-Hz"
    return f"Heard by {reception.station}: {bursts}, the last {frequency}{strength}."


def heard_between(incident: Incident) -> str:
    doubt = times_may_be_off(incident)
    return (
        f"First heard {moment(incident.first_heard)}, last heard {moment(incident.last_heard)}."
        f"{f' {doubt}' if doubt else ''}"
    )


def times_may_be_off(incident: Incident) -> str | None:
    """Where a station's clock is so poor that it matters."""
    known = [each.time_uncertainty_s or 0.0 for each in incident.receptions]
    most_s = max(known, default=0.0)
    return f"Times may be off by {math.ceil(most_s)} s." if most_s > POOR_CLOCK_S else None


def moment(time: Timestamp) -> str:
    """2026-01-01 00:01:40 UTC."""
    return f"{time[:10]} {time[11:19]} UTC"


def frequency_mhz(frequency_hz: float | None) -> float | None:
    """To 100 Hz, as SIT 185 has it; None for what is no radio frequency."""
    if frequency_hz is None or not 1e6 <= frequency_hz < 1e10:
        return None
    return round(frequency_hz / 1e6, 4)
