"""Acknowledgements as they come from a broker, where anybody may have written them."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.acknowledgement import Acknowledgement, Action, parse_acknowledgement
from alerts.refusal import PAYLOAD_BYTES_MAX, Refusal, RefusedError
from decoder.message import MessageClass

TOPIC = "beacon406/v1/hill/ack/anna/distress/0123456789ABCDE.20260102T030405Z"
SAID = Acknowledgement(
    action=Action.ACKNOWLEDGED,
    incident_id="0123456789ABCDE.20260102T030405Z",
    alert_class=MessageClass.DISTRESS,
    event_id="made up",
    by="anna",
    at="2026-01-02T03:05:00.000Z",
)


def refusal(topic: str, payload: bytes) -> Refusal:
    with pytest.raises(RefusedError) as told:
        parse_acknowledgement(topic, payload)
    return told.value.refusal


def test_what_topic_and_document_agree_on_is_taken() -> None:
    assert parse_acknowledgement(TOPIC, msgspec.json.encode(SAID)) == SAID
    other_root = TOPIC.replace("beacon406/v1", "x/y/z")
    assert parse_acknowledgement(other_root, msgspec.json.encode(SAID)) == SAID


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"by": "otto"}, Refusal.WHO),
        ({"alert_class": MessageClass.TEST}, Refusal.CLASS),
        ({"incident_id": "0123456789ABCDE.20260102T030406Z"}, Refusal.INCIDENT),
        ({"at": "yesterday"}, Refusal.MALFORMED),
        ({"schema": "beacon406/ack/2"}, Refusal.MALFORMED),
        ({"action": "sunk"}, Refusal.MALFORMED),
    ],
)
def test_what_they_do_not_agree_on_is_refused_by_name(
    change: dict[str, Any], named: Refusal
) -> None:
    assert refusal(TOPIC, msgspec.json.encode(msgspec.structs.replace(SAID, **change))) is named


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        (b"", Refusal.MALFORMED),
        (b"\xff\x00", Refusal.MALFORMED),
        (b"[" * 100_000, Refusal.MALFORMED),
        (b" " * (PAYLOAD_BYTES_MAX + 1), Refusal.TOO_LARGE),
    ],
)
def test_what_is_no_acknowledgement_is_refused(payload: bytes, named: Refusal) -> None:
    assert refusal(TOPIC, payload) is named


@pytest.mark.parametrize(
    "topic", ["", "ack/a/b/c", "x/burst/distress", TOPIC + "/more", TOPIC[:-40]]
)
def test_another_topic_is_refused(topic: str) -> None:
    assert refusal(topic, msgspec.json.encode(SAID)) in {Refusal.TOPIC, Refusal.INCIDENT}


@given(st.text(), st.binary() | st.text().map(str.encode))
def test_nothing_makes_it_fail(topic: str, payload: bytes) -> None:
    with pytest.raises(RefusedError):
        parse_acknowledgement(topic, payload)
