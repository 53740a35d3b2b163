"""A change as the alert that tells it; the same change is the same alert, whoever works it out."""

from uuid import UUID, uuid5

from msgspec.structs import replace

from alerts.event import NOTICE, Event
from alerts.incidents.alert import Alert
from alerts.incidents.burst_time import burst_s, timestamp
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.transitions import Change
from alerts.timestamp import Timestamp, unix_s

NAMESPACE = UUID("9bd4be2f-7fc5-4f0f-9d0e-4c0f6b1c7a06")
"""Made up once, for alerts of this schema."""


def alert(
    new: Incident, due: Change, burst: Event | None, thresholds: Thresholds, *, notify_country: bool
) -> Alert:
    """The alert, whose `incident` is the state to keep: with its kind, number, ID and time."""
    time = alert_time(new, due.kind, burst, thresholds)
    cause = burst.event_id if burst else f"{time} {new.bursts}"
    event_id = str(uuid5(NAMESPACE, f"{new.incident_id} {new.alert_class} {due.kind} {cause}"))
    told = replace(new, kind=due.kind, seq=new.seq + 1, alert_id=event_id, alert_time=time)
    return Alert(
        event_id=event_id,
        kind=due.kind,
        reason=due.reason,
        time=time,
        seq=told.seq,
        previous=new.alert_id,
        previous_time=new.alert_time,
        distance_m=due.distance_m,
        notify_country=notify_country,
        incident=told,
        burst=burst,
        notice=NOTICE,
    )


def alert_time(new: Incident, kind: Kind, burst: Event | None, thresholds: Thresholds) -> Timestamp:
    """Of the burst, of the closing, or of the moment when the silence was long enough."""
    if burst is not None:
        return timestamp(burst_s(burst, unix_s(new.last_heard)))
    if new.closed is not None:
        return new.closed.at
    if kind is Kind.SILENT:
        pace = thresholds.pace(new.alert_class, new.generation)
        return timestamp(unix_s(new.last_heard) + pace.silent_after_s)
    return new.last_heard
