"""Whose beacon it is: what each station heard, and whether the identity is no decoding error."""

from collections.abc import Iterable

from msgspec.structs import replace

from alerts.event import Event
from alerts.incidents.incident import Incident, Reception
from alerts.incidents.thresholds import Thresholds
from alerts.timestamp import Timestamp, unix_s
from decoder.message import MessageClass

CONFIRMING_MAX = 16
"""A flood of bursts in a moment confirms nothing, and must not make an incident grow."""


def received(incident: Incident, event: Event, time: Timestamp, thresholds: Thresholds) -> Incident:
    """The incident with a burst counted where it was heard."""
    station = event.station or incident.station
    others = [each for each in incident.receptions if each.station != station]
    mine = next((each for each in incident.receptions if each.station == station), None)
    reception = Reception(
        station=station,
        bursts=mine.bursts + 1 if mine else 1,
        first_heard=mine.first_heard if mine else time,
        last_heard=time,
        frequency_hz=event.frequency_hz,
        cn0_dbhz=event.cn0_dbhz,
        time_uncertainty_s=event.time_uncertainty_s,
        confirming=_recent((*(mine.confirming if mine else ()), time), thresholds),
    )
    counted = replace(
        incident,
        bursts=incident.bursts + 1,
        receptions=tuple(sorted([*others, reception], key=lambda each: each.station)),
    )
    if counted.alert_class is MessageClass.UNRELIABLE:
        return _without_times(counted)
    if not incident.identity_confirmed and not _confirmed(counted, reception, thresholds):
        return counted
    return _without_times(replace(counted, identity_confirmed=True))


def _confirmed(incident: Incident, reception: Reception, thresholds: Thresholds) -> bool:
    if len(incident.receptions) > 1:
        return True
    times = reception.confirming
    apart_s = thresholds.pace(incident.alert_class, incident.generation).apart_s
    return (
        len(times) >= thresholds.confirming_bursts
        and unix_s(times[-1]) - unix_s(times[0]) >= apart_s
    )


def _recent(times: tuple[Timestamp, ...], thresholds: Thresholds) -> tuple[Timestamp, ...]:
    """Those that may yet confirm, with the last one."""
    *earlier, last = times
    since_s = unix_s(last) - thresholds.confirming_within_s
    recent = [time for time in earlier if unix_s(time) >= since_s]
    return (*recent[: CONFIRMING_MAX - 1], last)


def _without_times(incident: Incident) -> Incident:
    return replace(incident, receptions=tuple(_forgetful(incident.receptions)))


def _forgetful(receptions: Iterable[Reception]) -> Iterable[Reception]:
    return (replace(each, confirming=()) if each.confirming else each for each in receptions)
