"""Second-generation bursts that are too faint alone are read with what was heard before.

A beacon of C/S T.018 repeats itself every 5, 10, 28.5, 30 or 120 s, but for its clock, its position
and hence its parity. Each burst is read on several suppositions: that it is a stranger's, or that
it continues what a beacon near in frequency said, with one of the changes that may be. How well
what is heard fits each decides how far it is believed, so nothing is added up that does not agree.
"""

from collections import deque

import msgspec
import numpy as np

from decoder.arrays import Bits, Llr
from decoder.codes.agreement import agreement
from decoder.codes.ordered_statistics import SoftDecision
from decoder.reasons import Reason, Rejection
from decoder.sighting import Sighting, SpreadSoftMessage
from decoder.soft_decision import Decided
from decoder.spread.changes import CHANGES, STATIC_BITS, STRANGER_SHARE, Change
from decoder.spread.decision import likeliest, message_of, together
from decoder.spread.prn import Mode

MOST_APART_S = 500.0
"""Four times the longest interval, which is 125 s."""
LEAST_APART_S = 4.5
"""The shortest is 4.8 s: what is nearer is a second sight of the same burst."""
MOST_OFFSET_HZ = 12.0
"""By which a cheap receiver's oscillator may move in some minutes, as for the first generation."""
MOST_HELD = 1000
MOST_TRIED = 2
"""Of the beacons near in frequency, those that agree best."""
FAR = 30.0
"""ln of the odds, by the bits alone, at which a supposition is not tried."""
CAUTION = 0.87
"""Of faint bursts 7.8 % of bits are wrong where 6.7 % are promised, at 25 dB-Hz: many make much
of it."""
MOST_LLR = 12.0
CERTAIN = 1e-6
"""Below it a message is remembered as read, and not as heard."""
CONTINUED = 0.95
"""The share of all suppositions by which a burst is taken to continue what was heard before."""


class Beacon(msgspec.Struct, frozen=True, eq=False):
    """What a beacon said last, by all its bursts.

    llr   (250,) ln P(1)/P(0)
    nats  of it as a codeword, as in SoftDecision
    """

    time_s: float
    place_hz: float
    mode: Mode
    llr: Llr
    nats: float


class Supposition(msgspec.Struct, frozen=True, eq=False):
    """That a burst is a stranger's, or comes after a beacon's with some change; and then says this.

    llr  (250,) of the burst, and of what is known from before
    """

    share: float
    found: SoftDecision
    llr: Llr
    after: Beacon | None = None
    change: Change | None = None

    @property
    def nats(self) -> float:
        return self.found.nats + float(np.log(self.share))


class SpreadCombiner:
    """Remembers beacons for MOST_APART_S; bounded memory."""

    def __init__(self) -> None:
        self._held: deque[Beacon] = deque(maxlen=MOST_HELD)

    def read(self, one: Sighting) -> Decided | Rejection:
        """What a burst says, if need be by what the same beacon said before."""
        burst = _as_heard(one)
        if burst is None:
            return one.decided
        self._forget(burst.time_s - MOST_APART_S)
        near = self._near(burst)
        if isinstance(one.decided, Decided) and one.decided.is_sure:
            self._remember(_as_read(burst, _word(one.decided), one.decided.wrong_probability))
            return one.decided
        if not near:
            self._remember(burst)
            return one.decided
        assert isinstance(one.soft, SpreadSoftMessage)
        tried = _tried(burst, one.soft.odds_of_no_beacon, near)
        found = together([each.found for each in tried], [each.share for each in tried])
        best = max(tried, key=lambda each: each.nats)
        if best.after is not None and _is_continued(best, tried):
            burst = msgspec.structs.replace(burst, llr=best.llr.clip(-MOST_LLR, MOST_LLR))
            self._held.remove(best.after)
        self._remember(_as_read(burst, found.bits, found.wrong_probability))
        decided = message_of(found, burst.mode)
        if best.after is None or isinstance(decided, Rejection):
            return decided
        return _marked(decided)

    def _near(self, burst: Beacon) -> list[Beacon]:
        """The beacons that it may be of, the most alike first."""
        near = [one for one in self._held if _may_be_one(one, burst)]
        near.sort(key=lambda one: -agreement(one.llr[STATIC_BITS], burst.llr[STATIC_BITS]))
        return near[:MOST_TRIED]

    def _remember(self, burst: Beacon) -> None:
        """Instead of what the same beacon said before."""
        for old in [one for one in self._held if _same_identity(one, burst)]:
            self._held.remove(old)
        self._held.append(msgspec.structs.replace(burst, nats=likeliest(burst.llr).nats))

    def _forget(self, until_s: float) -> None:
        while self._held and self._held[0].time_s < until_s:
            self._held.popleft()


