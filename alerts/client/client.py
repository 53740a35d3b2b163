"""A subscriber that can be relied on: what it gives is checked, comes once, and silence is told.

    broker = BrokerUrl.parse("mqtts://anna@broker.example.org")
    async with AlertClient(broker, name="anna") as client:
        async for item in client.alerts():
            match item:
                case ReceivedAlert(alert=alert, origin=origin):
                    print(alert.kind, alert.reason, f"({origin})")
                case StationContact(station=station, lost=True, reason=reason):
                    print(f"nothing more from {station}: {reason}")
                case BrokerContact(connected=False, reason=reason):
                    print(reason)

With a name the broker keeps for it what comes while it is away, for a week; its client ID is
beacon406-client-<name>, and no two programs may use one at a time. Each alert is receipted once
the program has come back for the next item: until somebody does so, a station sends it again.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from types import TracebackType
from typing import Self

from alerts.acknowledgement import Action
from alerts.client.answers import Answers
from alerts.client.inspection import Duplicate, Inspector
from alerts.client.items import (
    BrokerContact,
    Contact,
    Item,
    ReceivedAlert,
    ReceivedBurst,
    ReceivedIncident,
    StationContact,
    Withdrawn,
)
from alerts.client.replay import OLDEST_S
from alerts.client.topics import Interest, Subject
from alerts.client.trust import Trust
from alerts.delivery.pauses import pauses
from alerts.errors import AlertError
from alerts.incidents.incident import Incident
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.connection import Connection, Incoming, open_connection

SESSION_S = 7 * 24 * 3600

KEYS_FIRST_S = 0.5
"""After connecting, keys are looked at before what a kept session had in store."""

TICK_S = 1.0
LAST_RECEIPTS_S = 2.0

OPEN_INCIDENTS_AND_ALERTS = Interest()


class AlertClient:
    """One of `received`, `alerts`, `incidents` and `bursts` may be iterated over at a time.

    The first connection must succeed, since a wrong URL should be told at once. After that a
    broker that went away is tried until it is back; both are told as items.

    name      the broker's user name, where he may answer; without one nothing is kept or answered
    trust     pinned keys, or by default those that each station showed first
    oldest_s  what is older is refused; None takes recordings that are replayed
    """

    def __init__(
        self,
        broker: BrokerSettings | BrokerUrl,
        *,
        interest: Interest = OPEN_INCIDENTS_AND_ALERTS,
        name: str | None = None,
        trust: Trust | None = None,
        oldest_s: float | None = OLDEST_S,
    ) -> None:
        self._broker = broker
        self._interest = interest
        self._trust = trust or Trust()
        self._inspector = Inspector(interest, self._trust, oldest_s)
        self.counters = self._inspector.counters
        self._answers = Answers(name, interest.root, self.counters, receipts=interest.route is None)
        self._items: asyncio.Queue[Item | Duplicate | None] = asyncio.Queue()
        self._held: list[Incoming] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        connection = self._answers.connection = await self._connect()
        for work in (self._read(connection), self._tick(), self._answers.send_receipts()):
            task = asyncio.create_task(work, name="alert client")
            task.add_done_callback(lambda _: self._items.put_nowait(None))
            self._tasks.append(task)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._answers.finish(LAST_RECEIPTS_S)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._answers.connection is not None:
            await self._answers.connection.close()

    async def received(self) -> AsyncIterator[Item]:
        """Everything that the interest asks for, stations and the broker included."""
        while True:
            item = await self._items.get()
            if item is None:
                self._raise_what_went_wrong()
            elif not isinstance(item, Duplicate):
                yield item
            if isinstance(item, ReceivedAlert):
                self._answers.receipt(item)
            elif isinstance(item, Duplicate) and item.alert is not None:
                self._answers.receipt(item.alert)

    async def alerts(self) -> AsyncIterator[ReceivedAlert | Contact]:
        async for item in self.received():
            if isinstance(item, ReceivedAlert | StationContact | BrokerContact):
                yield item

    async def incidents(self) -> AsyncIterator[ReceivedIncident | Withdrawn | Contact]:
        """What is open now, and how it changes."""
        async for item in self.received():
            if isinstance(item, ReceivedIncident | Withdrawn | StationContact | BrokerContact):
                yield item

    async def bursts(self) -> AsyncIterator[ReceivedBurst | Contact]:
        """Needs an interest in Subject.BURST."""
        async for item in self.received():
            if isinstance(item, ReceivedBurst | StationContact | BrokerContact):
                yield item

    async def acknowledge(self, station: str, incident: Incident, action: Action) -> None:
        """Tell the station, and so all others, that a person has seen it, or that it is over."""
        await self._answers.say(station, incident, action, incident.alert_id or "")

    async def _connect(self) -> Connection:
        name = self._answers.name
        connection = await open_connection(
            self._broker,
            client_id=None if name is None else f"beacon406-client-{name}",
            session_expiry_s=0 if name is None else SESSION_S,
        )
        try:
            for topic_filter in self._interest.filters():
                await connection.subscribe(topic_filter)
        except BaseException:
            await connection.close()
            raise
        return connection

    async def _read(self, connection: Connection) -> None:
        while True:
            self._hold_until_keys_are_known()
            self._inspector.stations.reconnected(time.monotonic())
            try:
                async for message in connection.messages():
                    self._arrived(message)
            except AlertError as error:
                self._answers.connection = None
                self._items.put_nowait(BrokerContact(connected=False, reason=str(error)))
            await connection.close()
            self._answers.connection = connection = await self._connected_again()
            self._items.put_nowait(BrokerContact(connected=True, reason="connected again"))

    async def _connected_again(self) -> Connection:
        for pause_s in pauses():
            await asyncio.sleep(pause_s)
            with suppress(AlertError):
                return await self._connect()
        raise AssertionError

    def _hold_until_keys_are_known(self) -> None:
        self._release()
        if not self._trust.is_pinned:
            self._held = []
            asyncio.get_running_loop().call_later(KEYS_FIRST_S, self._release)

    def _release(self) -> None:
        held, self._held = self._held or [], None
        for message in held:
            self._inspect(message)

    def _arrived(self, message: Incoming) -> None:
        if self._held is None or message.topic.endswith(f"/{Subject.KEYS}"):
            self._inspect(message)
        else:
            self._held.append(message)

    def _inspect(self, message: Incoming) -> None:
        item = self._inspector.inspect(message, time.time(), time.monotonic())
        if item is not None:
            self._items.put_nowait(item)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            if self._answers.connection is not None:
                for contact in self._inspector.stations.silent(time.monotonic()):
                    self._items.put_nowait(contact)

    def _raise_what_went_wrong(self) -> None:
        for task in self._tasks:
            if task.done():
                task.result()
