"""Every change of an incident that is told: one table, which decides and is the documentation.

The first line that applies is the kind of the alert; the sentences of all that apply are its
reason. docs/incidents.md is made from the table by `python -m alerts.incidents.document`.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from alerts.event import Event
from alerts.incidents import sentences
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind, Phase
from alerts.incidents.step import Step
from alerts.incidents.thresholds import Thresholds

NEW: Final = None
OPEN = (Phase.ACTIVE, Phase.SILENT, Phase.CANCELLED)


class Transition(NamedTuple):
    """
    before    phases from which it happens; NEW where there was no incident
    after     phases to which it leads
    when      in words, for the documentation
    sentence  for the reason, where it applies
    """

    kind: Kind
    before: tuple[Phase | None, ...]
    after: tuple[Phase, ...]
    when: str
    sentence: Callable[[Step], str | None]


class Change(NamedTuple):
    """distance_m of the new position from the one told before, where there are two."""

    kind: Kind
    reason: str
    distance_m: float | None


TRANSITIONS: Final = (
    Transition(
        Kind.CLOSED,
        OPEN,
        (Phase.CLOSED,),
        "nothing was heard for `closed_after_s` (a self-test: `self_test_after_s`, class "
        "`unreliable`: `unreliable_after_s`), a coordinator closed it, or an unreliable beacon was "
        "heard validly",
        sentences.closed,
    ),
    Transition(
        Kind.CANCELLED_BY_USER,
        (NEW, Phase.ACTIVE, Phase.SILENT),
        (Phase.CANCELLED,),
        "`cancelling_bursts` transmissions in a row take the alert back",
        sentences.cancelled,
    ),
    Transition(
        Kind.UNRELIABLE,
        (NEW,),
        (Phase.ACTIVE,),
        "first burst, with a message that cannot be trusted",
        sentences.unreliable,
    ),
    Transition(
        Kind.INITIAL_ENCODED,
        (NEW,),
        OPEN,
        "first burst, with a position",
        sentences.encoded,
    ),
    Transition(
        Kind.INITIAL_UNLOCATED,
        (NEW,),
        OPEN,
        "first burst, without a position",
        sentences.unlocated,
    ),
    Transition(
        Kind.RESUMED,
        (Phase.SILENT, Phase.CANCELLED),
        (Phase.ACTIVE,),
        "heard again after silence, or alerting again after its cancellation",
        sentences.resumed,
    ),
    Transition(
        Kind.POSITION_CONFLICT,
        (NEW, *OPEN),
        OPEN,
        "a position further than `match_m` from the valid one, out of both circles, and (an "
        "ELT(DT)) further than `aircraft_m_per_s` explains; not again for one that agrees with it",
        sentences.conflict,
    ),
    Transition(
        Kind.POSITION_CONFIRMED,
        OPEN,
        OPEN,
        "`confirming_bursts` transmissions in a row agree with one of two conflicting positions",
        sentences.position_confirmed,
    ),
    Transition(
        Kind.POSITION_UPDATE,
        OPEN,
        OPEN,
        "the first position; one that moved more than `update_m` and out of both circles; or one "
        "with half the radius or less",
        sentences.position_update,
    ),
    Transition(
        Kind.IDENTITY_CONFIRMED,
        (NEW, *OPEN),
        OPEN,
        "a second station, or `confirming_bursts` bursts of one station, at least `apart_s` apart "
        "and within `confirming_within_s`",
        sentences.identity_confirmed,
    ),
    Transition(
        Kind.TRACKING,
        OPEN,
        OPEN,
        "any other burst of class `distress_tracking`",
        sentences.tracking,
    ),
    Transition(
        Kind.SILENT,
        (Phase.ACTIVE,),
        (Phase.SILENT,),
        "nothing was heard for `silent_after_s`; not of a self-test, a cancellation or class "
        "`unreliable`",
        sentences.silent,
    ),
)


def change(
    old: Incident | None, new: Incident, event: Event | None, thresholds: Thresholds
) -> Change | None:
    """What is to be told of the difference, if anything.

    event   the burst that made it; None where time or a person did
    """
    step = Step(old, new, event, thresholds)
    phase = old.phase if old else NEW
    told = [
        (row.kind, sentence)
        for row in TRANSITIONS
        if phase in row.before and new.phase in row.after and (sentence := row.sentence(step))
    ]
    if not told:
        return None
    late = sentences.late(step)
    reason = " ".join([*(sentence for _, sentence in told), *([late] if late else [])])
    return Change(told[0][0], reason, step.distance_m)
