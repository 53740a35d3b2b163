"""Bursts that are too faint alone are added up: a beacon says the same again about every 50 s.

C/S T.001 2.2.1: the time between bursts is 47.5 to 52.5 s. Log-likelihood ratios are summed,
so a clear burst counts for more than a faint one.
"""

import msgspec
import numpy as np

from decoder.arrays import Bits, Llr
from decoder.reasons import Reason, Rejection
from decoder.sighting import Sighting
from decoder.soft_decision import FIRST_FIELD, SECOND_FIELD, Decided, decide, surer

PERIOD_S = (47.5, 52.5)
MOST_PERIODS = 4
MOST_OFFSET_HZ = 12.0
"""A beacon moves by less than 1 Hz in 50 s, but a cheap receiver's oscillator by ten."""
MOST_HELD = 4000
LEAST_AGREEMENT = 2.0
"""Standard deviations by which two bursts' bits must agree better than chance."""
MOST_STRANGENESS = 3.0
"""Standard deviations by which a burst may fit the common message worse than it fits its own bits:
the next beacon of a series has nearly the same bits."""


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
        self._held: list[Faint] = []

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
        self._held = [one for one in self._held if one.time_s >= oldest_s][-MOST_HELD:]
        self._held.append(burst)

    def _together(self, burst: Faint) -> Decided | Rejection:
        partners = [one for one in self._held if _may_be_one_beacon(one, burst)]
        if not partners:
            return Rejection.FIRST_FIELD_UNDECODABLE
        all_bursts = [burst, *partners]
        tail_nats = sum(one.tail_nats for one in all_bursts)
        decided = decide(_summed(burst, partners), burst.sync, tail_nats)
        if isinstance(decided, Rejection):
            return decided
        message = decided.message
        if any(_strangeness(one, message.hex) > MOST_STRANGENESS for one in all_bursts):
            return Rejection.LOW_CONFIDENCE
        reasons = (*message.reasons, Reason.COMBINED_BURSTS)
        return msgspec.structs.replace(
            decided, message=msgspec.structs.replace(message, reasons=reasons)
        )


def _faint(one: Sighting) -> Faint | None:
    """None for what cannot be combined."""
    burst, soft = one.burst, one.soft
    place_hz = burst.offset_hz if burst.frequency_hz is None else burst.frequency_hz
    if soft is None or place_hz is None:
        return None
    return Faint(burst.time_s, place_hz, soft.llr, soft.sync, soft.tail_nats)


def _may_be_one_beacon(earlier: Faint, later: Faint) -> bool:
    since_s = later.time_s - earlier.time_s
    periods = min(max(1, round(since_s / (sum(PERIOD_S) / 2))), MOST_PERIODS)
    in_time = periods * PERIOD_S[0] <= since_s <= periods * PERIOD_S[1]
    near = abs(later.offset_hz - earlier.offset_hz) < MOST_OFFSET_HZ
    alike = in_time and near and bool((later.sync == earlier.sync).all())
    return alike and _agreement(earlier.llr[FIRST_FIELD], later.llr[FIRST_FIELD]) > LEAST_AGREEMENT


def _agreement(one: Llr, other: Llr) -> float:
    """By how many standard deviations two sets of bits are more alike than unrelated ones."""
    products = np.tanh(one / 2) * np.tanh(other / 2)
    return float(products.sum() / np.sqrt((products**2).sum() + 1e-12))


def _strangeness(burst: Faint, message_hex: str) -> float:
    """By how many standard deviations a burst fits a first field worse than clear bits would."""
    text = f"{int(message_hex, 16):0{4 * len(message_hex)}b}"[FIRST_FIELD]
    signs = np.array([1 if digit == "1" else -1 for digit in text])
    llr = burst.llr[FIRST_FIELD].astype(np.float64)
    certainty = np.tanh(np.abs(llr) / 2)
    expected = float((np.abs(llr) * certainty).sum())
    spread = float(np.sqrt((llr**2 * (1 - certainty**2)).sum()) + 1e-6)
    return (expected - float((signs * llr).sum())) / spread


def _summed(burst: Faint, partners: list[Faint]) -> Llr:
    """The second field is summed only with those that say the same: positions are updated."""
    llr = burst.llr.astype(np.float32)
    for partner in partners:
        llr[: FIRST_FIELD.stop] += partner.llr[: FIRST_FIELD.stop]
        same = _agreement(partner.llr[SECOND_FIELD], burst.llr[SECOND_FIELD]) > LEAST_AGREEMENT
        if same:
            llr[SECOND_FIELD] += partner.llr[SECOND_FIELD]
    return llr
