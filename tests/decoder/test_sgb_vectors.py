"""Every second-generation vector of the project's collection, against what its source says, and
against an independent model of T.018; docs/vector-disagreements.md has what we contradict."""

import json
from typing import Any

import pytest
from made_up_sgb import digits
from sgb_claims import CLAIMS, NOT_IN_A_MESSAGE, flat
from vector_disagreements import VECTORS, Row, fingerprint, listed

from decoder.hextext import read_hex
from decoder.message import Message
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.codecs import Degrees

SECTION = "Second generation"
TOLERANCE_DEG = 1e-5
"""The sources round to five digits."""
INFORMATION = slice(2, 204)

pytestmark = pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not shipped")


def load() -> list[dict[str, Any]]:
    path = VECTORS / "sgb.json"
    return json.loads(path.read_text()) if path.exists() else []


MESSAGES = [vector for vector in load() if vector["hex"]]
WHOLE = [vector for vector in MESSAGES if "full_left_padded_63hex" in vector]


def information(text: str) -> str:
    """Bits 1 to 202 of 63 digits."""
    return f"{int(text, 16):0252b}"[INFORMATION]


def agree(theirs: Any, ours: Any) -> bool:
    if isinstance(theirs, float) and isinstance(ours, float):
        return abs(theirs - ours) < TOLERANCE_DEG
    return bool(theirs == ours)


def disagreements(vector: dict[str, Any]) -> set[Row]:
    message, name = read_hex(vector["hex"]), fingerprint(vector["hex"])
    whole = vector.get("full_left_padded_63hex")
    if whole and information(whole) != information(message.hex):
        return {(name, "reading", json.dumps(vector["form"]), json.dumps(reading(vector, message)))}
    sources = vector["expected"], vector.get("decode_by_independent model") or {}
    return {
        (name, key, json.dumps(theirs), json.dumps(CLAIMS[key](message)))
        for key, theirs in (claim for source in sources for claim in flat(source))
        if key not in NOT_IN_A_MESSAGE and not agree(theirs, CLAIMS[key](message))
    }


def reading(vector: dict[str, Any], message: Message) -> str:
    right = f"{int(vector['hex'], 16):0252b}".startswith(information(message.hex))
    return "63-right" if right else "63-left"


@pytest.mark.parametrize("vector", MESSAGES, ids=lambda vector: vector["hex"])
def test_we_say_what_the_sources_say_or_the_document_says_why_not(vector: dict[str, Any]) -> None:
    assert disagreements(vector) <= set(listed(SECTION))


def test_the_document_lists_no_disagreement_that_is_none() -> None:
    assert set(listed(SECTION)) == set().union(*map(disagreements, MESSAGES))


@pytest.mark.parametrize("vector", WHOLE, ids=lambda vector: vector["hex"])
def test_the_number_of_errors_is_that_of_an_independent_decoder(vector: dict[str, Any]) -> None:
    message = read_hex(vector["hex"])
    if "bch_errors" not in vector:
        assert message.corrected_bits == ()
    elif vector["bch_errors"] < 0:
        assert message.corrected_bits == (None,)
        assert not message.valid
    else:
        assert message.corrected_bits == (vector["bch_errors"],)
        assert message.hex[1:] == vector["full_left_padded_63hex"][1:] or vector["bch_errors"]


@pytest.mark.parametrize("vector", WHOLE, ids=lambda vector: vector["hex"])
def test_the_fields_make_the_same_bits_again(vector: dict[str, Any]) -> None:
    message = read_hex(vector["hex"])
    assert isinstance(message.fields, SecondGeneration)
    whole = digits(encode_message(message.fields), before="00")
    assert information(whole) == information(message.hex)


@pytest.mark.parametrize("vector", WHOLE, ids=lambda vector: vector["hex"])
def test_the_first_bit_alone_tells_a_self_test(vector: dict[str, Any]) -> None:
    assert read_hex(vector["hex"]).self_test == bool(vector.get("selftest_flag"))


def test_the_worked_example_of_a_latitude_is_encoded_as_collected() -> None:
    (vector,) = (vector for vector in load() if not vector["hex"])
    bits = vector["expected"]["bits"].replace(" ", "")
    assert Degrees("N", "S").encode(35.77158, 23) == bits
    assert int(bits[-15:], 2) == vector["expected"]["fraction_int"]
