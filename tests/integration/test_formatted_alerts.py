"""Alerts in other formats at the broker of deploy/mosquitto: who gets them, and as what."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path

import pytest
from deployed_mosquitto import DeployedMosquitto
from made_up_alerts import burst_event
from made_up_rows import listening, next_messages

from alerts.classify import OPERATIONAL
from alerts.client.client import AlertClient
from alerts.client.items import Item, ReceivedAlert, Refused, StationContact
from alerts.client.topics import Interest
from alerts.event import Event
from alerts.expiry import expiry_s
from alerts.formats import FORMATS
from alerts.incidents.alert import Alert
from alerts.mqtt.connection import Connection, Incoming
from alerts.store.store import Store
from alerts.topics import Topics
from decoder.message import MessageClass
from station.alerting import alerting
from station.config.config import Config

pytestmark = pytest.mark.broker

TIMEOUT_S = 20.0
COVERT = {MessageClass.SHIP_SECURITY}
READERS = {
    "anna": OPERATIONAL - COVERT,
    "club": set(MessageClass) - OPERATIONAL,
    "flag-state": COVERT,
    "northland": set[MessageClass](),
}
FORM_COUNT = len(FORMATS)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[DeployedMosquitto]:
    broker = DeployedMosquitto(tmp_path, ["hill", *READERS])
    broker.start()
    yield broker
    broker.kill()


def config(broker: DeployedMosquitto, folder: Path) -> Config:
    return Config(
        station="hill",
        store=folder / "alerts.db",
        brokers=(broker.settings("hill"),),
        formats=tuple(FORMATS),
    )


def one_of_each_class() -> list[Event]:
    return [
        burst_event(time.time(), message_class=name, beacon_id=f"{number:015X}")
        for number, name in enumerate(MessageClass)
    ]


async def told(settings: Config, events: list[Event]) -> list[Alert]:
    """Once the broker has all of it."""
    said = list[str]()
    async with alerting(settings, said.append) as station:
        await station.delivery.reached()
        alerts = await station.take(events, time.time())
        await station.delivery.drained(TIMEOUT_S)
    assert not [line for line in said if "refused" in line]
    return alerts


async def formatted_for(reader: Connection, count: int) -> list[Incoming]:
    """And not one more."""
    arrived = await next_messages(reader, count) if count else []
    assert not reader.waiting
    return arrived


async def test_each_reader_gets_the_formats_of_his_classes_and_of_no_other(
    broker: DeployedMosquitto, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        readers = {
            user: await stack.enter_async_context(
                listening(broker.settings(user), "beacon406/v1/+/fmt/#")
            )
            for user in READERS
        }
        alerts = await told(config(broker, tmp_path), one_of_each_class())
        expected = {
            Topics("hill").formatted(each.incident, name): (each, form)
            for each in alerts
            for name, form in FORMATS.items()
        }
        for user, classes in READERS.items():
            arrived = await formatted_for(readers[user], FORM_COUNT * len(classes))
            assert {MessageClass(message.topic.split("/")[5]) for message in arrived} == classes
            for message in arrived:
                alert, form = expected[message.topic]
                assert message.payload == form.render(alert)
                assert message.content_type == form.content_type
                assert dict(message.user_properties) == {"event_id": alert.event_id, "seq": "1"}
                longest_s = expiry_s(alert.incident.alert_class)
                assert message.expiry_s is not None
                assert longest_s - TIMEOUT_S <= message.expiry_s <= longest_s
                assert not message.retain


async def test_they_are_stored_with_their_alert_and_sent_once(
    broker: DeployedMosquitto, tmp_path: Path
) -> None:
    settings = config(broker, tmp_path)
    broker.kill()
    async with alerting(settings, list[str]().append) as station:
        [alert] = await station.take([burst_event(time.time())], time.time())
    with Store.open(tmp_path / "alerts.db") as store:
        topics = [row.outgoing.topic.split("/")[3] for row in store.pending("broker")]
    assert topics == ["burst", "alert", *FORM_COUNT * ["fmt"], "incident"]
    broker.start()
    async with listening(broker.settings("anna"), "beacon406/v1/hill/#") as anna:
        for _ in range(2):
            await told(settings, [])
        arrived = await next_messages(anna, 1)
        while anna.waiting:
            arrived += await next_messages(anna, 1)
    found = [message.topic.split("/")[3] for message in arrived]
    assert found.count("fmt") == FORM_COUNT
    assert found.count("alert") >= 2, "nobody has confirmed it"
    assert alert.event_id in {dict(message.user_properties).get("event_id") for message in arrived}


class Everything(Interest, frozen=True):
    """Of who has subscribed to more than he was meant to."""

    def filters(self) -> list[str]:
        return ["beacon406/v1/#"]


async def test_a_subscriber_to_everything_is_given_the_alert_alone(
    broker: DeployedMosquitto, tmp_path: Path
) -> None:
    async with AlertClient(broker.settings("anna"), interest=Everything()) as client:
        [alert] = await told(config(broker, tmp_path), [burst_event(time.time())])
        items: list[Item] = []
        async with asyncio.timeout(TIMEOUT_S), aclosing(client.received()) as stream:
            async for item in stream:
                items.append(item)
                if isinstance(item, StationContact) and item.lost:
                    break
    assert [item.alert for item in items if isinstance(item, ReceivedAlert)] == [alert]
    assert not [item for item in items if isinstance(item, Refused)]
