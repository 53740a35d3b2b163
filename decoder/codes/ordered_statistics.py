"""Ordered-statistics soft decoding, order 2, with the probability that the result is wrong.

Fossorier and Lin, "Soft-decision decoding of linear block codes based on ordered statistics", IEEE
Trans. IT 41 (1995), worked in the dual domain: the least reliable independent positions are solved
from the parity checks, and every pattern of up to two errors among the others is tried.
"""

from collections.abc import Callable
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits, Llr
from decoder.codes.bch import Bch

FAR = 14.0
"""Codewords a million times less likely than the best are not looked at."""
MOST_JUDGED = 16


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
    code: Bch, llr: Llr, *, odds_of_no_codeword: float = 0.0, prior: Prior | None = None
) -> SoftDecision:
    """Finds the most likely codeword of `code` and how far it may be trusted.

    llr                  (n,) ln P(1)/P(0)
    odds_of_no_codeword  prior odds that what was received is no codeword at all

    Each pattern of errors among the reliable positions belongs to one codeword, so a list of all
    patterns of up to two leaves out those of three and more. What these codewords may weigh is
    taken as the mean over all values of their solved positions.
    """
    reliability = np.abs(llr).astype(np.float64)
    hard = (llr > 0).astype(np.uint8)
    rest, solved, rows = _reduce(code, reliability)
    columns = _columns(rows, rest)
    target = _bit_vector(_syndrome(code, hard, rows), code.parity_bits)
    first, second = _patterns(rest.size)
    # Row rest.size is no position: a pattern of one error is a pair with nothing, as is none.
    padded = np.concatenate((columns, np.zeros((1, code.parity_bits), np.uint8)))
    weights = np.append(reliability[rest], 0.0)
    syndromes = target ^ padded[first] ^ padded[second]
    cost = weights[first] + weights[second] + syndromes @ reliability[solved]

    near = np.flatnonzero(cost < cost.min() + FAR)
    near = near[np.argsort(cost[near], kind="stable")][:MOST_JUDGED]
    words = np.repeat(hard[None], near.size, axis=0)
    words[:, solved] ^= syndromes[near]
    for flipped in (first[near], second[near]):
        some = flipped < rest.size
        words[some, rest[flipped[some]]] ^= 1
    log_weights = -cost
    if prior is not None:
        log_weights[near] += np.log(prior(words))
    best = int(np.argmax(log_weights[near]))
    doubt = _doubt(reliability, rest, solved, log_weights, log_weights[near][best])
    doubt += odds_of_no_codeword * _odds_of_any_word(reliability, solved, log_weights[near][best])
    bits = words[best]
    return SoftDecision(bits, int((bits ^ hard).sum()), doubt / (1 + doubt))


def _doubt(
    reliability: NDArray[np.float64],
    rest: NDArray[np.intp],
    solved: NDArray[np.intp],
    log_weights: NDArray[np.float64],
    best: float,
) -> float:
    """Odds against the best codeword: of the others listed, and of those not."""
    listed = float(np.exp(log_weights - best).sum()) - 1.0
    flips = np.exp(-reliability[rest])
    once = float(flips.sum())
    twice = (once**2 - float((flips**2).sum())) / 2
    left_out = max(1 - (1 + once + twice) / float(np.prod(1 + flips)), 0.0)
    return max(listed, 0.0) + left_out * _odds_of_any_word(reliability, solved, best)


def _odds_of_any_word(
    reliability: NDArray[np.float64], solved: NDArray[np.intp], best: float
) -> float:
    """What all codewords of a random code would weigh, over the best: all words' weight, shared."""
    log_all_words = float(np.log1p(np.exp(-reliability)).sum()) - solved.size * float(np.log(2))
    return float(np.exp(min(log_all_words - best, 700.0)))


def _reduce(
    code: Bch, reliability: NDArray[np.float64]
) -> tuple[NDArray[np.intp], NDArray[np.intp], list[int]]:
    """Gauss-Jordan elimination of the parity checks on the least reliable independent positions.

    returns  the other positions, the solved ones, and for each solved one its parity check as an
             integer: the low `length` bits are the check (position i is bit i), those above the
             combination of the code's own syndrome bits that it was made of
    """
    length = code.length
    rows = list(_check_rows(code))
    solved: list[int] = []
    for position in np.argsort(reliability, kind="stable"):
        done = len(solved)
        mask = 1 << int(position)
        pivot = next((i for i in range(done, len(rows)) if rows[i] & mask), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        for i in range(len(rows)):
            if i != done and rows[i] & mask:
                rows[i] ^= rows[done]
        solved.append(int(position))
        if len(solved) == len(rows):
            break
    rest = np.setdiff1d(np.arange(length), solved)
    return rest, np.array(solved), rows


@cache
def _check_rows(code: Bch) -> tuple[int, ...]:
    """Row r of the parity check matrix as an integer, marked with bit length + r."""
    return tuple(
        sum(int(power >> r & 1) << i for i, power in enumerate(code.powers))
        | 1 << (code.length + r)
        for r in range(code.parity_bits)
    )


def _columns(rows: list[int], positions: NDArray[np.intp]) -> Bits:
    """The reduced checks' columns. (positions, parity_bits)."""
    octets = 16
    packed = np.frombuffer(b"".join(row.to_bytes(octets, "little") for row in rows), np.uint8)
    bits = np.unpackbits(packed.reshape(-1, octets), axis=1, bitorder="little")
    return np.ascontiguousarray(bits[:, positions].T)


def _syndrome(code: Bch, hard: Bits, rows: list[int]) -> int:
    """Which reduced checks fail: bit r for row r."""
    syndrome = int(code.syndromes(hard))
    return sum(((row >> code.length & syndrome).bit_count() & 1) << r for r, row in enumerate(rows))


def _bit_vector(value: int, size: int) -> Bits:
    return np.array([value >> r & 1 for r in range(size)], dtype=np.uint8)


@cache
def _patterns(positions: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Two positions to flip in every way, the last place being none: order 0, 1 and 2."""
    first, second = np.triu_indices(positions + 1, 1)
    nothing = np.array([positions])
    return np.concatenate((nothing, first)), np.concatenate((nothing, second))
