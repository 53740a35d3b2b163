"""Soft decoding of second-generation words: against the limits of the code, and its own promises.

The limits were computed apart from this program, by 20 000 words a point: order 2 reads 50 % at
25.84 dB-Hz and 95 % at 26.91, maximum likelihood 95 % at 26.68; hard decisions 95 % at 28.69.
"""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.arrays import Bits, Llr
from decoder.codes.bch_250_202 import BCH_250_202
from decoder.codes.ordered_statistics import decode

WORDS = 300
TRIPLES_AMONG = 60


class Read(NamedTuple):
    right: int
    promised_wrong: float
    sure_but_wrong: int


def received(cn0_dbhz: float, random: np.random.Generator) -> tuple[Bits, Llr]:
    """A random codeword, and its ratios with perfect synchronization: 300 bits a second."""
    ec_n0 = 10 ** (cn0_dbhz / 10) / 300
    sent = BCH_250_202.encode(random.integers(0, 2, 202, dtype=np.uint8))
    heard = 2.0 * sent - 1 + random.standard_normal(250) / np.sqrt(2 * ec_n0)
    return sent, (4 * ec_n0 * heard).astype(np.float32)


def read(cn0_dbhz: float, triples_among: int) -> Read:
    random = np.random.default_rng(round(100 * cn0_dbhz))
    right, sure_but_wrong, promised = 0, 0, 0.0
    for _ in range(WORDS):
        sent, llr = received(cn0_dbhz, random)
        found = decode(BCH_250_202, llr, triples_among=triples_among)
        same = bool((found.bits == sent).all())
        right += same
        promised += found.wrong_probability
        sure_but_wrong += found.wrong_probability < 1e-3 and not same
    return Read(right, promised, sure_but_wrong)


@pytest.mark.parametrize(("cn0_dbhz", "share"), [(25.84, 0.5), (26.91, 0.95)])
def test_order_two_reaches_its_limit(cn0_dbhz: float, share: float) -> None:
    found = read(cn0_dbhz, triples_among=0)
    three_sigma = 3 * np.sqrt(WORDS * share * (1 - share))
    assert abs(found.right - share * WORDS) < three_sigma
    assert abs(found.promised_wrong - (WORDS - found.right)) < three_sigma
    assert found.sure_but_wrong == 0


def test_some_triples_reach_maximum_likelihood() -> None:
    found = read(26.68, TRIPLES_AMONG)
    three_sigma = 3 * np.sqrt(WORDS * 0.95 * 0.05)
    assert found.right > 0.95 * WORDS - three_sigma
    assert found.right >= read(26.68, 0).right
    assert abs(found.promised_wrong - (WORDS - found.right)) < three_sigma
    assert found.sure_but_wrong == 0


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.sets(st.integers(0, 249), max_size=2))
def test_two_wrong_bits_are_corrected_however_sure_they_were(seed: int, places: set[int]) -> None:
    data = np.random.default_rng(seed).integers(0, 2, 202, dtype=np.uint8)
    sent = BCH_250_202.encode(data)
    llr = np.where(sent == 1, 5.0, -5.0).astype(np.float32)
    llr[list(places)] *= -1
    found = decode(BCH_250_202, llr)
    assert found.bits.tolist() == sent.tolist()
    assert found.corrected == len(places)
    assert found.wrong_probability < 1e-3


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 2**32), st.integers(0, 60))
def test_whatever_comes_in_a_codeword_and_a_probability_come_out(seed: int, triples: int) -> None:
    random = np.random.default_rng(seed)
    scale = 10 ** random.uniform(-3, 2)
    llr = (scale * random.standard_normal(250)).astype(np.float32)
    found = decode(BCH_250_202, llr, odds_of_no_codeword=1.0, triples_among=triples)
    assert BCH_250_202.syndromes(found.bits) == 0
    assert found.corrected == int((found.bits != (llr > 0)).sum())
    assert 0 <= found.wrong_probability <= 1


def test_noise_is_not_believed_where_there_may_be_no_codeword() -> None:
    random = np.random.default_rng(4)
    for _ in range(60):
        llr = (2.0 * random.standard_normal(250)).astype(np.float32)
        found = decode(BCH_250_202, llr, odds_of_no_codeword=1.0, triples_among=TRIPLES_AMONG)
        assert found.wrong_probability > 0.5
