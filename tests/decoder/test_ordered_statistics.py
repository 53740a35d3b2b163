"""Soft decoding: against brute force, against the hard decoder, and against its own promises."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from decoder.arrays import Bits, Llr
from decoder.codes.bch import BCH_1, BCH_2, Bch
from decoder.codes.ordered_statistics import decode

TINY = [
    Bch(length=7, data_bits=4, generator=0b1011, correctable=1),
    Bch(length=15, data_bits=7, generator=0b111010001, correctable=2),
]
CODES = {"BCH_1": BCH_1, "BCH_2": BCH_2}


def received(code: Bch, ec_n0: float, random: np.random.Generator) -> tuple[Bits, Llr]:
    """A random codeword, and its log-likelihood ratios out of white Gaussian noise."""
    sent = code.encode(random.integers(0, 2, code.data_bits, dtype=np.uint8))
    heard = 2.0 * sent - 1 + random.standard_normal(code.length) / np.sqrt(2 * ec_n0)
    return sent, (4 * ec_n0 * heard).astype(np.float32)


def unlikeliness(bits: Bits, llr: Llr) -> NDArray[np.float64]:
    """What the hard decisions that a word overrules were worth. (..., n) to (...)."""
    overruled = bits != (llr > 0)
    return (overruled * np.abs(llr).astype(np.float64)).sum(axis=-1)


@pytest.mark.parametrize("code", TINY, ids=["(7, 4)", "(15, 7)"])
@pytest.mark.parametrize("ec_n0", [0.3, 1.0, 3.0])
def test_a_tiny_code_is_decoded_to_the_most_likely_of_all_its_words(
    code: Bch, ec_n0: float
) -> None:
    random = np.random.default_rng(1)
    every = code.encode(np.array(list(product((0, 1), repeat=code.data_bits)), dtype=np.uint8))
    for _ in range(200):
        _, llr = received(code, ec_n0, random)
        found = decode(code, llr)
        best = every[np.argmin(unlikeliness(every, llr))]
        assert found.bits.tolist() == best.tolist()


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
@pytest.mark.parametrize("ec_n0_db", [0.5, 1.5, 2.7])
def test_it_reads_at_least_what_the_hard_decoder_reads_and_knows_how_often_it_errs(
    code: Bch, ec_n0_db: float
) -> None:
    random = np.random.default_rng(2)
    soft_right, hard_right, promised = [], [], []
    for _ in range(400):
        sent, llr = received(code, 10 ** (ec_n0_db / 10), random)
        found = decode(code, llr)
        hard, errors = code.correct((llr > 0).astype(np.uint8))
        soft_right.append((found.bits == sent).all())
        hard_right.append(errors >= 0 and (hard == sent).all())
        promised.append(found.wrong_probability)
        assert code.syndromes(found.bits) == 0
    assert np.mean(soft_right) >= np.mean(hard_right)
    wrong = 1 - np.mean(soft_right)
    three_sigma = 3 * np.sqrt(np.mean(np.multiply(promised, np.subtract(1, promised))) / 400)
    assert wrong <= np.mean(promised) + three_sigma
    surely = np.array(promised) < 1e-3
    assert np.array(soft_right)[surely].all()


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_soft_decisions_gain_most_of_two_decibels(code: Bch) -> None:
    random = np.random.default_rng(3)
    soft = hard = 0
    for _ in range(300):
        sent, llr = received(code, 10**0.1, random)
        soft += bool((decode(code, llr).bits == sent).all())
        hard += bool((code.correct((llr > 0).astype(np.uint8))[0] == sent).all())
    assert soft > 300 * 0.85
    assert hard < 300 * 0.75


@given(st.data())
def test_two_wrong_bits_are_corrected_and_counted_however_sure_they_were(
    data: st.DataObject,
) -> None:
    code = data.draw(st.sampled_from(list(CODES.values())))
    random = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    places = data.draw(st.sets(st.integers(0, code.length - 1), max_size=2))
    sent = code.encode(random.integers(0, 2, code.data_bits, dtype=np.uint8))
    llr = np.where(sent == 1, 5.0, -5.0).astype(np.float32)
    llr[list(places)] *= -1
    found = decode(code, llr)
    assert found.bits.tolist() == sent.tolist()
    assert found.corrected == len(places)


@given(st.integers(0, 2**32), st.sampled_from(list(CODES.values())))
def test_whatever_comes_in_a_codeword_and_a_probability_come_out(seed: int, code: Bch) -> None:
    random = np.random.default_rng(seed)
    scale = 10 ** random.uniform(-3, 2)
    llr = (scale * random.standard_normal(code.length)).astype(np.float32)
    found = decode(code, llr, odds_of_no_codeword=random.uniform(0, 1))
    assert code.syndromes(found.bits) == 0
    assert found.corrected == int((found.bits != (llr > 0)).sum())
    assert 0 <= found.wrong_probability <= 1


@pytest.mark.parametrize("code", TINY, ids=["(7, 4)", "(15, 7)"])
@given(seed=st.integers(0, 2**32))
def test_what_is_known_beforehand_counts_like_what_is_heard(code: Bch, seed: int) -> None:
    """The word, the doubt and its likelihood over random bits' are those of all words together."""
    random = np.random.default_rng(seed)
    every = code.encode(np.array(list(product((0, 1), repeat=code.data_bits)), dtype=np.uint8))
    llr = random.normal(0, 2, code.length).astype(np.float32)
    known = np.where(np.arange(code.length) < 3, random.normal(0, 3), 0).astype(np.float32)
    prior = np.exp(every @ known - np.logaddexp(0, known).sum() + code.length * np.log(2))
    heard = np.exp(every @ llr.astype(np.float64))
    best = int(np.argmax(prior * heard))
    found = decode(code, llr, known=known, odds_of_no_codeword=0.3, triples_among=code.length)
    assert found.bits.tolist() == every[best].tolist()
    assert found.corrected == int((every[best] != (llr > 0)).sum())
    random_bits = np.exp(np.logaddexp(0, llr).sum() - code.parity_bits * np.log(2))
    assert found.nats == pytest.approx(np.log(prior[best] * heard[best] / random_bits), abs=1e-3)
    others = (prior * heard).sum() / (prior * heard)[best] - 1
    assert found.doubt == pytest.approx(others + 0.3 * np.exp(-found.nats), rel=0.05, abs=0.05)


def test_a_word_of_which_nothing_is_known_is_not_believed() -> None:
    assert decode(BCH_1, np.zeros(82, np.float32)).wrong_probability > 0.99


def test_random_bits_are_seldom_believed_where_there_may_be_no_codeword() -> None:
    random = np.random.default_rng(4)
    believed = sum(
        decode(
            BCH_1,
            (6.0 * random.choice([-1, 1], 82)).astype(np.float32),
            odds_of_no_codeword=1.0,
        ).wrong_probability
        < 0.01
        for _ in range(500)
    )
    assert believed <= 1
