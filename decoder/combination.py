"""Bursts that are too faint alone are added up: a beacon says the same again about every 50 s.

C/S T.001 2.2.1: the time between bursts is 47.5 to 52.5 s. Log-likelihood ratios are summed,
so a clear burst counts for more than a faint one.
"""

from collections import deque

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits, Llr
from decoder.codes.agreement import agreement
from decoder.reasons import Reason, Rejection
from decoder.sighting import Sighting, SoftMessage
from decoder.soft_decision import FIRST_FIELD, SECOND_FIELD, Decided, decide, surer

PERIOD_S = (47.5, 52.5)
MOST_PERIODS = 4
MOST_OFFSET_HZ = 12.0
"""A beacon moves by less than 1 Hz in 50 s, but a cheap receiver's oscillator by ten."""
MOST_HELD = 4000
LEAST_AGREEMENT = 5.0
"""ln of the odds against chance that a burst's bits must have from agreeing with the others'."""
MOST_STRANGENESS = 3.0
"""Standard deviations by which a burst may fit the common message worse than its noise explains:
the next beacon of a series has nearly the same bits, and one that moves changes a few."""


class Faint(msgspec.Struct, frozen=True, eq=False):
    """A burst that is remembered: when, where, and what it seemed to say."""

    time_s: float
    offset_hz: float
    llr: Llr
    sync: Bits
    tail_nats: float


class Combiner:
    """Remembers bursts for MOST_PERIODS periods; bounded memory."""

    def __init__(self) -> None:
        self._held: deque[Faint] = deque(maxlen=MOST_HELD)

    def read(self, one: Sighting) -> Decided | Rejection:
        """What a burst says, if need be together with earlier ones of what may be its beacon."""
        faint = _faint(one)
        if faint is None:
            return one.decided
        decided = one.decided
        if isinstance(decided, Rejection) or not decided.is_sure:
            decided = surer(decided, self._together(faint))
        self._remember(faint)
        return decided

    def _remember(self, burst: Faint) -> None:
        oldest_s = burst.time_s - MOST_PERIODS * PERIOD_S[1]
        while self._held and self._held[0].time_s < oldest_s:
            self._held.popleft()
        self._held.append(burst)

    def _together(self, burst: Faint) -> Decided | Rejection:
        """Whatever fits the common message badly is left out, and the rest decided on anew.

        Where the burst itself has another second field it is not read: noise would do the same.
        """
        partners = _partners(burst, [one for one in self._held if _may_be_one_beacon(one, burst)])
        unmoved = [burst, *partners]
        while partners:
            decided = _decided(burst, partners, unmoved)
            if isinstance(decided, Rejection):
                return decided
            strange = _strangers([burst, *partners], decided, FIRST_FIELD)
            moved = _strangers(unmoved, decided, SECOND_FIELD)
            if not strange and not moved:
                return decided
            if burst in strange:
                return Rejection.LOW_CONFIDENCE
            partners = [one for one in partners if one not in strange]
            left_out = unmoved if burst in moved else strange + moved
            unmoved = [one for one in unmoved if one not in left_out]
        return Rejection.FIRST_FIELD_UNDECODABLE


def _faint(one: Sighting) -> Faint | None:
    """None for what cannot be combined."""
    burst, soft = one.burst, one.soft
    place_hz = burst.offset_hz if burst.frequency_hz is None else burst.frequency_hz
    if not isinstance(soft, SoftMessage) or place_hz is None:
        return None
    return Faint(burst.time_s, place_hz, soft.llr, soft.sync, soft.tail_nats)


def _may_be_one_beacon(earlier: Faint, later: Faint) -> bool:
    if abs(later.offset_hz - earlier.offset_hz) > MOST_OFFSET_HZ:
        return False
    since_s = later.time_s - earlier.time_s
    periods = min(max(1, round(since_s / (sum(PERIOD_S) / 2))), MOST_PERIODS)
    in_time = periods * PERIOD_S[0] <= since_s <= periods * PERIOD_S[1]
    return in_time and bool((later.sync == earlier.sync).all())


def _partners(burst: Faint, others: list[Faint]) -> list[Faint]:
    """Those whose bits agree with what burst and partners say together, the most alike first.

    Of two sights of one burst, or two beacons taking turns, only one is a partner.
    """
    partners: list[Faint] = []
    llr = burst.llr[FIRST_FIELD]
    while others:
        agreements = [agreement(one.llr[FIRST_FIELD], llr) for one in others]
        best = int(np.argmax(agreements))
        if agreements[best] < LEAST_AGREEMENT:
            break
        chosen = others[best]
        partners.append(chosen)
        llr = llr + chosen.llr[FIRST_FIELD]
        others = [one for one in others if abs(one.time_s - chosen.time_s) > PERIOD_S[0] / 2]
    return partners


def _decided(burst: Faint, partners: list[Faint], unmoved: list[Faint]) -> Decided | Rejection:
    """The second field is summed only with those that say the same: positions are updated."""
    llr = burst.llr.astype(np.float32)
    llr[SECOND_FIELD] = 0
    for partner in partners:
        llr[: FIRST_FIELD.stop] += partner.llr[: FIRST_FIELD.stop]
    for partner in unmoved:
        llr[SECOND_FIELD] += partner.llr[SECOND_FIELD]
    tail_nats = sum(one.tail_nats for one in (burst, *partners))
    decided = decide(llr, burst.sync, tail_nats)
    if isinstance(decided, Rejection):
        return decided
    message = decided.message
    reasons = (*message.reasons, Reason.COMBINED_BURSTS)
    return msgspec.structs.replace(
        decided, message=msgspec.structs.replace(message, reasons=reasons)
    )


def _strangers(bursts: list[Faint], decided: Decided, field: slice) -> list[Faint]:
    """Those that fit a field of the common message worse than their noise lets one expect."""
    message = decided.message
    if field is SECOND_FIELD and (len(message.hex) < 36 or message.corrected_bits[-1] is None):
        return []
    text = f"{int(message.hex, 16):0{4 * len(message.hex)}b}"[field]
    signs = np.array([1 if digit == "1" else -1 for digit in text])
    return [one for one in bursts if _strangeness(one.llr[field], signs) > MOST_STRANGENESS]


def _strangeness(heard: Llr, signs: NDArray[np.int_]) -> float:
    """By how many standard deviations bits fit worse than clear ones would."""
    llr = heard.astype(np.float64)
    certainty = np.tanh(np.abs(llr) / 2)
    expected = float((np.abs(llr) * certainty).sum())
    spread = float(np.sqrt((llr**2 * (1 - certainty**2)).sum()) + 1e-6)
    return (expected - float((signs * llr).sum())) / spread
