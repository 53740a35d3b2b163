"""Bursts of many stations become one incident for each beacon, by as many processes as it takes.

The processes share a store, and by an MQTT 5 shared subscription the bursts: the broker deals them
out. Each confirms a burst once the store has it. What the broker has dealt to a process that died
or does nothing any more waits in its session, until another one inherits the session, or the
process is back.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from msgspec.structs import replace

from alerts.client.inspection import Inspector
from alerts.client.items import ReceivedBurst, Refused
from alerts.client.topics import Interest, Subject
from alerts.client.trust import Trust
from alerts.correlation.seats import Seat
from alerts.delivery.pauses import pauses
from alerts.errors import AlertError
from alerts.event import Event
from alerts.incidents.burst_time import MOST_AHEAD_S
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Connection, Incoming, open_connection
from alerts.timestamp import rfc3339, unix_s
from alerts.topics import Topics

SESSION_S = 7 * 24 * 3600
IDLE_S = 0.2
"""For a broker that answers before it has sent all; mosquitto does not."""

Take = Callable[[Sequence[Event]], Awaitable[object]]
Report = Callable[[str], None]


class Dealt:
    """The share of the bursts that the broker deals to one seat.

    topics  of the correlators that share the bursts: all say what they say under one name
    take    returns when bursts are in the store
    """

    def __init__(
        self, broker: BrokerSettings, topics: Topics, trust: Trust, take: Take, report: Report
    ) -> None:
        self._broker = broker
        self._name = topics.station
        self._take = take
        self._report = report
        self._disbelieved: set[str] = set()
        # Stations deliver for days what they could not; the store knows what it has.
        self._inspector = Inspector(Interest(subjects=(Subject.BURST,), root=topics.root), trust)
        self._keys = f"{topics.root}/+/keys"
        self._share = f"$share/{self._name}/{topics.root}/+/burst/+"

    async def hear(self, seat: Seat) -> None:
        """Take what is dealt to this seat, for ever; a broker that is away is tried again."""
        waits, trouble, knows_keys = pauses(), "", False
        while True:
            try:
                if not knows_keys:
                    await self._learn_keys()
                    knows_keys = True
                connection = await self._connect(seat.name)
                try:
                    await connection.subscribe(self._keys)
                    await connection.subscribe(self._share)
                    waits, trouble = pauses(), ""
                    await self._read(connection)
                finally:
                    await connection.close()
            except AlertError as error:
                if str(error) != trouble:
                    self._report(f"{error}; trying again until it works")
                trouble = str(error)
            await asyncio.sleep(next(waits))

    async def inherit(self, seat_name: str) -> None:
        """Take what was dealt to a seat whose holder takes nothing, and see that no more is.

        A holder that only stopped for a while loses its connection, and begins anew.
        """
        connection = await self._connect(seat_name)
        try:
            await self._read_out(connection, self._share)
        finally:
            await connection.close()
        await (await self._connect(seat_name, session_expiry_s=0)).close()

    async def _learn_keys(self) -> None:
        """Before the first burst is judged: what waits in a session comes ahead of all else."""
        connection = await open_connection(self._broker)
        try:
            await connection.subscribe(self._keys)
            await self._read_out(connection, self._keys)
        finally:
            await connection.close()

    async def _connect(self, seat_name: str, session_expiry_s: int = SESSION_S) -> Connection:
        return await open_connection(
            self._broker,
            client_id=f"beacon406-{self._name}-{seat_name}",
            session_expiry_s=session_expiry_s,
            confirms=True,
        )

    async def _read(self, connection: Connection) -> None:
        """Many at once where many wait: a disk takes longer to be sure than to write."""
        arrived: list[Incoming] = []
        async for message in connection.messages():
            arrived.append(message)
            if not connection.waiting:
                await self._handle(connection, arrived)
                arrived = []

    async def _read_out(self, connection: Connection, topic_filter: str) -> None:
        """End a subscription, and take what had come for it: an answer comes behind all that."""
        messages = connection.messages()
        idle = 0
        while idle < 2:
            await connection.unsubscribe(topic_filter)
            arrived = [await anext(messages) for _ in range(connection.waiting)]
            await self._handle(connection, arrived)
            idle = 0 if arrived else idle + 1
            if idle:
                await asyncio.sleep(IDLE_S)

    async def _handle(self, connection: Connection, messages: list[Incoming]) -> None:
        now_s = time.time()
        items = [self._inspector.inspect(each, now_s, time.monotonic()) for each in messages]
        events = [in_time(item.event, now_s) for item in items if isinstance(item, ReceivedBurst)]
        if events:
            await self._take(events)
        for item in items:
            if isinstance(item, Refused) and item.refusal not in self._disbelieved:
                self._disbelieved.add(item.refusal)  # once, or a flood would fill the log
                self._report(f"{item.topic}: a burst was not believed: {item.detail}")
        for message in messages:
            connection.confirm(message)


def in_time(event: Event, now_s: float) -> Event:
    """A burst that has not been sent yet was sent now, by our clock, and its station's is wrong."""
    ahead_s = 0.0 if event.time is None else unix_s(event.time) - now_s
    if ahead_s <= MOST_AHEAD_S:
        return event
    return replace(event, time=rfc3339(now_s), time_uncertainty_s=ahead_s)
