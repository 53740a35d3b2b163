"""What becomes of an incident when a burst is heard, when time passes, and when somebody answers.

Pure functions: times are arguments, and nothing is kept. Bursts count in the order of their time,
so `heard` is one step, and `fold` is all of them: however late, doubled or out of order bursts
arrive, the incident ends as from a perfect network. What there is to tell is the difference of two
states (alerts.incidents.transitions), so that a late burst never repeats an old alarm.
"""

import re
from collections.abc import Iterable

from msgspec.structs import replace

from alerts.acknowledgement import Acknowledgement, Action
from alerts.classify import ALARMING
from alerts.event import NOTICE, Event
from alerts.incidents.burst_time import burst_s, timestamp
from alerts.incidents.identity import received
from alerts.incidents.incident import Acknowledged, Closed, Fix, Incident
from alerts.incidents.kind import Kind, Phase
from alerts.incidents.positions import located
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.words import duration
from alerts.timestamp import Timestamp, unix_s
from decoder.message import MessageClass
from decoder.reasons import Reason

FALLS_SILENT = frozenset(MessageClass) - {
    MessageClass.SELF_TEST,
    MessageClass.UNRELIABLE,
    MessageClass.CANCELLATION,
}
"""A self-test is one burst, doubtful ones have no rhythm, and who cancels means to be silent."""

ID_LENGTH_MAX = 63


def beacon_key(event: Event) -> str:
    """Which beacon's incident it is: its ID, or else its message; fit for a topic in any case."""
    text = event.beacon_id or event.hex
    return re.sub("[^0-9A-Za-z]", "", text)[:ID_LENGTH_MAX] or "unknown"


def heard(
    incident: Incident | None,
    event: Event,
    at_s: float,
    thresholds: Thresholds,
    *,
    station: str,
) -> Incident:
    """The incident with one more burst, later than all before it.

    incident   None for the first burst: its class becomes that of the incident
    at_s       time of the burst, Unix seconds
    station    who says this, and who heard what does not say so itself
    """
    time = timestamp(at_s)
    before = incident or _opened(event, time, event.alert_class, station)
    fresh = before.bursts == 0 or _is_fresh(before, event, time, thresholds)
    after = received(_described(before, event, time), event, time, thresholds)
    if after.alert_class is MessageClass.UNRELIABLE:
        return after
    if event.position is not None:
        after = located(after, Fix(event.position, time), thresholds, fresh=fresh)
    return _cancelled_or_not(after, event, thresholds, fresh=fresh)


def fold(events: Iterable[Event], at_s: float, thresholds: Thresholds, *, station: str) -> Incident:
    """The incident of all these bursts of one beacon, in whatever order, some of them twice.

    at_s   for bursts that do not know when they were
    """
    unique = {event.event_id: event for event in events}
    if not unique:
        raise ValueError("an incident: has no burst, needs one at least")
    in_order = sorted(
        ((burst_s(event, at_s), event) for event in unique.values()),
        key=lambda each: (timestamp(each[0]), each[1].station or station, each[1].event_id),
    )
    first_s, first = in_order[0]
    classes = (event.alert_class for _, event in in_order)
    alert_class = next((each for each in classes if each in ALARMING), first.alert_class)
    incident = _opened(first, timestamp(first_s), alert_class, station)
    for event_s, event in in_order:
        incident = heard(incident, event, event_s, thresholds, station=station)
    return incident


def reheard(
    incident: Incident, events: Iterable[Event], at_s: float, thresholds: Thresholds
) -> Incident:
    """The incident worked out again from all its bursts, where one of them came late.

    What was told of it stays told, and who has seen it has seen it.
    """
    again = fold(events, at_s, thresholds, station=incident.station)
    silent = incident.phase is Phase.SILENT and again.phase is Phase.ACTIVE
    return replace(
        again,
        incident_id=incident.incident_id,
        phase=incident.phase if silent or incident.closed else again.phase,
        kind=incident.kind,
        seq=incident.seq,
        alert_id=incident.alert_id,
        acknowledged=incident.acknowledged,
        closed=incident.closed,
        region=incident.region,
    )


