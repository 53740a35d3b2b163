"""Every first-generation vector of the project's collection, against what its source says about it.

Where we say something else, the source is wrong, and docs/vector-disagreements.md says why: the
table there is held to be complete and up to date by these tests.
"""

import json
from typing import Any

import pytest
from vector_claims import CLAIMS, FIELD_CLAIMS, NOT_IN_A_MESSAGE, claimed
from vector_disagreements import VECTORS, Row, fingerprint, listed

from decoder.hextext import read_hex
from decoder.message import Message

SECTION = "First generation"
TOLERANCE_DEG = 1e-5
"""The sources round to six digits."""

pytestmark = pytest.mark.skipif(not VECTORS.exists(), reason="the vectors are not shipped")


def load(name: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / name).read_text()) if VECTORS.exists() else []


PEERS, CALCULATED = load("fgb.json"), load("fgb_edge_cases.json")


def agree(theirs: Any, ours: Any) -> bool:
    if isinstance(theirs, list):
        return isinstance(ours, list) and all(map(agree, theirs, ours))
    if isinstance(theirs, float) and isinstance(ours, float | int):
        return abs(theirs - ours) < TOLERANCE_DEG
    return bool(theirs == ours)


def ours_on(message: Message, key: str) -> Any:
    """None where our message has nothing of the kind."""
    try:
        return (FIELD_CLAIMS.get(key) or CLAIMS[key])(message)
    except (AttributeError, IndexError, KeyError):
        return None


def disagreements(vector: dict[str, Any]) -> list[Row]:
    message = read_hex(vector["hex"])
    told = {key: value for key, value in vector["expected"].items() if key not in NOT_IN_A_MESSAGE}
    told |= {k: v for k, v in vector["expected"].get("fields", {}).items() if k in FIELD_CLAIMS}
    pairs = [(key, claimed(key, value), ours_on(message, key)) for key, value in told.items()]
    return [
        (fingerprint(vector["hex"]), key, json.dumps(theirs), json.dumps(ours))
        for key, theirs, ours in pairs
        if not agree(theirs, ours)
    ]


@pytest.mark.parametrize("vector", PEERS + CALCULATED, ids=lambda vector: vector["hex"])
def test_we_say_what_the_source_says_or_the_document_says_why_not(vector: dict[str, Any]) -> None:
    known = {row for row in listed(SECTION) if row[0] == fingerprint(vector["hex"])}
    assert set(disagreements(vector)) <= known


def test_the_document_lists_no_disagreement_that_is_none() -> None:
    found = {row for vector in PEERS + CALCULATED for row in disagreements(vector)}
    assert set(listed(SECTION)) == found


@pytest.mark.parametrize("vector", PEERS, ids=lambda vector: vector["hex"])
def test_we_say_what_was_checked_independently(vector: dict[str, Any]) -> None:
    message, checked = read_hex(vector["hex"]), vector["checked"]
    assert message.self_test == (checked.get("sync") == "selftest")
    if checked.get("bch1") == -1:
        assert message.corrected_bits[0] is None
        return
    assert message.country == checked["country"]
    assert message.beacon_id == checked["id15"]
    if "bch1" in checked:
        assert message.corrected_bits[0] == checked["bch1"]
    if checked.get("bch2") is not None:
        assert message.corrected_bits[1] == checked["bch2"]
    place = checked.get("pos") or checked.get("coarse")
    if place and abs(place[0]) <= 90 and abs(place[1]) <= 180:
        assert message.position is not None
        assert agree(place, [message.position.lat, message.position.lon])
    else:
        assert message.position is None


@pytest.mark.parametrize("vector", CALCULATED, ids=lambda vector: vector["name"])
def test_calculated_messages_are_error_free(vector: dict[str, Any]) -> None:
    message = read_hex(vector["hex"])
    assert not any(message.corrected_bits)
    assert message.valid
