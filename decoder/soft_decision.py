"""Soft bits to a message: which fields are protected, how sure each is, and the message itself."""

from functools import partial

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder import policy, t001
from decoder.arrays import Bits, Llr
from decoder.codes import ordered_statistics
from decoder.codes.bch import BCH_1, BCH_2
from decoder.content import first_field_weights, format_weights, second_field_weights
from decoder.message import FieldTrust, Message
from decoder.reasons import Reason, Rejection

FIRST_FIELD = slice(24, 106)
SECOND_FIELD = slice(106, 144)
SYNC = slice(0, 24)
BIT_SYNC = slice(0, 15)
UNPROTECTED = slice(106, 112)
CLEAR_LLR = 5.0
"""Below it a bit that no code protects is wrong more often than once in 150."""
ODDS_OF_NO_BEACON = 1e5
"""Of a line in the band with some sync behind it."""
MOST_TAIL_NATS = 10.0
CUT_SELF_TESTS, CUT_MESSAGES = 0.3, 0.01
"""Shares of long messages that end at bit 112: self-tests may (C/S T.001 4.5.4), others are cut."""
ODDS_OF_UNCODED_SECOND_FIELD = 1e-3


class Decided(msgspec.Struct, frozen=True):
    """A message, and how probably its first and second field are wrong (1: there is none)."""

    message: Message
    wrong_probability: float
    second_wrong_probability: float = 1.0

    @property
    def doubt(self) -> float:
        return self.wrong_probability + self.second_wrong_probability

    @property
    def is_sure(self) -> bool:
        """Nothing that another burst could tell better."""
        return policy.trust_of_probability(1, self.wrong_probability) is FieldTrust.TRUSTED and (
            None not in self.message.corrected_bits
        )


def surer(one: Decided | Rejection, other: Decided | Rejection) -> Decided | Rejection:
    """The one with the less doubt about both fields."""
    decided = [found for found in (one, other) if isinstance(found, Decided)]
    return min(decided, key=lambda found: found.doubt, default=one)


def decide(
    llr: Llr,
    sync: Bits,
    tail_nats: float,
    *,
    odds_of_no_beacon: float = ODDS_OF_NO_BEACON,
    second_field_doubt: float = 1.0,
) -> Decided | Rejection:
    """The most likely message, if it is likely enough to be spoken of.

    llr          (144,) of the whole message; what follows bit 112 is noise if it ends there
    sync         (24,) the sync word that was found
    tail_nats    ln of how much likelier what follows bit 112 is with a message there than without
    odds_of_no_beacon   that what was found is none, before its bits are looked at
    second_field_doubt  how many times likelier it is to be wrong than its bits say
    """
    odds = min(1.0, odds_of_no_beacon * 2.0 ** -_evidence_bits(llr[SYNC], sync))
    tail_odds = float(np.exp(np.clip(tail_nats, -MOST_TAIL_NATS, MOST_TAIL_NATS)))
    cut_share = CUT_SELF_TESTS if _is_self_test(sync) else CUT_MESSAGES

    def prior(words: Bits) -> NDArray[np.float64]:
        return first_field_weights(words) * format_weights(words[:, 0], tail_odds, cut_share)

    first = ordered_statistics.decode(
        BCH_1, llr[FIRST_FIELD], odds_of_no_codeword=odds, prior=prior
    )
    first_trust = policy.trust_of_probability(1, first.wrong_probability)
    if first_trust is FieldTrust.UNDECODED or not first.bits.any():  # any tone gives all zeros
        return Rejection.FIRST_FIELD_UNDECODABLE
    bits = (llr > 0).astype(np.uint8)
    bits[SYNC] = sync
    bits[FIRST_FIELD] = first.bits
    if bits[24] == 0 or (1 - cut_share) * tail_odds < cut_share:
        bits = bits[:112]
    if bits.size == 112 or not t001.second_field_is_protected(bits):
        message = t001.decode(
            bits, corrected_bits=(first.corrected,), first=first_trust, second=None
        )
        if float(np.abs(llr[UNPROTECTED]).min()) < CLEAR_LLR:
            reasons = (*message.reasons, Reason.UNPROTECTED_BITS_DOUBTFUL)
            message = msgspec.structs.replace(message, reasons=reasons)
        return Decided(message, first.wrong_probability)
    second = ordered_statistics.decode(
        BCH_2,
        llr[SECOND_FIELD],
        odds_of_no_codeword=ODDS_OF_UNCODED_SECOND_FIELD,
        prior=partial(second_field_weights, first.bits),
    )
    second_wrong = min(1.0, second_field_doubt * second.wrong_probability)
    second_trust = policy.trust_of_probability(2, second_wrong)
    corrected: int | None = None
    if second_trust is not FieldTrust.UNDECODED:
        bits[SECOND_FIELD] = second.bits
        corrected = second.corrected
    message = t001.decode(
        bits, corrected_bits=(first.corrected, corrected), first=first_trust, second=second_trust
    )
    return Decided(message, first.wrong_probability, second_wrong)


def _is_self_test(sync: Bits) -> bool:
    return bool(sync[BIT_SYNC.stop] == 0)


def _evidence_bits(llr: Llr, known: Bits) -> float:
    """How much better the known bits explain what was heard than random ones do, in bits."""
    agreement = np.where(known == 1, llr, -llr).astype(np.float64)
    return float((1 - np.logaddexp(0, -agreement) / np.log(2)).sum())
