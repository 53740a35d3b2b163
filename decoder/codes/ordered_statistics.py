"""Ordered-statistics soft decoding, with the probability that the result is wrong.

Fossorier and Lin, "Soft-decision decoding of linear block codes based on ordered statistics", IEEE
Trans. IT 41 (1995), worked in the dual domain: the least reliable independent positions are solved
from the parity checks, and every pattern of up to two errors among the others is tried, and of
three among those that come next.
"""

from collections.abc import Callable

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits, Llr
from decoder.codes.cyclic import Cyclic
from decoder.codes.error_patterns import costs, patterns
from decoder.codes.parity_checks import reduced_checks

FAR = 14.0
"""Codewords a million times less likely than the best are not looked at."""
MOST_JUDGED = 16
MOST_NATS = 700.0
LN_2 = float(np.log(2))


class SoftDecision(msgspec.Struct, frozen=True, eq=False):
    """The most likely codeword.

    bits       (n,) uint8
    corrected  how many hard decisions it changes
    doubt      odds that another codeword, or none, was sent
    nats       ln of how much likelier it makes what was heard, and is itself, than random bits
    """

    bits: Bits
    corrected: int
    doubt: float
    nats: float

    @property
    def wrong_probability(self) -> float:
        return self.doubt / (1 + self.doubt)


Prior = Callable[[Bits], NDArray[np.float64]]
"""(m, n) codewords to (m,): how much likelier each is than the mean of all, before it is heard."""


def decode(
    code: Cyclic,
    llr: Llr,
    *,
    odds_of_no_codeword: float = 0.0,
    prior: Prior | None = None,
    known: Llr | None = None,
    triples_among: int = 0,
) -> SoftDecision:
    """Finds the most likely codeword of `code` and how far it may be trusted.

    llr                  (n,) ln P(1)/P(0)
    odds_of_no_codeword  prior odds that what was received is no codeword at all, but random bits
    known                (n,) ln P(1)/P(0) of each bit before anything is heard; 0 where not given
    prior                weighs whole codewords, beyond what is known of single bits
    triples_among        three errors are looked for among so many positions, the least reliable
                         of those that are not solved

    Each pattern of errors among the reliable positions belongs to one codeword, so a list of
    patterns leaves out some. What these codewords may weigh is taken as the mean over all values
    of their solved positions.
    """
    expected = np.zeros(code.length) if known is None else known.astype(np.float64)
    heard = llr.astype(np.float64)
    soft = heard + expected
    reliability = np.abs(soft)
    decided = (soft > 0).astype(np.uint8)
    checks = reduced_checks(code, reliability)
    target = checks.failing(decided)
    rest = checks.rest
    tried = patterns(rest.size, min(triples_among, rest.size))
    cost = costs(tried, checks.columns, target, reliability[rest], reliability[checks.solved])

    near = np.flatnonzero(cost < cost.min() + FAR)
    near = near[np.argsort(cost[near], kind="stable")][:MOST_JUDGED]
    words = checks.words(decided, target, tried.places[near])
    log_weights = -cost
    if prior is not None:
        log_weights[near] += np.log(prior(words))
    best = int(np.argmax(log_weights[near]))
    most = float(log_weights[near][best])
    bits = words[best]

    # What all codewords of a random code would weigh: all words' weight, shared.
    shared = float(np.logaddexp(0, -reliability).sum()) - code.parity_bits * LN_2
    left_out = tried.share_left_out(reliability[rest]) * _odds(shared - most)
    # The weights were relative to the hard decisions', which now count, and what is expected.
    unheard = float(np.logaddexp(0, heard).sum()) - code.parity_bits * LN_2
    nats = most + float((decided * soft + LN_2 - np.logaddexp(0, expected)).sum()) - unheard
    listed = max(float(np.exp(log_weights - most).sum()) - 1.0, 0.0)
    return SoftDecision(
        bits=bits,
        corrected=int((bits != (heard > 0)).sum()),
        doubt=listed + left_out + odds_of_no_codeword * _odds(-nats),
        nats=nats,
    )


def _odds(nats: float) -> float:
    return float(np.exp(min(nats, MOST_NATS)))
