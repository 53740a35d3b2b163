"""Events to a broker, each until the broker has acknowledged it (docs/mqtt.md).

    async with Publisher(BrokerUrl.parse("mqtt://localhost"), station="hill") as publisher:
        await publisher.publish(event)

`publish` returns after the PUBACK: who waits for it before making the next event has back-pressure
and loses nothing, but holds at most one event. `alerts.outbox` puts a bounded queue in between.
"""

import asyncio
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from types import TracebackType
from typing import Self

import msgspec

from alerts.broker_url import BrokerUrl
from alerts.connection import Connection, open_connection
from alerts.errors import AlertDeliveryError, BrokerUnreachableError
from alerts.event import Event
from alerts.outgoing import Outgoing
from alerts.status import State, Status
from alerts.timestamp import rfc3339
from alerts.topics import Topics

__all__ = ["AlertDeliveryError", "BrokerUrl", "Publisher"]

EVENT_EXPIRY_S = 24 * 3600
"""How long a broker keeps an event for a subscriber that is away."""

PATIENCE_S = 60.0
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0


class Publisher:
    """A station's connection to its broker, renewed as often as it breaks.

    The first connection must succeed at once, since a wrong URL should be told at once. After that
    a broker that went away is tried again, ever less often, for up to patience_s per event; then
    BrokerUnreachableError. What is not worth another try (a refused user, a certificate that is
    not trusted, no right to publish) raises AlertDeliveryError immediately.
    """

    def __init__(self, url: BrokerUrl, *, station: str, patience_s: float = PATIENCE_S) -> None:
        self.url = url
        self.topics = Topics(station)
        self.patience_s = patience_s
        self.unheard = 0
        """Events that the broker took but said it had nobody to give to (MQTT 5 brokers may)."""
        # The same for every connection: a broker that has not noticed the loss of the last one
        # then ends it, last will included, before the new one says "online".
        self._client_id = f"beacon406-{station}-{secrets.token_hex(4)}"
        self._connection: Connection | None = None
        self._turn = asyncio.Lock()

    async def __aenter__(self) -> Self:
        self._connection = await self._connect()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is None:
            return
        # Where this cannot be said any more, the last will says "offline": the truth as well.
        with suppress(AlertDeliveryError):
            reason = "finished" if error is None else "interrupted"
            await self._connection.publish(self._status(State.STOPPED, reason, time.time()))
        await self._disconnect()

    async def publish(self, event: Event) -> None:
        """Return when the broker has acknowledged the event; callers take turns in their order."""
        message = Outgoing(
            topic=self.topics.burst(event.alert_class),
            payload=msgspec.json.encode(event),
            expiry_s=EVENT_EXPIRY_S,
            user_properties=(("event_id", event.event_id), ("schema", event.schema)),
        )
        async with self._turn:
            await self._deliver(message)

    async def _deliver(self, message: Outgoing) -> None:
        give_up_at = time.monotonic() + self.patience_s
        for pause_s in _pauses():
            try:
                if self._connection is None:
                    self._connection = await self._connect()
                self.unheard += not await self._connection.publish(message)
            except BrokerUnreachableError:
                await self._disconnect()
                if time.monotonic() + pause_s > give_up_at:
                    raise
                await asyncio.sleep(pause_s)
            else:
                return

    async def _connect(self) -> Connection:
        will = self._status(State.OFFLINE, "lost", None)
        connection = await open_connection(self.url, client_id=self._client_id, will=will)
        try:
            await connection.publish(self._status(State.ONLINE, "connected", time.time()))
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            await connection.close()

    def _status(self, state: State, reason: str, since_utc_s: float | None) -> Outgoing:
        status = Status(
            state=state,
            reason=reason,
            station=self.topics.station,
            since=rfc3339(since_utc_s),
            version=version("beacon406"),
        )
        return Outgoing(topic=self.topics.status, payload=msgspec.json.encode(status), retain=True)


def _pauses() -> Iterator[float]:
    """Between tries, in seconds: doubling up to a limit, without end."""
    pause_s = FIRST_PAUSE_S
    while True:
        yield pause_s
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
