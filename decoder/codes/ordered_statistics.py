"""Ordered-statistics soft decoding, order 2, with the probability that the result is wrong.

Fossorier and Lin, "Soft-decision decoding of linear block codes based on ordered statistics", IEEE
Trans. IT 41 (1995), worked in the dual domain: the least reliable independent positions are solved
from the parity checks, and every pattern of up to two errors among the others is tried.
"""

from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits, Llr
from decoder.codes.bch import Bch


class SoftDecision(msgspec.Struct, frozen=True, eq=False):
    """The most likely codeword.

    bits               (n,) uint8
    corrected          how many hard decisions it changes
    wrong_probability  that another codeword, or none, was sent
    """

    bits: Bits
    corrected: int
    wrong_probability: float


def decode(code: Bch, llr: Llr, *, odds_of_no_codeword: float = 0.0) -> SoftDecision:
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
    parity_weight = reliability[solved]
    columns = _columns(rows, rest)
    target = _bit_vector(_syndrome(code, hard, rows), code.parity_bits)

    singles, pairs = _patterns(rest.size)
    syndromes = np.concatenate(
        (target[None], target ^ columns, target ^ columns[pairs[:, 0]] ^ columns[pairs[:, 1]])
    )
    weights = reliability[rest]
    flipped = np.concatenate(([0.0], weights[singles], weights[pairs[:, 0]] + weights[pairs[:, 1]]))
    cost = flipped + syndromes @ parity_weight

    best = int(np.argmin(cost))
    bits = hard.copy()
    bits[solved] ^= syndromes[best]
    bits[rest[_pattern(best, rest.size, pairs)]] ^= 1
    doubt = _doubt(reliability, rest, solved, cost, odds_of_no_codeword)
    return SoftDecision(bits, int((bits ^ hard).sum()), doubt / (1 + doubt))


def _doubt(
    reliability: NDArray[np.float64],
    rest: NDArray[np.intp],
    solved: NDArray[np.intp],
    cost: NDArray[np.float64],
    odds_of_no_codeword: float,
) -> float:
    """Odds against the cheapest codeword: of the others listed, of those not, and of none."""
    best = float(cost.min())
    listed = float(np.exp(best - cost).sum()) - 1.0
    flips = np.exp(-reliability)
    among_rest = flips[rest]
    all_patterns = float(np.prod(1 + among_rest))
    once = float(among_rest.sum())
    twice = (once**2 - float((among_rest**2).sum())) / 2
    mean_of_solved = float(np.prod((1 + flips[solved]) / 2))
    unlisted = max(all_patterns - 1 - once - twice, 0.0) * mean_of_solved
    none = odds_of_no_codeword * all_patterns * mean_of_solved
    return listed + (unlisted + none) * float(np.exp(min(best, 700.0)))


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
    pairs = np.stack(np.triu_indices(positions, 1), axis=1)
    return np.arange(positions), pairs


def _pattern(index: int, positions: int, pairs: NDArray[np.intp]) -> list[int]:
    """Which of the reliable positions the numbered error pattern flips."""
    if index == 0:
        return []
    if index <= positions:
        return [index - 1]
    return [int(i) for i in pairs[index - 1 - positions]]
