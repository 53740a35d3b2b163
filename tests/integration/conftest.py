"""What the tests against a real broker share."""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from real_mosquitto import Mosquitto

from alerts.event import Event, event_from_message
from alerts.event_id import new_event_id
from decoder.message import Message, MessageClass

MakeBroker = Callable[[str], Mosquitto]
MakeEvent = Callable[[MessageClass], Event]


@pytest.fixture(autouse=True)
def nothing_is_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """Errors are raised; what libraries log would stand among the operator's output."""
    yield
    gc.collect()  # asyncio complains of a forgotten error when its future is collected
    records = caplog.get_records("call") + caplog.get_records("teardown")
    assert [record.getMessage() for record in records] == []
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def start_mosquitto(tmp_path: Path) -> Iterator[MakeBroker]:
    """Start a broker with these settings; it ends with the test."""
    with ExitStack() as ending:

        def start(settings: str) -> Mosquitto:
            broker = Mosquitto(tmp_path, settings)
            broker.start()
            ending.callback(broker.kill)
            return broker

        yield start


@pytest.fixture
def mosquitto(start_mosquitto: MakeBroker) -> Mosquitto:
    return start_mosquitto("allow_anonymous true")


@pytest.fixture
def make_event() -> MakeEvent:
    """An event of a class; the message in it is made up."""

    def make(message_class: MessageClass) -> Event:
        message = Message(
            generation=1,
            hex="FFFE2F" + 3 * "0123456789",
            beacon_id="0123456789ABCDE",
            message_class=message_class,
            self_test=message_class is MessageClass.SELF_TEST,
            country=999,
            country_name=None,
            protocol="made_up",
            beacon_type="EPIRB",
            identity="made up",
            position=None,
            homing=None,
            corrected_bits=(0, 1),
            valid=message_class is not MessageClass.UNRELIABLE,
            reasons=(),
            fields=None,
        )
        return event_from_message(message, event_id=new_event_id(), station="hill")

    return make
