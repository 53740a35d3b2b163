"""What an alert is in the terms of a SIT 185 message.

Nothing is filled in: what a beacon did not say, and what only satellites know, is NIL. There is
never a confirmed position: that would be one found independently of the beacon.
"""

from typing import Final

from alerts.formats.legible import legible
from alerts.formats.places import is_place, told_fix
from alerts.formats.said import activation, beacon_number, emergency_code, other, update_time
from alerts.formats.sit185_message import HUNDREDTHS, NOT_STATED, Sit185, SitPosition
from alerts.formats.sit185_remarks import FACILITY, MARKING, operational, remarks
from alerts.formats.wording import caveats, class_name, frequency_mhz
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Fix, Reception
from alerts.incidents.kind import Kind
from alerts.timestamp import Timestamp
from decoder.message import PositionSource

NUMBERS: Final = 100_000
STATES: Final = {
    Kind.INITIAL_ENCODED: "INITIAL",
    Kind.INITIAL_UNLOCATED: "INITIAL",
    Kind.UNRELIABLE: "INITIAL",
}
"""Others are called what they are called elsewhere."""
PROVIDERS: Final = {
    PositionSource.INTERNAL: "INTERNAL DEVICE",
    PositionSource.EXTERNAL: "EXTERNAL DEVICE",
}
HOMING: Final = {"none": None, "homing signal": "working, frequency not stated"}
"""In other words than the decoder's."""


def content(alert: Alert) -> Sit185:
    incident, fix = alert.incident, told_fix(alert)
    detected_at = alert.time if alert.burst else incident.last_heard
    state = STATES.get(alert.kind, alert.kind.replace("_", " ").upper())
    user_class = " - ".join(filter(None, (incident.protocol, incident.beacon_type)))
    return Sit185(
        number=alert.seq % NUMBERS,
        facility=FACILITY,
        destination=FACILITY,
        sent=_minute(alert.time),
        title=f"{class_name(alert)} COSPAS-SARSAT {state} ALERT",
        marking=_items(MARKING, *caveats(alert)[1:]),
        reference=_stated(incident.beacon_id),
        detected_at=f"{detected_at[:19]}.000Z",
        detected_by=_stated(f"{_station(alert)} (terrestrial)"),
        frequency_mhz=_frequency_mhz(alert),
        country=incident.country,
        country_name=_stated(incident.country_name) if incident.country is not None else None,
        user_class=_stated(user_class),
        identity=_items(incident.identity),
        emergency_code=_stated(emergency_code(alert.burst)),
        encoded=_position(fix),
        update_time=_stated(update_time(alert.burst)) if _brought(alert, fix) else None,
        provided_by=PROVIDERS.get(fix.position.source) if fix else None,
        hex_id=_stated(incident.beacon_id),
        homing=_stated(HOMING.get(incident.homing or "", incident.homing)),
        activation=_stated(activation(alert.burst)),
        beacon_number=_stated(beacon_number(alert.burst)),
        other=_items(*other(alert, fix)),
        operational=_items(*operational(alert)),
        remarks=_items(*remarks(alert)),
    )


def sit_position(lat: float, lon: float) -> SitPosition:
    """As it can be written: to a hundredth of a minute."""
    return SitPosition(round(lat * HUNDREDTHS) / HUNDREDTHS, round(lon * HUNDREDTHS) / HUNDREDTHS)


def _position(fix: Fix | None) -> SitPosition | None:
    if fix is None or not is_place(fix.position):
        return None
    return sit_position(fix.position.lat, fix.position.lon)


def _minute(time: Timestamp) -> Timestamp | None:
    """The head of a message has years of two digits."""
    return f"{time[:16]}:00.000Z" if time.startswith("20") else None


def _brought(alert: Alert, fix: Fix | None) -> bool:
    """Whether the position is that of the burst: of an older one nothing is known but its time."""
    return bool(fix and alert.burst and alert.burst.position == fix.position)


def _station(alert: Alert) -> str:
    """Of the burst, or else of the last one."""
    if alert.burst is not None:
        return alert.burst.station or alert.incident.station
    last = _last_reception(alert)
    return last.station if last else alert.incident.station


def _frequency_mhz(alert: Alert) -> float | None:
    if alert.burst is not None:
        return frequency_mhz(alert.burst.frequency_hz)
    last = _last_reception(alert)
    return frequency_mhz(last.frequency_hz) if last else None


def _last_reception(alert: Alert) -> Reception | None:
    return max(alert.incident.receptions, key=lambda each: each.last_heard, default=None)


def _stated(text: str | None) -> str | None:
    words = legible(text or "")
    return None if words in NOT_STATED else words


def _items(*texts: str | None) -> tuple[str, ...]:
    return tuple(filter(None, map(_stated, texts)))
