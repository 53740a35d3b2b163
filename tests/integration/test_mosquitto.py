"""Events through real brokers: mosquitto over MQTT 5, amqtt over MQTT 3.1.1."""

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from typing import Any

import jsonschema
import msgspec
import pytest
from made_up_event import make_event
from real_mosquitto import MakeBroker, Mosquitto

import alerts.mqtt
from alerts.broker_url import BrokerUrl
from alerts.connection import Connection, Incoming, open_connection
from alerts.embedded_broker import embedded_broker
from alerts.event import Event
from alerts.mqtt import EVENT_EXPIRY_S, Publisher
from alerts.outbox import Outbox
from alerts.schema import shipped_schema
from alerts.status import State, Status
from alerts.subscriber import subscribe
from decoder.message import MessageClass

pytestmark = pytest.mark.broker

TIMEOUT_S = 10.0
VALIDATOR = jsonschema.Draft202012Validator(json.loads(shipped_schema("event")))
CLASSES = [*MessageClass, MessageClass.DISTRESS, MessageClass.TEST]


async def received(connection: Connection, count: int) -> list[Incoming]:
    """The next messages, and a little time for one too many."""
    messages = connection.messages()
    async with asyncio.timeout(TIMEOUT_S):
        found = [await anext(messages) for _ in range(count)]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(messages), 0.05)
    return found


async def publish_and_receive(url: BrokerUrl, events: list[Event]) -> list[Incoming]:
    listener = await open_connection(url)
    await listener.subscribe("beacon406/v1/+/burst/#")
    async with Publisher(url, station="hill") as publisher, Outbox(publisher.publish) as outbox:
        for event in events:
            await outbox.put(event)
    arrived = await received(listener, len(events))
    await listener.close()
    return arrived


def assert_one_each_as_promised(arrived: list[Incoming], events: list[Event]) -> None:
    assert [msgspec.json.decode(message.payload, type=Event) for message in arrived] == events
    for message in arrived:
        document = json.loads(message.payload)
        VALIDATOR.validate(document)
        assert message.topic == f"beacon406/v1/hill/burst/{document['class']}"
        assert not message.retain


async def test_over_mqtt_5_every_event_arrives_once_with_its_properties(
    mosquitto: Mosquitto,
) -> None:
    events = [make_event(name) for name in CLASSES]
    arrived = await publish_and_receive(mosquitto.url, events)
    assert_one_each_as_promised(arrived, events)
    for message, event in zip(arrived, events, strict=True):
        assert message.content_type == "application/json"
        assert message.expiry_s is not None
        assert EVENT_EXPIRY_S - TIMEOUT_S <= message.expiry_s <= EVENT_EXPIRY_S
        assert dict(message.user_properties) == {
            "event_id": event.event_id,
            "schema": "beacon406/event/1",
        }


async def test_over_mqtt_3_every_event_arrives_once() -> None:
    events = [make_event(name) for name in CLASSES]
    async with embedded_broker() as url:
        assert not (await open_connection(url)).is_version_5
        arrived = await publish_and_receive(url, events)
    assert_one_each_as_promised(arrived, events)


async def test_who_subscribes_to_distress_hears_no_test_and_no_ship_security(
    mosquitto: Mosquitto,
) -> None:
    distress = "beacon406/v1/+/burst/distress"
    async with (
        subscribe(mosquitto.url, distress) as events,
        Publisher(mosquitto.url, station="hill") as publisher,
        asyncio.timeout(TIMEOUT_S),
    ):
        for name in [*MessageClass, MessageClass.DISTRESS]:
            await publisher.publish(make_event(name))
        heard = [await anext(events), await anext(events)]
        assert [event.alert_class for event in heard] == ["distress", "distress"]


async def test_a_subscriber_passes_over_what_is_no_event(mosquitto: Mosquitto) -> None:
    event = make_event(MessageClass.TEST)
    async with (
        subscribe(mosquitto.url, "#") as events,
        Publisher(mosquitto.url, station="hill") as publisher,
        asyncio.timeout(TIMEOUT_S),
    ):
        intruder = await open_connection(mosquitto.url)
        for payload in [b"", b"\xff\0", b"{}", b"[" * 100_000, b'{"class": "distress"}']:
            await intruder.publish(
                alerts.connection.Outgoing(topic="beacon406/v1/x/burst/distress", payload=payload)
            )
        await intruder.close()
        await publisher.publish(event)
        assert await anext(events) == event


