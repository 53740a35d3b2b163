"""Ordered-statistics soft decoding, with the probability that the result is wrong.

Fossorier and Lin, "Soft-decision decoding of linear block codes based on ordered statistics", IEEE
Trans. IT 41 (1995), worked in the dual domain: the least reliable independent positions are solved
from the parity checks, and every pattern of up to two errors among the others is tried, and of
three among those that come next.
"""

from collections.abc import Callable
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits, Llr
from decoder.codes.cyclic import Cyclic
from decoder.codes.error_patterns import costs, patterns

FAR = 14.0
"""Codewords a million times less likely than the best are not looked at."""
MOST_JUDGED = 16
MOST_NATS = 700.0


class SoftDecision(msgspec.Struct, frozen=True, eq=False):
    """The most likely codeword.

    bits               (n,) uint8
    corrected          how many hard decisions it changes
    wrong_probability  that another codeword, or none, was sent
    """

    bits: Bits
    corrected: int
    wrong_probability: float


Prior = Callable[[Bits], NDArray[np.float64]]
"""(m, n) codewords to (m,): how much likelier each is than the mean of all, before it is heard."""


def decode(
    code: Cyclic,
    llr: Llr,
    *,
    odds_of_no_codeword: float = 0.0,
    prior: Prior | None = None,
    triples_among: int = 0,
) -> SoftDecision:
    """Finds the most likely codeword of `code` and how far it may be trusted.

    llr                  (n,) ln P(1)/P(0)
    odds_of_no_codeword  prior odds that what was received is no codeword at all
    triples_among        three errors are looked for among so many positions, the least reliable
                         of those that are not solved

    Each pattern of errors among the reliable positions belongs to one codeword, so a list of
    patterns leaves out some. What these codewords may weigh is taken as the mean over all values
    of their solved positions.
    """
    reliability = np.abs(llr).astype(np.float64)
    hard = (llr > 0).astype(np.uint8)
    rest, solved, rows = _reduce(code, reliability)
    target = _bit_vector(_syndrome(code, hard, rows), code.parity_bits)
    checks = np.zeros((rest.size + 1, code.parity_bits), np.uint8)  # the last: of no position
    checks[:-1] = _columns(rows, rest, code.length)
    weights = np.append(reliability[rest], 0.0)
    tried = patterns(rest.size, min(triples_among, rest.size))
    cost = costs(tried, checks, target, weights, reliability[solved])

    near = np.flatnonzero(cost < cost.min() + FAR)
    near = near[np.argsort(cost[near], kind="stable")][:MOST_JUDGED]
    places = tried.places[near]
    words = np.zeros((near.size, code.length + 1), np.uint8)  # with a bit for no position
    words[np.arange(near.size)[:, None], np.append(rest, code.length)[places]] = 1
    words = words[:, :-1] ^ hard
    words[:, solved] ^= target ^ np.bitwise_xor.reduce(checks[places], axis=1)
    log_weights = -cost
    if prior is not None:
        log_weights[near] += np.log(prior(words))
    best = int(np.argmax(log_weights[near]))
    all_words = _log_all_words(reliability, solved) - log_weights[near][best]
    doubt = float(np.exp(log_weights - log_weights[near][best]).sum()) - 1.0
    unheard = odds_of_no_codeword + tried.share_left_out(reliability[rest])
    doubt = max(doubt, 0.0) + unheard * float(np.exp(min(all_words, MOST_NATS)))
    bits = words[best]
    return SoftDecision(bits, int((bits ^ hard).sum()), doubt / (1 + doubt))


def _log_all_words(reliability: NDArray[np.float64], solved: NDArray[np.intp]) -> float:
    """What all codewords of a random code would weigh: all words' weight, shared."""
    return float(np.log1p(np.exp(-reliability)).sum()) - solved.size * float(np.log(2))


def _reduce(
    code: Cyclic, reliability: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp], list[int]]:
    """Gauss-Jordan elimination of the parity checks on the least reliable independent positions.

    returns  the other positions, least reliable first; the solved ones; and for each of these its
             parity check as an integer: the low `length` bits are the check (position i is bit i),
             those above the combination of the code's own syndrome bits that it was made of
    """
    rows = list(_check_rows(code))
    order = np.argsort(reliability, kind="stable")
    solved: list[int] = []
    for position in order.tolist():
        done = len(solved)
        mask = 1 << position
        pivot = next((i for i in range(done, len(rows)) if rows[i] & mask), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for i in range(len(rows)):
            if i != done and rows[i] & mask:
                rows[i] ^= rows[done]
        solved.append(position)
        if len(solved) == len(rows):
            break
    free = np.ones(code.length, dtype=bool)
    free[solved] = False
    return order[free[order]], np.array(solved), rows


@cache
def _check_rows(code: Cyclic) -> tuple[int, ...]:
    """Row r of the parity check matrix as an integer, marked with bit length + r."""
    return tuple(
        sum(int(power >> r & 1) << i for i, power in enumerate(code.powers))
        | 1 << (code.length + r)
        for r in range(code.parity_bits)
    )


def _columns(rows: list[int], positions: NDArray[np.intp], length: int) -> Bits:
    """The reduced checks' columns. (positions, parity_bits)."""
    octets = -(-(length + len(rows)) // 8)
    packed = np.frombuffer(b"".join(row.to_bytes(octets, "little") for row in rows), np.uint8)
    bits = np.unpackbits(packed.reshape(-1, octets), axis=1, bitorder="little")
    return np.ascontiguousarray(bits[:, positions].T)


def _syndrome(code: Cyclic, hard: Bits, rows: list[int]) -> int:
    """Which reduced checks fail: bit r for row r."""
    syndrome = int(code.syndromes(hard))
    return sum(((row >> code.length & syndrome).bit_count() & 1) << r for r, row in enumerate(rows))


def _bit_vector(value: int, size: int) -> Bits:
    return np.array([value >> r & 1 for r in range(size)], dtype=np.uint8)
