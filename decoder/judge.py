"""Sightings to detections: faint bursts are added up, and second sights of one burst left out."""

from collections import Counter, deque

import msgspec

from decoder.combination import Combiner
from decoder.detection import Detection
from decoder.ghosts import SAME_BURST_S, is_ghost
from decoder.reasons import Rejection
from decoder.sighting import Heard, Sighting, SpreadSoftMessage
from decoder.soft_decision import Decided
from decoder.spread.combination import SpreadCombiner


class Judge:
    """Takes what was heard in order of time; `rejections` counts what was looked at in vain.

    What it decides does not depend on how much it is given at once.
    """

    def __init__(self) -> None:
        self.rejections: Counter[Rejection] = Counter()
        self._combiner = Combiner()
        self._spread_combiner = SpreadCombiner()
        self._waiting: deque[Sighting] = deque()
        self._near: list[Sighting] = []

    def feed(self, heard: Heard) -> list[Detection]:
        """Detections that became certain, in order of their bursts' start."""
        self.rejections.update(one.reason for one in heard.dropped)
        found: list[Detection] = []
        for one in heard.sightings:
            found += self._detections(one.time_s - SAME_BURST_S)
            spread = isinstance(one.soft, SpreadSoftMessage)
            decided = self._spread_combiner.read(one) if spread else self._combiner.read(one)
            if isinstance(decided, Rejection):
                self.rejections[decided] += 1
            else:
                self._waiting.append(msgspec.structs.replace(one, decided=decided))
        return found + self._detections(heard.until_s - SAME_BURST_S)

    def _detections(self, until_s: float) -> list[Detection]:
        """Of decided bursts that begin before a time, but for second sights of stronger ones."""
        found: list[Detection] = []
        while self._waiting and self._waiting[0].time_s <= until_s:
            one = self._waiting.popleft()
            self._near = [old for old in self._near if one.time_s - old.time_s <= SAME_BURST_S]
            stronger = [other for other in self._near if other.power >= one.power]
            stronger += [other for other in self._waiting if other.power > one.power]
            if any(is_ghost(one, other) for other in stronger):
                self.rejections[Rejection.DUPLICATE] += 1
            else:
                found.append(_detection(one))
            self._near.append(one)
        return found


def _detection(one: Sighting) -> Detection:
    assert isinstance(one.decided, Decided)
    return Detection(one.burst, one.decided.message, one.decided.wrong_probability)
