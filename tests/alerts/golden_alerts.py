"""About ten alerts as they come every day, and what each format makes of them.

`.venv/bin/python tests/alerts/golden_alerts.py` writes the files in tests/alerts/golden anew; read
what changed before it is committed.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from incident_made_up import FAR, HERE, MOVED, NEAR, Desk, cancellation_at, heard_at

from alerts.acknowledgement import Action
from alerts.formats import FORMATS
from alerts.incidents.alert import Alert
from decoder.message import MessageClass
from decoder.t001.user import MaritimeEmergency
from decoder.t018.in_flight import InFlight

GOLDEN = Path(__file__).parent / "golden"
DATE_LINE = (52.0, 179.999)
TRACKING = MessageClass.DISTRESS_TRACKING


def typical() -> dict[str, Alert]:
    """The last alert of each story."""
    return {name: desk.alerts[-1] for name, desk in _stories()}


def files() -> Iterator[tuple[Path, bytes]]:
    for name, alert in typical().items():
        for format_name, form in FORMATS.items():
            yield GOLDEN / f"{name}.{format_name}.{form.suffix}", form.render(alert)


def _stories() -> Iterator[tuple[str, Desk]]:
    epirb = MaritimeEmergency(automatic_activation=True, nature_of_distress="sinking")
    elt = InFlight(altitude_m=3200, gnss="3D", trigger="G-switch or deformation")
    yield "distress_initial", _told((0, HERE, {"beacon_type": "EPIRB", "fields": epirb}))
    yield "distress_unlocated", _told((0, None, {"beacon_type": "PLB", "homing": None}))
    yield "distress_conflict", _told((0, HERE, {}), (50, NEAR, {}), (100, FAR, {}))
    yield "distress_confirmed", _told((0, HERE, {}), (50, FAR, {}), (100, FAR, {}))
    yield "date_line", _told((0, DATE_LINE, {"beacon_type": "EPIRB"}))
    tracked = {"alert_class": TRACKING, "generation": 2, "beacon_type": "ELT(DT)", "fields": elt}
    yield "tracking", _told((0, HERE, tracked), (5, NEAR, tracked), (10, MOVED, tracked))
    security = {"alert_class": MessageClass.SHIP_SECURITY, "beacon_type": "ship security"}
    yield "ship_security", _told((0, HERE, security))
    yield "self_test", _told((0, HERE, {"alert_class": MessageClass.SELF_TEST}))
    yield "exercise", _told((0, HERE, {"alert_class": MessageClass.EXERCISE}))
    cancelled = _told((0, HERE, {"generation": 2}))
    for at_s in (60, 70):
        cancelled.take(msgspec.structs.replace(cancellation_at(at_s), event_id=f"cancel {at_s}"))
    yield "cancelled", cancelled
    silent = _told((0, HERE, {}))
    silent.tick(400)
    yield "silent", silent
    closed = _told((0, HERE, {}))
    closed.acknowledge(Action.ACKNOWLEDGED, 10)
    closed.acknowledge(Action.CLOSED, 3600)
    yield "closed", closed


def _told(*bursts: tuple[float, tuple[float, float] | None, dict[str, object]]) -> Desk:
    desk = Desk()
    for at_s, place, changes in bursts:
        burst = heard_at(at_s, place, event_id=f"burst at {at_s:g} s", **changes)
        desk.take(msgspec.structs.replace(burst, frequency_hz=406_027_800.0 + at_s))
    return desk


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for path, written in files():
        path.write_bytes(written)
        print(f"wrote {path}")
