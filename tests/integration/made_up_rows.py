"""Messages in a store's queue, numbered, for tests of delivery; the beacons are made up."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from alerts.acknowledgement import Acknowledgement
from alerts.delivery.delivery import Delivery
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Connection, Incoming, open_connection
from alerts.outgoing import Outgoing
from alerts.store.store import Store
from alerts.topics import Topics

TOPICS = Topics("hill")
ALERTS = f"{TOPICS.base}/alert/#"
TIMEOUT_S = 20.0


class Numbered(msgspec.Struct, frozen=True):
    """What the messages say: the seq-th of an incident."""

    event_id: str
    incident: int
    seq: int


def alert(incident: int, seq: int, **settings: Any) -> Outgoing:
    said = Numbered(event_id=f"{incident}-{seq}", incident=incident, seq=seq)
    return Outgoing(
        topic=f"{TOPICS.base}/alert/test/999/{incident:015X}",
        payload=msgspec.json.encode(said),
        event_id=said.event_id,
        user_properties=(("event_id", said.event_id),),
        **settings,
    )


def enqueue(store: Store, messages: Iterable[Outgoing]) -> None:
    def put(transaction: Any) -> None:
        for message in messages:
            transaction.enqueue(message)

    store.write(put)


def said_by(message: Incoming) -> Numbered:
    return msgspec.json.decode(message.payload, type=Numbered)


@asynccontextmanager
async def delivering(
    store: Store,
    *brokers: BrokerSettings,
    report: Callable[[str], None] = lambda _: None,
    on_acknowledgement: Callable[[Acknowledgement], None] = lambda _: None,
    **settings: Any,
) -> AsyncIterator[Delivery]:
    async with Delivery(
        store,
        brokers,
        TOPICS,
        report=report,
        on_acknowledgement=on_acknowledgement,
        **settings,
    ) as delivery:
        yield delivery


@asynccontextmanager
async def listening(broker: BrokerSettings, topic_filter: str) -> AsyncIterator[Connection]:
    connection = await open_connection(broker)
    try:
        await connection.subscribe(topic_filter)
        yield connection
    finally:
        await connection.close()


async def next_messages(
    connection: Connection, count: int, timeout_s: float = TIMEOUT_S
) -> list[Incoming]:
    messages = connection.messages()
    async with asyncio.timeout(timeout_s):
        return [await anext(messages) for _ in range(count)]
