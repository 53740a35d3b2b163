"""The class of an event: exercise by frequency, and never calmer bits made into an alarm."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import message, messages

from alerts.classify import ALARMING, OPERATIONAL, classify
from decoder.message import Message, MessageClass

CALM = [MessageClass.TEST, MessageClass.SELF_TEST, MessageClass.CALIBRATION]
frequencies = st.none() | st.floats() | st.floats(405.9e6, 406.2e6)
uncertainties = st.floats() | st.floats(0, 200)


@given(st.sampled_from(CALM), st.booleans(), frequencies, uncertainties)
def test_tests_never_become_an_alarm(
    message_class: MessageClass, self_test: bool, frequency_hz: float | None, ppm: float
) -> None:
    heard = message(message_class, self_test=self_test)
    assert classify(heard, frequency_hz, ppm) in {message_class, MessageClass.EXERCISE}


@given(messages, frequencies, uncertainties)
def test_nothing_becomes_more_alarming_than_its_bits(
    heard: Message, frequency_hz: float | None, ppm: float
) -> None:
    found = classify(heard, frequency_hz, ppm)
    assert found not in ALARMING or found == heard.message_class


@given(messages, frequencies, uncertainties)
def test_nothing_becomes_a_cancellation_but_one(
    heard: Message, frequency_hz: float | None, ppm: float
) -> None:
    found = classify(heard, frequency_hz, ppm)
    assert found != MessageClass.CANCELLATION or (heard.message_class == found and heard.valid)


def test_a_cancellation_in_the_band_reaches_whoever_got_the_alert() -> None:
    assert classify(message(MessageClass.CANCELLATION), 406.05e6) is MessageClass.CANCELLATION


@given(st.sampled_from(sorted(OPERATIONAL)), frequencies)
def test_a_self_test_is_no_alarm_or_its_end_whatever_class_came_with_it(
    message_class: MessageClass, frequency_hz: float | None
) -> None:
    found = classify(message(message_class, self_test=True), frequency_hz)
    assert found in {MessageClass.SELF_TEST, MessageClass.EXERCISE}


@given(messages, frequencies, uncertainties)
def test_what_is_not_to_be_trusted_is_unreliable_on_every_frequency(
    heard: Message, frequency_hz: float | None, ppm: float
) -> None:
    doubtful = msgspec.structs.replace(heard, valid=False)
    assert classify(doubtful, frequency_hz, ppm) is MessageClass.UNRELIABLE


@given(st.sampled_from(MessageClass), st.floats(1e6, 405.9e6) | st.floats(406.2e6, 6e9))
def test_everything_valid_on_another_band_is_an_exercise(
    message_class: MessageClass, frequency_hz: float
) -> None:
    assert classify(message(message_class), frequency_hz) is MessageClass.EXERCISE


@pytest.mark.parametrize("frequency_hz", [None, float("nan"), 406.0e6, 406.05e6, 406.1e6])
def test_in_doubt_or_in_the_band_it_is_no_exercise(frequency_hz: float | None) -> None:
    assert classify(message(), frequency_hz) is MessageClass.DISTRESS


@pytest.mark.parametrize(
    ("frequency_hz", "ppm", "expected"),
    [
        (406.0e6 - 20.2e3, 50.0, MessageClass.DISTRESS),
        (406.0e6 - 20.4e3, 50.0, MessageClass.EXERCISE),
        (406.1e6 + 20.2e3, 50.0, MessageClass.DISTRESS),
        (406.1e6 + 20.4e3, 50.0, MessageClass.EXERCISE),
        (406.1e6 + 1.0, 0.0, MessageClass.EXERCISE),
        (433.5e6, 50.0, MessageClass.EXERCISE),
        (433.5e6, float("nan"), MessageClass.DISTRESS),
    ],
)
def test_the_edge_of_the_band_moves_with_the_receivers_uncertainty(
    frequency_hz: float, ppm: float, expected: MessageClass
) -> None:
    assert classify(message(), frequency_hz, ppm) is expected


def test_a_self_test_at_433_mhz_is_an_exercise() -> None:
    assert classify(message(MessageClass.SELF_TEST, self_test=True), 433.92e6) == "exercise"
