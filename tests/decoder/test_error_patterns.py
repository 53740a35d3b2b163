"""Costs and shares of error patterns: against adding them up one by one."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoder.codes.error_patterns import costs, patterns


@given(
    positions=st.integers(1, 9),
    triples_among=st.integers(0, 9),
    parity_bits=st.integers(1, 6),
    seed=st.integers(0, 2**32),
)
def test_a_pattern_costs_what_its_codeword_overrules(
    positions: int, triples_among: int, parity_bits: int, seed: int
) -> None:
    random = np.random.default_rng(seed)
    tried = patterns(positions, min(triples_among, positions))
    checks = random.integers(0, 2, (positions, parity_bits), dtype=np.uint8)
    target = random.integers(0, 2, parity_bits, dtype=np.uint8)
    reliability = random.exponential(1.0, positions)
    solved = random.exponential(1.0, parity_bits)
    errors = [places[places < positions] for places in tried.places]
    expected = [
        reliability[places].sum() + solved @ (target ^ np.bitwise_xor.reduce(checks[places]))
        for places in errors
    ]
    found = costs(tried, checks, target, reliability, solved)
    assert found == pytest.approx(np.array(expected), abs=1e-5)


@pytest.mark.parametrize(("positions", "triples_among"), [(1, 0), (5, 0), (6, 4), (7, 7)])
def test_every_pattern_is_there_once(positions: int, triples_among: int) -> None:
    tried = [
        tuple(sorted(int(place) for place in places if place < positions))
        for places in patterns(positions, triples_among).places
    ]
    expected = [
        *(places for errors in range(3) for places in combinations(range(positions), errors)),
        *combinations(range(triples_among), 3),
    ]
    assert sorted(tried) == sorted(expected)


@given(st.integers(3, 8), st.integers(0, 2**32))
def test_what_is_left_out_is_the_rest_of_all_errors(positions: int, seed: int) -> None:
    reliability = np.random.default_rng(seed).exponential(1.0, positions)
    tried = patterns(positions, 3)
    flips = np.append(np.exp(-reliability), 1.0)
    listed = flips[tried.places].prod(axis=1).sum() / np.prod(1 + flips[:-1])
    assert tried.share_left_out(reliability) == pytest.approx(1 - listed, abs=1e-9)
