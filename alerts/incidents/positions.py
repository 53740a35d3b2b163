"""Which of the positions that a beacon encodes is the one to go to.

The positions all come from the beacon, so that two which agree are no independent proof. What is
held against a wrong one (a decoding error, a navigation receiver's first guess) is repetition.
"""

from msgspec.structs import replace

from alerts.incidents.great_circle import distance_m
from alerts.incidents.incident import FIXES_MAX, Fix, Incident
from alerts.incidents.thresholds import Thresholds
from alerts.timestamp import unix_s
from decoder.message import MessageClass


def located(incident: Incident, here: Fix, thresholds: Thresholds, *, fresh: bool) -> Incident:
    """The incident after a burst with a position.

    fresh   it is another transmission than the burst before
    """
    if incident.fix is None:
        return replace(incident, fixes=(here,))
    if incident.conflict is None:
        if contradict(incident.fix, here, incident, thresholds):
            return replace(incident, conflict=here, agreeing=1, returning=0)
        return _moved(incident, here, thresholds)
    return _weighed(incident, incident.fix, incident.conflict, here, thresholds, fresh=fresh)


def contradict(one: Fix, other: Fix, incident: Incident, thresholds: Thresholds) -> bool:
    """Not both can be right: too far apart for their circles, and for what may have moved."""
    apart_m = distance_m(one.position, other.position)
    may_m = max(thresholds.match_m, one.position.radius_95_m + other.position.radius_95_m)
    if apart_m > may_m and incident.alert_class is MessageClass.DISTRESS_TRACKING:
        meanwhile_s = abs(unix_s(other.time) - unix_s(one.time))
        may_m += thresholds.aircraft_m_per_s * meanwhile_s
    return apart_m > may_m


def worth_telling(told: Fix, here: Fix, thresholds: Thresholds) -> bool:
    """It moved, further than either circle explains, or is known twice as well."""
    moved_m = distance_m(told.position, here.position)
    return moved_m > max(_unclear_m(told, here), thresholds.update_m) or refined(told, here)


def refined(told: Fix, here: Fix) -> bool:
    before_m, now_m = told.position.radius_95_m, here.position.radius_95_m
    return now_m < before_m and now_m <= before_m / 2


def _unclear_m(one: Fix, other: Fix) -> float:
    return max(one.position.radius_95_m, other.position.radius_95_m)


def _moved(incident: Incident, here: Fix, thresholds: Thresholds) -> Incident:
    """A position that agrees with the valid one. An aircraft's is always newer; others are told."""
    told = incident.fixes[-1]
    follow = incident.alert_class is MessageClass.DISTRESS_TRACKING and not _coarser(told, here)
    if follow or worth_telling(told, here, thresholds):
        return replace(incident, fixes=(*incident.fixes, here)[-FIXES_MAX:])
    return incident


def _coarser(told: Fix, here: Fix) -> bool:
    """The new circle is larger and holds the old place: it says nothing that was not known."""
    radius_m = here.position.radius_95_m
    larger = radius_m > told.position.radius_95_m
    return larger and distance_m(told.position, here.position) <= radius_m


def _weighed(
    incident: Incident, fix: Fix, conflict: Fix, here: Fix, thresholds: Thresholds, *, fresh: bool
) -> Incident:
    """While two positions contradict each other: for which one does this burst speak?"""
    for_fix = not contradict(fix, here, incident, thresholds)
    for_conflict = not contradict(conflict, here, incident, thresholds)
    if for_fix and for_conflict:
        return incident
    if not for_fix and not for_conflict:
        return replace(incident, conflict=here, agreeing=1, returning=0)

    # The first one after a change of sides counts, even if it is near in time.
    before = incident.agreeing if for_conflict else incident.returning
    count = before + (fresh or before == 0)
    if count < thresholds.confirming_bursts:
        sides = (count, 0) if for_conflict else (0, count)
        return replace(incident, agreeing=sides[0], returning=sides[1])
    resolved = replace(incident, conflict=None, agreeing=0, returning=0)
    if for_fix:
        return _moved(resolved, here, thresholds)
    valid = conflict if _coarser(conflict, here) else here
    return replace(resolved, fixes=(*incident.fixes, valid)[-FIXES_MAX:])
