"""What becomes of an incident when a burst is heard, when time passes, and when somebody answers.

Pure functions: times are arguments, and nothing is kept. Bursts count in the order of their time,
so `heard` is one step, `steps` are some, and `fold` is all of them: however late, doubled or out of
order bursts arrive, the incident ends as from a perfect network. What there is to tell is the
difference of two states (alerts.incidents.transitions), so that a late burst never repeats an old
alarm.
"""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from alerts.acknowledgement import Acknowledgement, Action
from alerts.classify import ALARMING
from alerts.event import Event
from alerts.incidents.burst_time import Burst, burst_s, in_order, timestamp
from alerts.incidents.description import cancels, described
from alerts.incidents.identity import received
from alerts.incidents.incident import Acknowledged, Closed, Fix, Incident
from alerts.incidents.kind import Phase
from alerts.incidents.opening import opened
from alerts.incidents.positions import located
from alerts.incidents.thresholds import Thresholds
from alerts.incidents.words import duration
from alerts.timestamp import Timestamp, unix_s
from decoder.message import MessageClass

FALLS_SILENT = frozenset(MessageClass) - {
    MessageClass.SELF_TEST,
    MessageClass.UNRELIABLE,
    MessageClass.CANCELLATION,
}
"""A self-test is one burst, doubtful ones have no rhythm, and who cancels means to be silent."""


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
    before = incident or opened(event, time, event.alert_class, station)
    fresh = before.bursts == 0 or _is_fresh(before, event, time, thresholds)
    after = received(described(before, event, time), event, time, thresholds)
    if after.alert_class is MessageClass.UNRELIABLE:
        return after
    if event.position is not None:
        after = located(after, Fix(event.position, time), thresholds, fresh=fresh)
    return _cancelled_or_not(after, event, thresholds, fresh=fresh)


def fold(events: Iterable[Event], at_s: float, thresholds: Thresholds, *, station: str) -> Incident:
    """The incident of all these bursts of one beacon, in whatever order, some of them twice.

    at_s   for bursts that do not know when they were
    """
    bursts = in_order((Burst(burst_s(event, at_s), event) for event in events), station)
    if not bursts:
        raise ValueError("an incident: has no burst, needs one at least")
    first_s, first = bursts[0]
    classes = (event.alert_class for _, event in bursts)
    alert_class = next((each for each in classes if each in ALARMING), first.alert_class)
    incident = opened(first, timestamp(first_s), alert_class, station)
    *_, last = steps(incident, bursts, thresholds)
    return last


def steps(
    incident: Incident, bursts: Iterable[Burst], thresholds: Thresholds
) -> Iterator[Incident]:
    """The incident after each of these bursts, which are in order and later than those it has."""
    for at_s, event in bursts:
        incident = heard(incident, event, at_s, thresholds, station=incident.station)
        yield incident


def reheard(incident: Incident, again: Incident) -> Incident:
    """The incident worked out again from its bursts, where one of them came late.

    What was told of it stays told, and who has seen it has seen it.
    """
    silent = incident.phase is Phase.SILENT and again.phase is Phase.ACTIVE
    return replace(
        again,
        incident_id=incident.incident_id,
        phase=incident.phase if silent or incident.closed else again.phase,
        kind=incident.kind,
        seq=incident.seq,
        alert_id=incident.alert_id,
        alert_time=incident.alert_time,
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


def acknowledged(incident: Incident, ack: Acknowledgement, now_s: float) -> Incident:
    """The incident after an answer. That a program has received an alert changes nothing.

    now_s   when the answer arrived: it closes nothing that is heard later, whatever it says itself
    """
    if incident.closed or ack.action is Action.RECEIVED:
        return incident
    others = tuple(each for each in incident.acknowledged if each.by != ack.by)
    seen = replace(incident, acknowledged=(*others, Acknowledged(ack.by, ack.at)))
    if ack.action is Action.ACKNOWLEDGED:
        return seen
    return _closed(seen, Closed(timestamp(now_s), f"{ack.by} closed it.", ack.by))


def closed(incident: Incident, at_s: float, reason: str) -> Incident:
    """The incident closed by no person; the reason is a sentence."""
    if incident.closed:
        return incident
    return _closed(incident, Closed(timestamp(at_s), reason, None))


def _closed(incident: Incident, how: Closed) -> Incident:
    return replace(incident, phase=Phase.CLOSED, closed=how)


def _is_fresh(before: Incident, event: Event, time: Timestamp, thresholds: Thresholds) -> bool:
    """Another transmission than the last one, not the same one heard by another station."""
    pace = thresholds.pace(
        MessageClass.CANCELLATION if cancels(event) else before.alert_class, before.generation
    )
    return unix_s(time) - unix_s(before.last_heard) >= pace.apart_s


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