def elapsed(incident: Incident, now_s: float, thresholds: Thresholds) -> Incident:
    """The incident after some time without a burst. Its times do not depend on when one looks."""
    if incident.closed:
        return incident
    last_s = unix_s(incident.last_heard)
    closing_s = thresholds.closing_s(incident.alert_class)
    if now_s - last_s > closing_s:
        reason = f"No burst was heard for {duration(closing_s)}."
        return closed(incident, last_s + closing_s, reason)
    if incident.phase is Phase.ACTIVE and incident.alert_class in FALLS_SILENT:
        pace = thresholds.pace(incident.alert_class, incident.generation)
        if now_s - last_s > pace.silent_after_s:
            return replace(incident, phase=Phase.SILENT)
    return incident


def acknowledged(incident: Incident, ack: Acknowledgement) -> Incident:
    """The incident after an answer. That a program has received an alert changes nothing."""
    if incident.closed or ack.action is Action.RECEIVED:
        return incident
    others = tuple(each for each in incident.acknowledged if each.by != ack.by)
    seen = replace(incident, acknowledged=(*others, Acknowledged(ack.by, ack.at)))
    if ack.action is Action.ACKNOWLEDGED:
        return seen
    return replace(seen, phase=Phase.CLOSED, closed=Closed(ack.at, f"{ack.by} closed it.", ack.by))


def closed(incident: Incident, at_s: float, reason: str) -> Incident:
    """The incident closed by no person; the reason is a sentence."""
    if incident.closed:
        return incident
    return replace(incident, phase=Phase.CLOSED, closed=Closed(timestamp(at_s), reason, None))


def cancels(event: Event) -> bool:
    """The user takes the alert back, be it of a test."""
    return event.valid and (
        event.alert_class is MessageClass.CANCELLATION or Reason.ALERT_CANCELLED in event.reasons
    )


def _opened(event: Event, time: Timestamp, alert_class: MessageClass, station: str) -> Incident:
    """Before its first burst is counted."""
    beacon_id = beacon_key(event)
    compact = time[:19].replace("-", "").replace(":", "")
    return Incident(
        incident_id=f"{beacon_id}.{compact}Z",
        alert_class=alert_class,
        station=station,
        phase=Phase.ACTIVE,
        kind=Kind.INITIAL_UNLOCATED,
        seq=0,
        alert_id=None,
        beacon_id=beacon_id,
        generation=None,
        country=None,
        country_name=None,
        protocol=None,
        beacon_type=None,
        identity=None,
        homing=None,
        first_heard=time,
        last_heard=time,
        bursts=0,
        receptions=(),
        identity_confirmed=False,
        fixes=(),
        conflict=None,
        agreeing=0,
        returning=0,
        cancelling=0,
        acknowledged=(),
        closed=None,
        region=None,
        hex=event.hex,
        wrong_probability=None,
        reasons=(),
        notice=NOTICE,
    )


def _is_fresh(before: Incident, event: Event, time: Timestamp, thresholds: Thresholds) -> bool:
    """Another transmission than the last one, not the same one heard by another station."""
    pace = thresholds.pace(
        MessageClass.CANCELLATION if cancels(event) else before.alert_class, before.generation
    )
    return unix_s(time) - unix_s(before.last_heard) >= pace.apart_s


def _described(incident: Incident, event: Event, time: Timestamp) -> Incident:
    """What the last burst says of the beacon; what it leaves out stays as it was."""
    doubts = (incident.wrong_probability, event.wrong_probability)
    return replace(
        incident,
        generation=event.generation or incident.generation,
        country=incident.country if event.country is None else event.country,
        country_name=event.country_name or incident.country_name,
        protocol=event.protocol or incident.protocol,
        beacon_type=event.beacon_type or incident.beacon_type,
        identity=event.identity or incident.identity,
        homing=event.homing or incident.homing,
        last_heard=time,
        hex=event.hex,
        wrong_probability=min((each for each in doubts if each is not None), default=None),
        reasons=event.reasons,
    )


def _cancelled_or_not(
    incident: Incident, event: Event, thresholds: Thresholds, *, fresh: bool
) -> Incident:
    before = incident.cancelling
    cancelling = before + (fresh or before == 0) if cancels(event) else 0
    taken_back = cancelling >= thresholds.cancelling_bursts
    phase = Phase.CANCELLED if taken_back else Phase.ACTIVE
    return replace(
        incident, cancelling=cancelling, phase=Phase.CLOSED if incident.closed else phase
    )
