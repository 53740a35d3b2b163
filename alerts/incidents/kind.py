"""What an alert says has changed, and in which state an incident is."""

from enum import StrEnum


class Kind(StrEnum):
    """Why an alert is sent: Cospas-Sarsat's notions that a terrestrial station can have."""

    INITIAL_UNLOCATED = "initial_unlocated"
    INITIAL_ENCODED = "initial_encoded"
    IDENTITY_CONFIRMED = "identity_confirmed"
    """Two bursts, or two stations, agree on the identity: it is no decoding error."""
    POSITION_UPDATE = "position_update"
    POSITION_CONFLICT = "position_conflict"
    POSITION_CONFIRMED = "position_confirmed"
    """After a conflict one of the positions was repeated. It is not an independent position."""
    TRACKING = "tracking"
    """A burst of an aircraft in distress, ELT(DT): each is told, none is suppressed."""
    CANCELLED_BY_USER = "cancelled_by_user"
    SILENT = "silent"
    RESUMED = "resumed"
    """Heard again after silence, or alerting again after its cancellation."""
    UNRELIABLE = "unreliable"
    CLOSED = "closed"


class Phase(StrEnum):
    ACTIVE = "active"
    SILENT = "silent"
    CANCELLED = "cancelled"
    CLOSED = "closed"