def _as_heard(one: Sighting) -> Beacon | None:
    """A burst by itself; None for what cannot be combined."""
    place_hz = one.burst.offset_hz if one.burst.frequency_hz is None else one.burst.frequency_hz
    if not isinstance(one.soft, SpreadSoftMessage) or place_hz is None:
        return None
    return Beacon(one.burst.time_s, place_hz, one.soft.mode, CAUTION * one.soft.llr, 0.0)


def _as_read(burst: Beacon, word: Bits, wrong_probability: float) -> Beacon:
    """The same with the message that it is, if that is certain."""
    if wrong_probability >= CERTAIN:
        return burst
    llr = np.where(word == 1, MOST_LLR, -MOST_LLR).astype(np.float32)
    return msgspec.structs.replace(burst, llr=llr)


def _may_be_one(earlier: Beacon, later: Beacon) -> bool:
    near = abs(later.place_hz - earlier.place_hz) <= MOST_OFFSET_HZ
    return near and earlier.mode is later.mode and later.time_s - earlier.time_s >= LEAST_APART_S


def _same_identity(one: Beacon, other: Beacon) -> bool:
    same = (one.llr[STATIC_BITS] > 0) == (other.llr[STATIC_BITS] > 0)
    return _may_be_one(one, other) and bool(same.all())


def _tried(burst: Beacon, odds_of_no_beacon: float, near: list[Beacon]) -> list[Supposition]:
    """What the burst says on every supposition that is not far from the likeliest."""
    alone = likeliest(burst.llr, odds_of_no_beacon=odds_of_no_beacon)
    stranger = Supposition(STRANGER_SHARE if near else 1.0, alone, burst.llr)
    known = [(beacon, change, change.told(beacon.llr)) for beacon in near for change in CHANGES]
    fits = [agreement(before, burst.llr) for _, _, before in known]
    likely = [one for one, fit in zip(known, fits, strict=True) if fit > max(fits) - FAR]
    return [stranger, *(_after(burst, *one, len(near)) for one in likely)]


def _after(burst: Beacon, beacon: Beacon, change: Change, before: Llr, beacons: int) -> Supposition:
    """What is known of a whole codeword, its parity too, is less than the sum over its bits."""
    found = likeliest(burst.llr, before=before)
    if change.flips is not None:
        found = msgspec.structs.replace(found, nats=found.nats - beacon.nats)
    return Supposition(change.share / beacons, found, burst.llr + before, beacon, change)


def _is_continued(best: Supposition, tried: list[Supposition]) -> bool:
    """Whether it is surely enough the same beacon that all it says may be added up."""
    share = 1 / np.exp([other.nats - best.nats for other in tried]).sum()
    same = best.change is not None and best.change.of_one_beacon
    return same and bool(share > CONTINUED)


def _word(decided: Decided) -> Bits:
    """(250,) of a message, which has two bits before them."""
    text = f"{int(decided.message.hex, 16):0252b}"[2:]
    return np.array([digit == "1" for digit in text], np.uint8)


def _marked(decided: Decided) -> Decided:
    """As read from several bursts."""
    message = decided.message
    reasons = (*message.reasons, Reason.COMBINED_BURSTS)
    return msgspec.structs.replace(
        decided, message=msgspec.structs.replace(message, reasons=reasons)
    )
