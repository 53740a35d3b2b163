"""BCH(250, 202): against the example of C/S T.018 Appendix B, galois, and its own arithmetic."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoder.arrays import Bits
from decoder.codes.bch_250_202 import BCH_250_202, CORRECTABLE, decode_hard
from decoder.codes.cyclic import Cyclic
from decoder.codes.gf256 import POWER, divide, multiply

VECTORS = json.loads(Path(__file__).with_name("bch_250_202_vectors.json").read_text())
ACCEPTED_SHARE = 1.16e-3
"""Of random words: those within six errors of a codeword."""


def bits(digits: str, count: int) -> Bits:
    return np.array([*f"{int(digits, 16):0{count}b}"], dtype=np.uint8)


def random_codeword(random: np.random.Generator) -> Bits:
    return BCH_250_202.encode(random.integers(0, 2, 202, dtype=np.uint8))


def test_the_example_of_appendix_b_has_its_parity() -> None:
    word = BCH_250_202.encode(bits("39823D32618658622811F0000000000003FFF004030680258", 202))
    assert word[202:].tolist() == bits("492A4FC57A49", 48).tolist()
    assert decode_hard(word) is not None


def test_galois_has_the_same_generator() -> None:
    assert BCH_250_202.generator == VECTORS["generator"]


@pytest.mark.parametrize("vector", VECTORS["words"], ids=lambda vector: vector["word"][:8])
def test_galois_agrees_on_every_word(vector: dict[str, Any]) -> None:
    found = decode_hard(bits(vector["word"], 250))
    if vector["codeword"] is None:
        assert found is None
    else:
        assert found is not None
        assert found[0].tolist() == bits(vector["codeword"], 250).tolist()
        assert found[1] == vector["errors"]


@given(st.integers(0, 2**32), st.sets(st.integers(0, 249), max_size=CORRECTABLE))
def test_up_to_six_errors_are_corrected_and_counted(seed: int, places: set[int]) -> None:
    sent = random_codeword(np.random.default_rng(seed))
    word = sent.copy()
    word[list(places)] ^= 1
    heard = word.copy()
    found = decode_hard(word)
    assert found is not None
    assert found[0].tolist() == sent.tolist()
    assert found[1] == len(places)
    assert word.tolist() == heard.tolist()


@pytest.mark.parametrize("errors", [7, 8])
def test_more_errors_are_never_taken_back_and_seldom_mistaken(errors: int) -> None:
    random = np.random.default_rng(errors)
    mistaken = 0
    for _ in range(1500):
        sent = random_codeword(random)
        word = sent.copy()
        word[random.choice(250, errors, replace=False)] ^= 1
        found = decode_hard(word)
        if found is not None:
            mistaken += 1
            assert found[0].tolist() != sent.tolist()
            assert BCH_250_202.syndromes(found[0]) == 0
            assert int((found[0] ^ word).sum()) == found[1] <= CORRECTABLE
    assert mistaken <= 8  # 1.7 expected


def test_random_words_are_accepted_as_often_as_codewords_lie_near() -> None:
    words = np.random.default_rng(11).integers(0, 2, (20000, 250), dtype=np.uint8)
    accepted = sum(decode_hard(word) is not None for word in words)
    expected = ACCEPTED_SHARE * len(words)
    assert abs(accepted - expected) < 3 * np.sqrt(expected)


def test_errors_in_the_bits_taken_away_are_not_corrected() -> None:
    """A codeword of the whole code with a one there, cut to 250 bits, is at its distance from it;
    the decoder of the whole code would call it a single error."""
    whole = Cyclic(length=255, data_bits=207, generator=BCH_250_202.generator)
    for place in range(5):
        data = np.random.default_rng(place).integers(0, 2, 207, dtype=np.uint8)
        data[:5] = 0
        data[place] = 1
        assert decode_hard(whole.encode(data)[5:]) is None


def test_many_words_have_their_syndromes_at_once() -> None:
    words = np.random.default_rng(2).integers(0, 2, (3, 5, 250), dtype=np.uint8)
    syndromes = BCH_250_202.syndromes(words)
    assert syndromes.shape == (3, 5)
    assert syndromes[1, 2] == BCH_250_202.syndromes(words[1, 2])
    ones = np.flatnonzero(words[1, 2])
    assert syndromes[1, 2] == np.bitwise_xor.reduce(BCH_250_202.powers[ones])


def test_the_generator_matrix_is_systematic_and_makes_the_codewords() -> None:
    matrix = BCH_250_202.generator_matrix
    assert (matrix[:, :202] == np.eye(202)).all()
    data = np.random.default_rng(1).integers(0, 2, (50, 202), dtype=np.uint8)
    assert (BCH_250_202.encode(data) == data @ matrix % 2).all()


@given(st.integers(0, 255), st.integers(1, 255))
def test_the_field_divides_what_it_multiplied(one: int, other: int) -> None:
    assert divide(multiply(one, other), other) == one
    carryless = 0
    for shift in range(8):
        carryless ^= (one << shift) * (other >> shift & 1)
    for shift in range(6, -1, -1):
        carryless = min(carryless, carryless ^ 0x11D << shift)
    assert multiply(one, other) == carryless


def test_every_element_but_zero_is_a_power() -> None:
    assert sorted(POWER[:255]) == list(range(1, 256))
