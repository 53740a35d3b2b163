"""Which positions of an alert are shown, and as what."""

import math

from alerts.incidents.alert import Alert
from alerts.incidents.incident import Fix
from alerts.incidents.kind import Kind
from decoder.message import Position


def valid_fix(alert: Alert) -> Fix | None:
    """The position to go to."""
    return _place(alert.incident.fix)


def conflicting_fix(alert: Alert) -> Fix | None:
    """One that contradicts it."""
    return _place(alert.incident.conflict)


def told_fix(alert: Alert) -> Fix | None:
    """The one that the alert is about."""
    if alert.kind is Kind.POSITION_CONFLICT:
        return conflicting_fix(alert)
    return valid_fix(alert)


def track(alert: Alert) -> tuple[Fix, ...]:
    """All positions that were worth telling, oldest first."""
    return tuple(fix for fix in alert.incident.fixes if is_place(fix.position))


def is_place(position: Position) -> bool:
    """Whether it is one on earth: a document from elsewhere may say anything."""
    return (
        abs(position.lat) <= 90
        and abs(position.lon) <= 180
        and 0 <= position.radius_95_m < math.inf
    )


def _place(fix: Fix | None) -> Fix | None:
    return fix if fix and is_place(fix.position) else None
