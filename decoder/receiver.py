"""Samples in, detections out: the whole receiver, of both generations.

Feed it blocks in order, then flush it.
"""

from collections import Counter

from decoder.detection import Detection
from decoder.judge import Judge
from decoder.listener import Listener
from decoder.reasons import Rejection
from decoder.spread.receiver import NARROW_REACH_HZ
from decoder.streams import Block


class Receiver:
    """Hears every burst in a stream of blocks; `rejections` counts what was looked at in vain."""

    def __init__(self, reach_hz: float | None = NARROW_REACH_HZ, *, in_order: bool = True) -> None:
        """
        reach_hz   how far a second-generation carrier may be from where it belongs; None where only
                   the first generation is listened for
        in_order   detections are given in order of their bursts' start, else as soon as can be
        """
        self._listener = Listener(reach_hz=reach_hz)
        self._judge = Judge(in_order=in_order)

    def feed(self, block: Block) -> list[Detection]:
        """Detections that became certain with this block, in order of their bursts' start."""
        return self._judge.feed(self._listener.feed(block))

    def flush(self) -> list[Detection]:
        """What is still inside, at the end of the recording."""
        return self._judge.feed(self._listener.flush())

    @property
    def rejections(self) -> Counter[Rejection]:
        """So far."""
        return +self._judge.rejections
