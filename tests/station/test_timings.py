"""What is counted of the time from a burst to a broker's acknowledgement."""

import msgspec
import pytest
from made_up_alerts import burst_event
from msgspec.structs import replace

from alerts.event import Event
from alerts.outgoing import Outgoing
from alerts.timestamp import rfc3339, unix_s
from decoder.message import MessageClass
from station.timings import BURST_TO_BROKER, acknowledged

START_S = 1.8e9


def live(**changes: object) -> Event:
    return replace(burst_event(START_S), received_at=rfc3339(START_S + 1), **changes)


def message_of(event: Event) -> Outgoing:
    topic = f"beacon406/v1/hill/burst/{event.alert_class}"
    return Outgoing(topic=topic, payload=msgspec.json.encode(event))


def counted(broker: str) -> tuple[float, float]:
    """How many, and their sum."""
    samples = {
        sample.name: sample.value
        for metric in BURST_TO_BROKER.collect()
        for sample in metric.samples
        if sample.labels == {"broker": broker}
    }
    name = "beacon406_burst_to_broker_seconds"
    return samples.get(f"{name}_count", 0.0), samples.get(f"{name}_sum", 0.0)


@pytest.mark.parametrize(("digits", "lasts_s"), [(28, 0.44), (36, 0.52)])
def test_it_is_counted_from_the_end_of_the_burst(digits: int, lasts_s: float) -> None:
    event = live(generation=1, hex="0" * digits)
    broker = f"of {digits} digits"
    acknowledged(broker, message_of(event), unix_s(str(event.time)) + lasts_s + 0.7)
    assert counted(broker) == (1.0, pytest.approx(0.7))


def test_of_the_second_generation_a_burst_lasts_a_second() -> None:
    acknowledged("of the second", message_of(live(generation=2, hex="0" * 63)), START_S + 1.6)
    assert counted("of the second") == (1.0, pytest.approx(0.6))


def test_a_clock_that_was_set_back_gives_no_time_below_zero() -> None:
    acknowledged("set back", message_of(live()), START_S - 5)
    assert counted("set back") == (1.0, 0.0)


@pytest.mark.parametrize(
    "message",
    [
        message_of(burst_event(START_S)),
        message_of(live(time=None)),
        message_of(live(alert_class=MessageClass.SHIP_SECURITY)),
        replace(message_of(live()), topic="beacon406/v1/hill/alert/distress"),
        replace(message_of(live()), payload=b"{}"),
    ],
    ids=["replayed", "of unknown time", "covert", "no burst", "not an event"],
)
def test_what_says_nothing_of_it_is_not_counted(message: Outgoing) -> None:
    acknowledged("of nothing", message, START_S + 2)
    assert counted("of nothing") == (0.0, 0.0)
