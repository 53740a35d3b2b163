"""Sightings to detections: faint bursts are added up, and second sights of one burst left out."""

from collections import Counter

import msgspec

from decoder.combination import Combiner
from decoder.detection import Detection
from decoder.ghosts import SAME_BURST_S, is_ghost
from decoder.reasons import Rejection
from decoder.sighting import Heard, Sighting
from decoder.soft_decision import Decided


class Judge:
    """Takes what was heard in order of time; `rejections` counts what was looked at in vain."""

    def __init__(self) -> None:
        self.rejections: Counter[Rejection] = Counter()
        self._combiner = Combiner()
        self._waiting: list[Sighting] = []

    def feed(self, heard: Heard) -> list[Detection]:
        """Detections that became certain, in order of their bursts' start."""
        self.rejections.update(one.reason for one in heard.dropped)
        for one in heard.sightings:
            decided = self._combiner.read(one)
            if isinstance(decided, Rejection):
                self.rejections[decided] += 1
            else:
                self._waiting.append(msgspec.structs.replace(one, decided=decided))
        return self._detections(heard.until_s - SAME_BURST_S)

    def _detections(self, until_s: float) -> list[Detection]:
        """Of bursts that begin before a time: the strongest sight of each."""
        kept: list[Sighting] = []
        for one in sorted(self._waiting, key=lambda one: -one.power):
            if any(is_ghost(one, other) for other in kept):
                self.rejections[Rejection.DUPLICATE] += 1
            else:
                kept.append(one)
        kept.sort(key=lambda one: one.time_s)
        certain = [one for one in kept if one.time_s <= until_s]
        self._waiting = kept[len(certain) :]
        return [_detection(one) for one in certain]


def _detection(one: Sighting) -> Detection:
    assert isinstance(one.decided, Decided)
    return Detection(one.burst, one.decided.message, one.decided.wrong_probability)
