"""The small subscriber: events of its filter, and nothing else, whatever else is published."""

import asyncio

import msgspec
import pytest
from made_up_event import make_event
from real_mosquitto import Mosquitto

from alerts.client.subscriber import subscribe
from alerts.event import Event
from alerts.mqtt.connection import Connection, open_connection
from alerts.outgoing import Outgoing
from alerts.topics import Topics
from decoder.message import MessageClass

pytestmark = pytest.mark.broker

TIMEOUT_S = 10.0


async def publish(connection: Connection, event: Event) -> None:
    topic = Topics("hill").burst(event.alert_class)
    await connection.publish(Outgoing(topic=topic, payload=msgspec.json.encode(event)))


async def test_who_subscribes_to_distress_hears_no_test_and_no_ship_security(
    mosquitto: Mosquitto,
) -> None:
    station = await open_connection(mosquitto.url)
    async with (
        subscribe(mosquitto.url, "beacon406/v1/+/burst/distress") as events,
        asyncio.timeout(TIMEOUT_S),
    ):
        for name in [*MessageClass, MessageClass.DISTRESS]:
            await publish(station, make_event(name))
        heard = [await anext(events), await anext(events)]
        assert [event.alert_class for event in heard] == ["distress", "distress"]
    await station.close()


async def test_what_is_no_event_is_passed_over(mosquitto: Mosquitto) -> None:
    event = make_event(MessageClass.TEST)
    station = await open_connection(mosquitto.url)
    async with subscribe(mosquitto.url, "#") as events, asyncio.timeout(TIMEOUT_S):
        for payload in [b"", b"\xff\0", b"{}", b"[" * 100_000, b'{"class": "distress"}']:
            await station.publish(Outgoing(topic="beacon406/v1/x/burst/distress", payload=payload))
        await publish(station, event)
        assert await anext(events) == event
    await station.close()
