"""Patterns of a few errors among given positions, and what the codeword of each costs.

A codeword costs the reliability of all hard decisions that it overrules: those of the pattern, and
those of the solved positions, one for each parity check that fails. With signs for bits the checks
of two errors are the product of theirs, so one product of matrices gives the costs of all pairs.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Bits

Reals64 = NDArray[np.float64]
Indices = NDArray[np.intp]


class Patterns(NamedTuple):
    """All of up to two errors among `positions`, and of three among the first `triples_among`.

    places     (patterns, 3) where the errors are; `positions` stands for none
    of_pairs   (patterns of up to two,) where each is in the table of all pairs' costs
    of_triples (patterns of three,) where each is in the table by pairs and third errors
    """

    positions: int
    triples_among: int
    places: Indices
    of_pairs: Indices
    of_triples: Indices

    def share_left_out(self, reliability: Reals64) -> float:
        """How probably the errors are no pattern of these. (positions,)"""
        flips = np.exp(-reliability)
        listed = 1 + flips.sum() + _pairs(flips) + _triples(flips[: self.triples_among])
        return max(1 - float(listed) / float(np.prod(1 + flips)), 0.0)


@cache
def patterns(positions: int, triples_among: int) -> Patterns:
    first, second = np.triu_indices(positions + 1, 1)
    none = np.array([positions])
    first, second = np.concatenate((none, first)), np.concatenate((none, second))
    of_pairs = first * (positions + 1) + second
    pairs_of_three, third = _by_pairs(triples_among)
    of_triples = pairs_of_three * triples_among + third
    one, two = (index[pairs_of_three] for index in np.triu_indices(triples_among, 1))
    places = (
        np.concatenate((first, one)),
        np.concatenate((second, two)),
        np.concatenate((np.full(first.size, positions), third)),
    )
    return Patterns(positions, triples_among, np.stack(places, axis=1), of_pairs, of_triples)


def _by_pairs(positions: int) -> tuple[Indices, Indices]:
    """The number of the pair, and the third position, which comes after both."""
    _, second = np.triu_indices(positions, 1)
    pair, third = np.nonzero(np.arange(positions) > second[:, None])
    return pair, third


def costs(
    tried: Patterns, checks: Bits, target: Bits, reliability: Reals64, solved: Reals64
) -> Reals64:
    """What the codeword of every pattern costs. (patterns,)

    checks       (positions, parity_bits) which parity checks each position is in
    target       (parity_bits,) which checks fail before anything is changed
    reliability  (positions,)
    solved       (parity_bits,) reliability of the solved positions
    """
    signs = np.ones((tried.positions + 1, target.size))  # the last: of no position
    signs[:-1] -= 2.0 * checks
    reliability = np.append(reliability, 0.0)
    weighed = signs * (solved * (1.0 - 2.0 * target))
    total = float(solved.sum())
    pairs = reliability[:, None] + reliability + (total - weighed @ signs.T) / 2
    up_to_two = pairs.ravel()[tried.of_pairs]
    if not tried.triples_among:
        return up_to_two
    one, two = np.triu_indices(tried.triples_among, 1)
    third = slice(0, tried.triples_among)
    weighed, signs = weighed.astype(np.float32), signs.astype(np.float32)  # half the time
    triples = (weighed[one] * signs[two]) @ (signs[third].T * np.float32(-0.5))
    triples += (reliability[one] + reliability[two] + total / 2)[:, None].astype(np.float32)
    triples += reliability[third].astype(np.float32)
    return np.concatenate((up_to_two, triples.ravel()[tried.of_triples]))


def _pairs(values: Reals64) -> float:
    """Sum of the products of every two."""
    return float(values.sum() ** 2 - (values**2).sum()) / 2


def _triples(values: Reals64) -> float:
    """Sum of the products of every three (Newton's identity)."""
    one, two, three = (float((values**power).sum()) for power in (1, 2, 3))
    return (one**3 - 3 * one * two + 2 * three) / 6
