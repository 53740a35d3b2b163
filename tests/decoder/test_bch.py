"""BCH codes: against the examples of C/S T.001 Annex B, against galois, and against themselves."""

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from decoder.codes.bch import BCH_1, BCH_2, Bch

CODES = {"BCH_1": BCH_1, "BCH_2": BCH_2}
VECTORS = json.loads(Path(__file__).with_name("bch_vectors.json").read_text())["codes"]


def bits(text: str) -> NDArray[np.uint8]:
    return np.array([int(digit) for digit in text], dtype=np.uint8)


@pytest.fixture(params=CODES.values(), ids=CODES)
def code(request: pytest.FixtureRequest) -> Bch:
    return request.param


def test_the_examples_of_annex_b_are_codewords() -> None:
    message = bits(f"{0x56E6804002202009655250:088b}")
    assert BCH_1.syndromes(message[:82]) == 0
    second = BCH_2.encode(bits("10010101110000000000010111"))
    assert second[26:].tolist() == bits("000101010001").tolist()


@pytest.mark.parametrize("vectors", VECTORS, ids=lambda vectors: vectors["name"])
def test_galois_agrees_on_the_generator_and_on_every_word(vectors: dict[str, Any]) -> None:
    code = CODES[vectors["name"]]
    assert (code.length, code.data_bits) == (vectors["length"], vectors["data_bits"])
    assert code.generator == vectors["generator"]
    words = np.array([bits(word["word"]) for word in vectors["words"]])
    corrected, errors = code.correct(words)
    assert errors.tolist() == [word["errors"] for word in vectors["words"]]
    for word, found in zip(vectors["words"], corrected, strict=True):
        assert found.tolist() == bits(word["codeword"] or word["word"]).tolist()


def test_every_pattern_of_correctable_errors_has_its_own_syndrome(code: Bch) -> None:
    patterns = [
        places
        for weight in range(code.correctable + 1)
        for places in combinations(range(code.length), weight)
    ]
    words = np.zeros((len(patterns), code.length), dtype=np.uint8)
    for word, places in zip(words, patterns, strict=True):
        word[list(places)] = 1
    assert len(np.unique(code.syndromes(words))) == len(patterns)
    corrected, errors = code.correct(words)
    assert not corrected.any()
    assert errors.tolist() == [len(places) for places in patterns]


@given(st.data())
def test_as_many_errors_as_promised_are_corrected(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(list(CODES.values())))
    message = data.draw(
        st.lists(st.integers(0, 1), min_size=code.data_bits, max_size=code.data_bits)
    )
    places = data.draw(st.sets(st.integers(0, code.length - 1), max_size=code.correctable))
    codeword = code.encode(np.array(message, dtype=np.uint8))
    assert codeword[: code.data_bits].tolist() == message
    word = codeword.copy()
    word[list(places)] ^= 1
    corrected, errors = code.correct(word)
    assert corrected.tolist() == codeword.tolist()
    assert errors == len(places)


@given(st.data())
def test_a_word_of_text_is_corrected_as_its_array_is(data: st.DataObject) -> None:
    code = data.draw(st.sampled_from(list(CODES.values())))
    word = bits(f"{data.draw(st.integers(0, (1 << code.length) - 1)):0{code.length}b}")
    near = code.correct(word)[0]
    near[list(data.draw(st.sets(st.integers(0, code.length - 1), max_size=4)))] ^= 1
    for received in (word, near):
        corrected, errors = code.correct(received)
        expected = "".join(map(str, corrected)), errors
        assert code.correct_text("".join(map(str, received))) == expected


def test_the_generator_matrix_is_systematic_and_makes_the_codewords(code: Bch) -> None:
    matrix = code.generator_matrix
    assert matrix.shape == (code.data_bits, code.length)
    assert (matrix[:, : code.data_bits] == np.eye(code.data_bits)).all()
    data = np.random.default_rng(1).integers(0, 2, (50, code.data_bits), dtype=np.uint8)
    assert (code.encode(data) == data @ matrix % 2).all()


def test_any_shape_of_words_is_corrected_at_once(code: Bch) -> None:
    words = np.random.default_rng(2).integers(0, 2, (3, 5, code.length), dtype=np.uint8)
    corrected, errors = code.correct(words)
    assert corrected.shape == words.shape
    assert errors.shape == (3, 5)
    assert errors[1, 2] == code.correct(words[1, 2])[1]


def test_an_uncorrectable_word_comes_back_as_it_was(code: Bch) -> None:
    words = np.random.default_rng(3).integers(0, 2, (200, code.length), dtype=np.uint8)
    corrected, errors = code.correct(words)
    hopeless = errors < 0
    assert hopeless.any()
    assert (corrected[hopeless] == words[hopeless]).all()
