"""The reason of an alert in words: a sentence for each line of alerts.incidents.transitions.

Each gives its sentence where it applies, else None.
"""

from alerts.incidents.burst_time import burst_s, timestamp
from alerts.incidents.kind import Phase
from alerts.incidents.positions import refined, worth_telling
from alerts.incidents.step import Step
from alerts.incidents.words import clock, duration, length, place
from alerts.timestamp import unix_s
from decoder.message import MessageClass

FIRST = {
    MessageClass.DISTRESS: "First burst of a distress beacon",
    MessageClass.SHIP_SECURITY: "First burst of a ship security alert",
    MessageClass.DISTRESS_TRACKING: "First burst of an aircraft in distress",
    MessageClass.CANCELLATION: "A cancellation of an alert that was not heard here",
    MessageClass.SELF_TEST: "A beacon tests itself",
    MessageClass.TEST: "First burst coded as a test",
    MessageClass.EXERCISE: "First burst of an exercise, out of the distress band",
    MessageClass.CALIBRATION: "First burst of a beacon that calibrates the system",
}


def closed(step: Step) -> str | None:
    return step.new.closed.reason if step.new.closed else None


def cancelled(step: Step) -> str:
    unknown = step.new.alert_class is MessageClass.CANCELLATION
    what = "back an alert that was not heard here" if unknown else "the alert back"
    return f"The user takes {what}: {step.new.cancelling} transmissions in a row say so."


def unreliable(step: Step) -> str | None:
    if step.new.alert_class is not MessageClass.UNRELIABLE:
        return None
    why = ", ".join(word.replace("_", " ") for word in step.new.reasons)
    return f"A message that cannot be trusted: {why or 'no cause given'}."


def encoded(step: Step) -> str | None:
    first = FIRST.get(step.new.alert_class)
    if first is None or step.new.fix is None:
        return None
    return f"{first}, at {place(step.new.fix.position)}."


def unlocated(step: Step) -> str | None:
    first = FIRST.get(step.new.alert_class)
    return f"{first}, without a position." if first and step.new.fix is None else None


def resumed(step: Step) -> str | None:
    if step.old is None:
        return None
    if step.old.phase is Phase.CANCELLED:
        return "It alerts again after its cancellation."
    silence_s = unix_s(step.new.last_heard) - unix_s(step.old.last_heard)
    if not step.new.cancelling:
        return f"Heard again after {duration(silence_s)} of silence."
    return f"Heard again after {duration(silence_s)} of silence, taking the alert back."


def conflict(step: Step) -> str | None:
    if step.new_conflict is None or step.distance_m is None:
        return None
    where = place(step.new_conflict.position)
    return f"The new position ({where}) is {length(step.distance_m)} from the one told before."


def position_confirmed(step: Step) -> str | None:
    if not step.resolved or step.new.fix is None or step.distance_m is None:
        return None
    where = place(step.new.fix.position)
    which = f"{length(step.distance_m)} from the one told before" if step.moved else "told before"
    return (
        f"Of two conflicting positions the one {which} ({where}) was repeated; "
        "the beacon sends both, so it is no independent position."
    )


def position_update(step: Step) -> str | None:
    if not step.moved or step.resolved or step.new.fix is None:
        return None
    if step.told is None:
        return f"It now sends a position: {place(step.new.fix.position)}."
    tracking = step.new.alert_class is MessageClass.DISTRESS_TRACKING
    if tracking and not worth_telling(step.told, step.new.fix, step.thresholds):
        return None
    moved = f"Position moved {length(step.distance_m or 0.0)}, to {place(step.new.fix.position)}"
    if refined(step.told, step.new.fix):
        moved += f", before within {length(step.told.position.radius_95_m)}"
    return f"{moved}."


def identity_confirmed(step: Step) -> str | None:
    if not step.new.identity_confirmed or (step.old and step.old.identity_confirmed):
        return None
    stations = len(step.new.receptions)
    by = f"{stations} stations" if stations > 1 else f"{step.new.bursts} bursts"
    return f"Identity confirmed by {by}."


def tracking(step: Step) -> str | None:
    if step.event is None or step.event.alert_class is not MessageClass.DISTRESS_TRACKING:
        return None
    if step.new.alert_class is not MessageClass.DISTRESS_TRACKING:
        return None
    burst = f"Burst {step.new.bursts} of an aircraft in distress"
    if step.event.position is None:
        return f"{burst}, without a position."
    return f"{burst}, at {place(step.event.position)}."


def silent(step: Step) -> str:
    pace = step.thresholds.pace(step.new.alert_class, step.new.generation)
    return (
        f"No burst was heard for {duration(pace.silent_after_s)}, "
        f"the last one at {clock(step.new.last_heard)}; nothing says that it is over."
    )


def late(step: Step) -> str | None:
    """Behind all others, where the burst is older than what was told."""
    if step.old is None or step.event is None:
        return None
    time = timestamp(burst_s(step.event, unix_s(step.new.last_heard)))
    return f"Told late: the burst is of {clock(time)}." if time < step.old.last_heard else None
