"""Bursts of one made-up beacon, and the smallest desk that turns them into alerts."""

from dataclasses import dataclass, field
from itertools import count

from made_up import burst, message

from alerts.acknowledgement import Acknowledgement, Action
from alerts.event import Event, event_from_detection
from alerts.incidents import machine
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import Place, burst_s, place
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.incidents.telling import alert
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.transitions import change
from alerts.timestamp import rfc3339
from decoder.detection import Detection
from decoder.message import MessageClass, Position, PositionSource
from decoder.reasons import Reason

START_S = 1_767_225_600.0
THRESHOLDS = Thresholds()
HERE = (32.0, -117.0)
NEAR = (32.01, -117.0)  # 1.1 km
MOVED = (32.1, -117.0)  # 11.1 km
FAR = (32.5, -117.0)  # 55.6 km
numbers = count()


def position(place: tuple[float, float], radius_95_m: float = 120.0) -> Position:
    return Position(*place, radius_95_m, PositionSource.EXTERNAL)


def heard_at(
    at_s: float,
    place: tuple[float, float] | None = None,
    *,
    radius_95_m: float = 120.0,
    alert_class: MessageClass = MessageClass.DISTRESS,
    station: str | None = "hill",
    generation: int = 1,
    event_id: str | None = None,
    **changes: object,
) -> Event:
    """A burst so many seconds after the start."""
    said = message(
        alert_class,
        position=position(place, radius_95_m) if place else None,
        generation=generation,
        valid=alert_class is not MessageClass.UNRELIABLE,
        **changes,
    )
    # Its frequency is unknown, so that it is nowhere taken for an exercise.
    return event_from_detection(
        Detection(burst(utc_s=START_S + at_s, frequency_hz=None), said, 1e-9),
        station=station,
        event_id=event_id or f"burst {next(numbers)}",
    )


def cancellation_at(at_s: float, *, station: str = "hill", generation: int = 2) -> Event:
    return heard_at(
        at_s,
        alert_class=MessageClass.CANCELLATION,
        station=station,
        generation=generation,
        reasons=(Reason.ALERT_CANCELLED,),
    )


def answer(
    incident: Incident, action: Action, by: str = "mrcc", at_s: float = 0
) -> Acknowledgement:
    at = rfc3339(START_S + at_s)
    assert at
    return Acknowledgement(
        action=action,
        incident_id=incident.incident_id,
        alert_class=incident.alert_class,
        event_id=incident.alert_id or "none",
        by=by,
        at=at,
    )


@dataclass
class Desk:
    """One beacon in one class: keeps its last incident, its bursts, and what was told."""

    thresholds: Thresholds = THRESHOLDS
    incident: Incident | None = None
    bursts: list[Event] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)

    def take(self, event: Event, now_s: float | None = None) -> Alert | None:
        at_s = burst_s(event, START_S)
        if event.event_id in {burst.event_id for burst in self.bursts}:
            return None
        now_s = max(at_s, START_S + (now_s or 0))
        where = place(self.incident, at_s, now_s, self.thresholds)
        old = None if where is Place.NEW else self.incident
        if where is Place.NEW:
            self.bursts = []
        self.bursts.append(event)
        if where is Place.TOO_LATE:
            return None
        if old and where is Place.LATE:
            again = machine.fold(self.bursts, at_s, self.thresholds, station="centre")
            new = machine.reheard(old, again)
        else:
            new = machine.heard(old, event, at_s, self.thresholds, station="centre")
        return self._tell(old, new, event)

    def tick(self, now_s: float) -> Alert | None:
        assert self.incident
        new = machine.elapsed(self.incident, START_S + now_s, self.thresholds)
        return self._tell(self.incident, new, None)

    def acknowledge(self, action: Action, now_s: float, by: str = "mrcc") -> Alert | None:
        assert self.incident
        ack = answer(self.incident, action, by, now_s)
        new = machine.acknowledged(self.incident, ack, START_S + now_s)
        return self._tell(self.incident, new, None)

    def kinds(self, *events: Event) -> list[Kind | None]:
        """What each of these bursts causes."""
        told = [self.take(event) for event in events]
        return [each and each.kind for each in told]

    def _tell(self, old: Incident | None, new: Incident, event: Event | None) -> Alert | None:
        due = change(old, new, event, self.thresholds)
        self.incident = new
        if due is None:
            return None
        told = alert(new, due, event, self.thresholds, notify_country=False)
        self.incident = told.incident
        self.alerts.append(told)
        return told
