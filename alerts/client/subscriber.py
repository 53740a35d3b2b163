"""The other end of the line: events from a broker, for the demo, the tests and small programs."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec

from alerts.event import Event
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.connection import Connection, open_connection


@asynccontextmanager
async def subscribe(url: BrokerUrl, topic_filter: str) -> AsyncIterator[AsyncIterator[Event]]:
    """Events that match the filter; once entered, no event published later is missed.

    What is no event is passed over: a filter may match a status, and anybody may publish. Nothing
    is renewed here: a broker that goes away ends it with BrokerUnreachableError.
    """
    connection = await open_connection(url)
    try:
        await connection.subscribe(topic_filter)
        yield _events(connection)
    finally:
        await connection.close()


async def _events(connection: Connection) -> AsyncIterator[Event]:
    async for message in connection.messages():
        event = _event(message.payload)
        if event is not None:
            yield event


def _event(payload: bytes) -> Event | None:
    try:
        return msgspec.json.decode(payload, type=Event)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
