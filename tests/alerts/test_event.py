"""Events: every detection has one, it is plain JSON, and it fits the shipped schema."""

import json
import math

import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import burst, detections, message, messages

from alerts.event import Event, event_from_detection, event_from_message, undecodable_event
from alerts.schema import shipped_schema
from decoder.detection import Detection
from decoder.message import Message, MessageClass
from decoder.reasons import Reason

EVENT_ID = "01a20066-e27c-7e5f-91b9-8a1a7b7d1627"
SCHEMA = json.loads(shipped_schema("event"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

# What other programs read, in this order, as promised in docs/mqtt.md.
RELIED_ON = [
    *("time", "time_s", "frequency_hz", "cn0_dbhz", "generation", "hex", "beacon_id", "class"),
    *("self_test", "corrected_bits", "country", "protocol", "position", "valid", "reasons"),
]


def no_constant(name: str) -> float:
    raise AssertionError(f"{name} is not JSON")


def as_json(event: Event) -> dict[str, object]:
    """Through the standard library's reader, which tells NaN and infinity when it meets them."""
    document = json.loads(msgspec.json.encode(event), parse_constant=no_constant)
    assert isinstance(document, dict)
    return document


@given(detections, st.none() | st.floats())
def test_every_detection_gives_an_event_of_the_schema(
    detection: Detection, received_utc_s: float | None
) -> None:
    event = event_from_detection(
        detection, station="hill", event_id=EVENT_ID, received_utc_s=received_utc_s
    )
    VALIDATOR.validate(as_json(event))


@given(detections)
def test_an_event_survives_its_journey_as_json(detection: Detection) -> None:
    event = event_from_detection(detection, station=None, event_id=EVENT_ID)
    assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event


@given(detections)
def test_no_measurement_that_is_not_a_number_reaches_an_event(detection: Detection) -> None:
    event = event_from_detection(detection, station=None, event_id=EVENT_ID)
    numbers = [value for value in msgspec.structs.astuple(event) if isinstance(value, float)]
    assert all(map(math.isfinite, numbers))


@given(messages)
def test_a_message_given_as_text_was_never_measured(said: Message) -> None:
    document = as_json(event_from_message(said, event_id=EVENT_ID))
    VALIDATOR.validate(document)
    measured = ("time", "time_s", "frequency_hz", "cn0_dbhz", "bit_rate_bps", "wrong_probability")
    assert [document[key] for key in measured] == [None] * len(measured)
    assert document["class"] != MessageClass.EXERCISE or said.message_class == MessageClass.EXERCISE


@given(st.text(st.characters()), st.lists(st.sampled_from(Reason)))
def test_any_text_that_is_no_message_still_gives_an_event(text: str, reasons: list[Reason]) -> None:
    document = as_json(undecodable_event(text, reasons, event_id=EVENT_ID))
    VALIDATOR.validate(document)
    assert document["valid"] is False
    assert document["class"] == "unreliable"
    assert document["reasons"] == reasons
    assert document["generation"] is document["beacon_id"] is document["position"] is None


def test_the_event_of_a_burst_reads_as_promised() -> None:
    detection = Detection(burst(), message(), wrong_probability=1e-9)
    document = as_json(event_from_detection(detection, station="hill", event_id=EVENT_ID))
    assert list(document)[: len(RELIED_ON)] == RELIED_ON
    assert document["time"] == "2026-01-01T00:00:00.000Z"
    assert document["time_s"] == 1.25
    assert document["frequency_hz"] == 406_027_800.0
    assert document["class"] == "distress"
    assert document["corrected_bits"] == [0, None]
    assert document["position"] == {
        "lat": 32.733333,
        "lon": -117.2,
        "radius_95_m": 4844.0,
        "source": "encoded_external",
    }
    assert document["fields"] == {"serial_number": 12, "height_m": 3.5, "homing": ["121.5"]}
    assert document["event_id"] == EVENT_ID
    assert document["notice"] == "unverified, not a Cospas-Sarsat message"


def test_every_key_is_there_even_when_nothing_is_known() -> None:
    known = as_json(event_from_message(message(), event_id=EVENT_ID))
    unknown = as_json(undecodable_event("?", [], event_id=EVENT_ID))
    assert list(known) == list(unknown) == SCHEMA["$defs"]["Event"]["required"]


def test_a_valid_burst_outside_the_band_is_an_exercise_and_stays_a_self_test() -> None:
    trained = Detection(
        burst(frequency_hz=433.5e6), message(MessageClass.SELF_TEST, self_test=True), 0.0
    )
    event = event_from_detection(trained, station="hill", event_id=EVENT_ID)
    assert (event.alert_class, event.self_test) == (MessageClass.EXERCISE, True)


def test_a_better_receiver_tells_the_edge_of_the_band_more_sharply() -> None:
    near = Detection(burst(frequency_hz=406.11e6), message(), 0.0)
    for ppm, expected in [(50.0, MessageClass.DISTRESS), (1.0, MessageClass.EXERCISE)]:
        event = event_from_detection(
            near, station=None, event_id=EVENT_ID, frequency_uncertainty_ppm=ppm
        )
        assert event.alert_class is expected


def test_the_schema_is_a_schema_and_refuses_what_is_no_event() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    good = as_json(event_from_message(message(), event_id=EVENT_ID))
    for key, wrong in [("class", "panic"), ("time", "yesterday"), ("valid", None), ("hex", 7)]:
        with pytest.raises(jsonschema.ValidationError):
            VALIDATOR.validate({**good, key: wrong})
    del good["reasons"]
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(good)
