"""Listens at one broker, as a coordinator would, for the station's own test bursts."""

from collections.abc import Callable

import msgspec

from alerts.event import Event
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import open_connection
from alerts.topics import Topics
from decoder.message import MessageClass


async def witness(broker: BrokerSettings, topics: Topics, came: Callable[[str], None]) -> None:
    """Until the connection is lost; `came` is told the message of each test burst it sees."""
    connection = await open_connection(broker, client_id=f"beacon406-{topics.station}-witness")
    try:
        await connection.subscribe(topics.burst(MessageClass.TEST))
        async for message in connection.messages():
            if (digits := _hex(message.payload)) is not None:
                came(digits)
    finally:
        await connection.close()


def _hex(payload: bytes) -> str | None:
    try:
        return msgspec.json.decode(payload, type=Event).hex
    except msgspec.DecodeError:
        return None
