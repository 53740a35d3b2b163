"""Two states of an incident, one after the other, and what lies between them."""

from typing import NamedTuple

from alerts.event import Event
from alerts.incidents.great_circle import distance_m
from alerts.incidents.incident import Fix, Incident
from alerts.incidents.positions import contradict
from alerts.incidents.thresholds import Thresholds


class Step(NamedTuple):
    old: Incident | None
    new: Incident
    event: Event | None
    thresholds: Thresholds

    @property
    def told(self) -> Fix | None:
        """The position before."""
        return self.old.fix if self.old else None

    @property
    def new_conflict(self) -> Fix | None:
        """A contradiction that was not known before."""
        conflict, known = self.new.conflict, self.old.conflict if self.old else None
        if conflict is None or known == conflict:
            return None
        if known and not contradict(known, conflict, self.new, self.thresholds):
            return None
        return conflict

    @property
    def resolved(self) -> bool:
        """The contradiction that was known is gone."""
        return self.old is not None and self.old.conflict is not None and self.new.conflict is None

    @property
    def moved(self) -> bool:
        return self.new.fix is not None and (
            self.told is None or self.told.position != self.new.fix.position
        )

    @property
    def distance_m(self) -> float | None:
        """Of the new position, be it in conflict, from the one told before."""
        if self.new_conflict and self.new.fix:
            return distance_m(self.new.fix.position, self.new_conflict.position)
        if self.told and self.new.fix and (self.moved or self.resolved):
            return distance_m(self.told.position, self.new.fix.position)
        return None
