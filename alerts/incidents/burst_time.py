"""When a burst was heard, and where it stands among those of its incident."""

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from alerts.event import Event
from alerts.incidents.incident import Incident
from alerts.incidents.thresholds import Thresholds
from alerts.timestamp import Timestamp, rfc3339, unix_s

MOST_AHEAD_S = 60.0
"""Stations' clocks are no further off; what is later than this has not been yet."""


class Place(Enum):
    """Where a burst belongs that has just arrived."""

    NEW = "new"
    """In an incident of its own."""
    NEXT = "next"
    """Behind all others of the incident."""
    LATE = "late"
    """Among the others: the incident is to be worked out again."""
    TOO_LATE = "too_late"
    """It is put on record, and changes nothing."""


class Burst(NamedTuple):
    """A burst, and when it was: Unix seconds."""

    at_s: float
    event: Event


def in_order(bursts: Iterable[Burst], station: str) -> list[Burst]:
    """As they count: by time to the millisecond, station and event_id, each once.

    station   who heard what does not say so itself
    """
    unique = {burst.event.event_id: burst for burst in bursts}
    return sorted(
        unique.values(),
        key=lambda each: (
            timestamp(each.at_s),
            each.event.station or station,
            each.event.event_id,
        ),
    )


def burst_s(event: Event, otherwise_s: float) -> float:
    """Unix time of a burst: its own, else when it was decoded, else what the caller says."""
    for time in (event.time, event.received_at):
        if time is not None:
            try:
                return unix_s(time)
            except ValueError:  # it looks like a time, but there is no such day or hour
                continue
    return otherwise_s


def timestamp(at_s: float) -> Timestamp:
    """To the millisecond, as an incident keeps it."""
    time = rfc3339(at_s)
    if time is None:
        raise ValueError(f"a burst at {at_s} s: is no time of years 1 to 9999")
    return time


def closed_ahead(incident: Incident, now_s: float) -> bool:
    """It was closed at times that have not been yet: the clock was wrong then, or is now."""
    if incident.closed is None:
        return False
    ends_s = max(unix_s(incident.last_heard), unix_s(incident.closed.at))
    return ends_s > now_s + MOST_AHEAD_S


def place(incident: Incident | None, at_s: float, now_s: float, thresholds: Thresholds) -> Place:
    """Where a burst at that time belongs, given the beacon's last incident, which may be closed."""
    if incident is None:
        return Place.NEW
    at_s = unix_s(timestamp(at_s))
    last_s = unix_s(incident.last_heard)
    closing_s = thresholds.closing_s(incident.alert_class)
    if at_s > last_s:
        ends_s = unix_s(incident.closed.at) if incident.closed else last_s + closing_s
        return Place.NEXT if at_s <= min(ends_s, last_s + closing_s) else Place.NEW
    if now_s - at_s > thresholds.late_by_s or at_s < unix_s(incident.first_heard) - closing_s:
        return Place.TOO_LATE
    return Place.LATE
