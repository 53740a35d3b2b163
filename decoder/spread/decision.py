"""Soft bits of a second-generation burst to its message, if it is likely enough to be spoken of."""

from collections.abc import Sequence

import msgspec
import numpy as np

from decoder import policy, t018
from decoder.arrays import Llr
from decoder.codes.agreement import agreement
from decoder.codes.bch_250_202 import BCH_250_202
from decoder.codes.ordered_statistics import SoftDecision, decode
from decoder.content_t018 import KINDS, Kind
from decoder.message import FieldTrust
from decoder.reasons import Rejection
from decoder.soft_decision import Decided
from decoder.spread.prn import Mode

TRIPLES_AMONG = 60
"""With these the code is within 0.1 dB of its maximum-likelihood limit, in 3 ms. Where something
was heard before, two errors are enough."""
FAR = 20.0
"""ln of the odds at which a kind of message is not tried."""
CLEAR_DOUBT = 1e-9
"""Below it no other kind of message is tried."""


def decide(llr: Llr, mode: Mode, *, odds_of_no_beacon: float) -> Decided | Rejection:
    """The most likely message.

    llr                 (250,) of the whole message
    odds_of_no_beacon   that what was found is none, before its bits are looked at
    """
    return message_of(likeliest(llr, odds_of_no_beacon=odds_of_no_beacon), mode)


def message_of(found: SoftDecision, mode: Mode) -> Decided | Rejection:
    """Of the most likely word, if it is likely enough to be spoken of."""
    trust = policy.trust_of_probability(1, found.wrong_probability)
    if trust is FieldTrust.UNDECODED or not found.bits.any():  # chips alone give all zeros
        return Rejection.FIRST_FIELD_UNDECODABLE
    message = t018.decode(
        found.bits,
        self_test=mode is Mode.SELF_TEST,
        corrected_bits=found.corrected,
        trust=trust,
    )
    return Decided(message, found.wrong_probability)


def likeliest(
    llr: Llr, *, odds_of_no_beacon: float = 0.0, before: Llr | None = None
) -> SoftDecision:
    """The most likely codeword, whatever kind of message it is.

    before  (250,) ln P(1)/P(0) of each bit by what was heard earlier
    """
    decisions: list[SoftDecision] = []
    kinds = _likely(llr if before is None else llr + before)
    for kind in kinds:
        decisions.append(_of_kind(kind, llr, odds_of_no_beacon, before))
        if decisions[0].doubt < CLEAR_DOUBT:
            return decisions[0]
    return together(decisions, [kind.share for kind in kinds])


def _likely(llr: Llr) -> list[Kind]:
    """The kinds whose known bits fit what was heard, the best first."""
    nats = [agreement(kind.llr, llr) + float(np.log(kind.share)) for kind in KINDS]
    order = np.argsort(np.negative(nats), kind="stable")
    return [KINDS[place] for place in order if nats[place] > max(nats) - FAR]


def _of_kind(kind: Kind, llr: Llr, odds_of_no_beacon: float, before: Llr | None) -> SoftDecision:
    """The code's words that are not looked at weigh 1: so weights are taken over their mean."""
    mean = kind.mean_weight(llr if before is None else llr + before)
    found = decode(
        BCH_250_202,
        llr,
        odds_of_no_codeword=odds_of_no_beacon / mean,
        prior=lambda words: kind.weights(words) / mean,
        known=kind.llr if before is None else kind.llr + before,
        triples_among=TRIPLES_AMONG if before is None else 0,
    )
    return msgspec.structs.replace(found, nats=found.nats + float(np.log(mean)))


def together(decisions: Sequence[SoftDecision], shares: Sequence[float]) -> SoftDecision:
    """One by each supposition, of which one is true. Those of the same word speak for each other.

    shares  how likely each supposition is, before anything is heard
    """
    nats = np.array([decision.nats for decision in decisions]) + np.log(shares)
    weights = np.exp(nats - nats.max())
    best = decisions[int(np.argmax(weights))]
    same = np.array([(decision.bits == best.bits).all() for decision in decisions])
    doubts = np.array([decision.doubt for decision in decisions])
    others = float((weights * doubts).sum() + weights[~same].sum())
    for_it = float(weights[same].sum())
    return SoftDecision(best.bits, best.corrected, others / for_it, float(nats.max()))