async def test_the_publisher_knows_when_nobody_listens(mosquitto: Mosquitto) -> None:
    async with Publisher(mosquitto.url, station="hill") as publisher:
        await publisher.publish(make_event(MessageClass.DISTRESS))
        assert publisher.unheard == 1
        async with subscribe(mosquitto.url, publisher.topics.all_bursts):
            await publisher.publish(make_event(MessageClass.DISTRESS))
        assert publisher.unheard == 1


async def retained_status(url: BrokerUrl) -> Status:
    listener = await open_connection(url)
    await listener.subscribe("beacon406/v1/hill/status")
    async with asyncio.timeout(TIMEOUT_S):
        message = await anext(listener.messages())
    await listener.close()
    assert message.retain
    return msgspec.json.decode(message.payload, type=Status)


async def test_a_station_says_when_it_is_there_and_when_it_has_finished(
    mosquitto: Mosquitto,
) -> None:
    async with Publisher(mosquitto.url, station="hill"):
        online = await retained_status(mosquitto.url)
    stopped = await retained_status(mosquitto.url)
    assert (online.state, stopped.state) == (State.ONLINE, State.STOPPED)
    assert online.since is not None
    assert stopped.since is not None
    assert online.since <= stopped.since


DIES_WHILE_ONLINE = """
import asyncio, os, sys
from alerts.mqtt import BrokerUrl, Publisher
async def main():
    async with Publisher(BrokerUrl.parse(sys.argv[1]), station="hill"):
        os._exit(9)
asyncio.run(main())
"""


@pytest.mark.parametrize("broker", ["mosquitto", "amqtt"])
async def test_of_a_station_that_dies_the_broker_says_offline(
    broker: str, start_mosquitto: MakeBroker
) -> None:
    async def check(url: BrokerUrl) -> None:
        listener = await open_connection(url)
        await listener.subscribe("beacon406/v1/hill/status")
        station = asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", DIES_WHILE_ONLINE, str(url)], check=False
        )
        assert (await station).returncode == 9
        said = [json.loads(message.payload) for message in await received(listener, 2)]
        assert [(status["state"], status["reason"]) for status in said] == [
            ("online", "connected"),
            ("offline", "lost"),
        ]
        await listener.close()
        assert (await retained_status(url)).state is State.OFFLINE

    if broker == "mosquitto":
        await check(start_mosquitto("allow_anonymous true").url)
    else:
        async with embedded_broker() as url:
            await check(url)


class Gate:
    """Holds the publisher's next connections back until the listener has its own again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = asyncio.Event()
        self.open.set()
        monkeypatch.setattr(alerts.mqtt, "open_connection", self._open_connection)

    async def _open_connection(self, *args: Any, **options: Any) -> Connection:
        await self.open.wait()
        return await open_connection(*args, **options)


async def next_ids(events: AsyncIterator[Event], count: int) -> list[str]:
    """Distinct ones: an event whose acknowledgement was lost is sent again."""
    found: dict[str, None] = {}
    async with asyncio.timeout(TIMEOUT_S):
        while len(found) < count:
            found[(await anext(events)).event_id] = None
    return list(found)


async def test_a_broker_killed_and_restarted_within_a_replay_costs_no_event(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(monkeypatch)
    before, after = ([make_event(MessageClass.DISTRESS) for _ in range(30)] for _ in range(2))
    topic_filter = "beacon406/v1/hill/burst/#"
    async with (
        Publisher(mosquitto.url, station="hill") as publisher,
        Outbox(publisher.publish, capacity=100) as outbox,
    ):
        async with subscribe(mosquitto.url, topic_filter) as events:
            for event in before:
                await outbox.put(event)
            assert await next_ids(events, 30) == [event.event_id for event in before]
        mosquitto.freeze()
        for event in after:
            await outbox.put(event)
        await asyncio.sleep(0.1)  # the first of them is sent, and will never be acknowledged
        gate.open.clear()
        mosquitto.kill()
        await asyncio.sleep(0.3)
        mosquitto.start()
        async with subscribe(mosquitto.url, topic_filter) as events:
            gate.open.set()
            assert await next_ids(events, 30) == [event.event_id for event in after]
    assert (await retained_status(mosquitto.url)).state is State.STOPPED
