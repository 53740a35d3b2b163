"""Sightings to detections: faint bursts are added up, and second sights of one burst left out."""

from collections import Counter, deque
from collections.abc import Callable

import msgspec

from decoder.combination import Combiner
from decoder.detection import Detection
from decoder.ghosts import SAME_BURST_S, is_ghost
from decoder.reasons import Rejection
from decoder.sighting import Heard, Sighting
from decoder.soft_decision import Decided
from decoder.spread.combination import SpreadCombiner


class Judge:
    """Takes what was heard of both generations; `rejections` counts what was looked at in vain.

    What it decides does not depend on how much it is given at once.
    """

    def __init__(self, *, in_order: bool = True) -> None:
        """Else what is certain of one generation does not wait for the other, whose bursts last
        twice as long."""
        self.rejections: Counter[Rejection] = Counter()
        self._first = _Generation(Combiner().read, self.rejections)
        self._second = _Generation(SpreadCombiner().read, self.rejections)
        self._in_order = in_order
        self._held: list[Detection] = []

    def feed(self, heard: Heard) -> list[Detection]:
        """Detections that became certain, in order of their bursts' start."""
        self.rejections.update(one.reason for one in heard.dropped)
        first = [one for one in heard.sightings if not one.is_spread]
        second = [one for one in heard.sightings if one.is_spread]
        self._held += self._first.feed(first, heard.until_s)
        self._held += self._second.feed(second, heard.spread_until_s)
        self._held.sort(key=lambda one: one.burst.time_s)
        until_s = min(heard.until_s, heard.spread_until_s) - SAME_BURST_S
        found = [one for one in self._held if not self._in_order or one.burst.time_s <= until_s]
        self._held = self._held[len(found) :]
        return found


class _Generation:
    """Of a message of one generation no other is a second sight."""

    def __init__(
        self, read: Callable[[Sighting], Decided | Rejection], rejections: Counter[Rejection]
    ) -> None:
        self._read, self._rejections = read, rejections
        self._waiting: deque[Sighting] = deque()
        self._near: list[Sighting] = []

    def feed(self, sightings: list[Sighting], until_s: float) -> list[Detection]:
        """In order of time, all that begin before `until_s`."""
        found: list[Detection] = []
        for one in sightings:
            found += self._detections(one.time_s - SAME_BURST_S)
            decided = self._read(one)
            if isinstance(decided, Rejection):
                self._rejections[decided] += 1
            else:
                self._waiting.append(msgspec.structs.replace(one, decided=decided))
        return found + self._detections(until_s - SAME_BURST_S)

    def _detections(self, until_s: float) -> list[Detection]:
        """Of decided bursts that begin before a time, but for second sights of stronger ones."""
        found: list[Detection] = []
        while self._waiting and self._waiting[0].time_s <= until_s:
            one = self._waiting.popleft()
            self._near = [old for old in self._near if one.time_s - old.time_s <= SAME_BURST_S]
            stronger = [other for other in self._near if other.power >= one.power]
            stronger += [other for other in self._waiting if other.power > one.power]
            if any(is_ghost(one, other) for other in stronger):
                self._rejections[Rejection.DUPLICATE] += 1
            else:
                found.append(_detection(one))
            self._near.append(one)
        return found


def _detection(one: Sighting) -> Detection:
    assert isinstance(one.decided, Decided)
    return Detection(one.burst, one.decided.message, one.decided.wrong_probability)
