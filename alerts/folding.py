"""Late bursts, folded in where they belong, without all that was heard before them.

Beside an incident its state is kept after every few of its bursts: a checkpoint. What comes after
the last checkpoint before a late burst is folded again from there, to the same end as all of it.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from alerts.incidents.burst_time import MOST_AHEAD_S, Burst, in_order, timestamp
from alerts.incidents.incident import Incident
from alerts.incidents.machine import reheard, steps
from alerts.incidents.opening import opened
from alerts.incidents.thresholds import Thresholds
from alerts.store.transaction import Transaction
from alerts.timestamp import unix_s

CHECKPOINT_BURSTS = 32
"""A burst takes 50 µs to fold, and a checkpoint as much room as three bursts."""


def keep_checkpoint(books: Transaction, incident: Incident) -> None:
    """To be called before a burst that is later than all others."""
    before = books.checkpoint(incident)
    if incident.bursts - (before.bursts if before else 0) >= CHECKPOINT_BURSTS:
        books.put_checkpoint(incident)


def heard_late(
    books: Transaction, incident: Incident, burst: Burst, thresholds: Thresholds
) -> Incident:
    """The incident with one more burst, which is not later than all others."""
    burst = Burst(unix_s(timestamp(burst.at_s)), burst.event)
    books.forget_checkpoints(incident, since_s=burst.at_s)
    before = books.checkpoint(incident)
    after_s = {} if before is None else {"after_s": unix_s(before.last_heard)}
    later = in_order([*books.bursts(incident, **after_s), burst], incident.station)
    return reheard(incident, _folded(books, before or _empty(incident, later), later, thresholds))


def join_cancellation(
    books: Transaction, alarm: Incident, apart: Incident, thresholds: Thresholds
) -> tuple[Incident, Incident | None]:
    """The alarm with what takes it back of an incident apart; what is left there, if anything."""
    books.move_bursts(apart, alarm, since_s=unix_s(alarm.first_heard))
    return _refolded(books, alarm, thresholds), (
        _refolded(books, apart, thresholds) if books.bursts(apart) else None
    )


def set_right(
    books: Transaction, incident: Incident, now_s: float, thresholds: Thresholds
) -> Incident:
    """An incident of a clock that was ahead: what has not been yet ended a minute ago.

    So the next burst is the next, and another transmission.
    """
    by_s = now_s - MOST_AHEAD_S - unix_s(incident.last_heard)
    books.shift_bursts(incident, after_s=now_s, by_s=by_s)
    books.audit("clock set right", incident.alert_id or "", f"{by_s:.0f} s")
    return _refolded(books, incident, thresholds)


def _refolded(books: Transaction, incident: Incident, thresholds: Thresholds) -> Incident:
    books.forget_checkpoints(incident)
    bursts = books.bursts(incident)
    return reheard(incident, _folded(books, _empty(incident, bursts), bursts, thresholds))


def _folded(
    books: Transaction, state: Incident, bursts: Sequence[Burst], thresholds: Thresholds
) -> Incident:
    """Bursts of one millisecond are not parted by a checkpoint."""
    kept = state.bursts
    for after in steps(state, bursts, thresholds):
        if state.last_heard < after.last_heard and state.bursts - kept >= CHECKPOINT_BURSTS:
            books.put_checkpoint(state)
            kept = state.bursts
        state = after
    return state


def _empty(incident: Incident, bursts: Sequence[Burst]) -> Incident:
    at_s, first = bursts[0]
    empty = opened(first, timestamp(at_s), incident.alert_class, incident.station)
    return replace(empty, incident_id=incident.incident_id)
