"""Delivery to one broker: connect, say who is there, send what waits, and never give up.

At every connection the broker is told all that it may have forgotten, since an acknowledgement does
not mean that it was stored: the station's status and keys, every open incident, every alert that
no coordinator has confirmed; only then what is new, in its order.
"""

import asyncio
import math
import time
from collections.abc import Sequence
from contextlib import suppress

from alerts.acknowledgement import parse_acknowledgement
from alerts.delivery.ending import Ending
from alerts.delivery.pauses import (
    FIRST_REPEAT_S,
    LONGEST_PAUSE_S,
    LONGEST_REPEAT_S,
    pauses,
)
from alerts.delivery.queue import Queue
from alerts.delivery.station import Station
from alerts.errors import AlertDeliveryError, AlertError, BrokerUnreachableError
from alerts.first_to_end import first_to_end
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Connection, open_connection
from alerts.outgoing import Outgoing
from alerts.refusal import Refusal, RefusedError
from alerts.store.row import Row

SESSION_EXPIRY_S = 7 * 24 * 3600
"""For so long the broker keeps what coordinators said while the station was away."""

FAREWELL_TIMEOUT_S = 5.0

SHORT_S = 60.0
"""Stations of one name take each other's connection after a pause, which is shorter."""
SHORT_IN_A_ROW = 3


class Sender:
    """Runs from `start` to `stop`.

    trouble   why nothing can be sent now; None while connected
    refusal   the first message that the broker refused, if any
    unheard   alerts that the broker took but said it had nobody to give to (MQTT 5 brokers may)
    tried     set once the first connection has been made, or has failed
    settled   set while nothing waits, or while waiting is useless until somebody does something

    is_awaited  somebody waits for `tried`, learns there why it failed, and need not be told twice
    """

    def __init__(
        self, broker: BrokerSettings, queue: Queue, station: Station, *, is_awaited: bool = False
    ) -> None:
        self.broker = broker
        self.tally = queue.tally
        self.trouble: AlertError | None = None
        self.refusal: AlertDeliveryError | None = None
        self.unheard = 0
        self.tried = asyncio.Event()
        self.settled = asyncio.Event()
        self._queue = queue
        self._station = station
        self._is_awaited = is_awaited
        self._wake = asyncio.Event()
        self._farewell: Ending | None = None
        self._is_connected = False
        self._connected_utc_s = 0.0
        self._connected_s = -math.inf
        self._short = 0
        self._said: Outgoing | None = None
        self._reported: Outgoing | None = None
        self._expired = 0
        self._progress = False
        # The same at every start: a broker that has not noticed the loss of the last connection
        # then ends it, last will included, before the new one says "online".
        self._client_id = broker.client_id or f"beacon406-{station.topics.station}"

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"delivery to {self.broker.name}")

    def wake(self) -> None:
        """There may be something new to say."""
        self._wake.set()
        if self.trouble is None or isinstance(self.trouble, BrokerUnreachableError):
            self.settled.clear()

    async def stop(self, ending: Ending) -> None:
        """Say goodbye, if there is a connection; else the last will has said it all."""
        self._farewell = ending
        self._wake.set()
        if self._is_connected:
            await asyncio.wait({self._task}, timeout=FAREWELL_TIMEOUT_S)
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        waits = pauses()
        while self._farewell is None:
            began_s, self._progress = time.monotonic(), False
            try:
                await self._session()
            except AlertError as error:
                self._failed(self._explained(error))
            except Exception as error:  # noqa: BLE001 whatever it is, alerts must go out
                self._failed(AlertError(f"broker {self.broker.name}: {error!r}"))
            if self._progress or time.monotonic() - began_s > LONGEST_PAUSE_S:
                waits = pauses()
            if self._farewell is None:
                await asyncio.sleep(next(waits))

    async def _session(self) -> None:
        connection = await open_connection(
            self.broker,
            client_id=self._client_id,
            will=self._station.will(),
            session_expiry_s=SESSION_EXPIRY_S,
        )
        try:
            self._is_connected = True
            self._connected_utc_s, self._said = time.time(), None
            self._connected_s = time.monotonic()
            await first_to_end(self._listen(connection), self._deliver(connection))
        finally:
            self._is_connected = False
            await connection.close()

    def _explained(self, error: AlertError) -> AlertError:
        """mosquitto 2.0.11 does not say that another client has taken the session."""
        lasted_s, self._connected_s = time.monotonic() - self._connected_s, -math.inf
        self._short = self._short + 1 if lasted_s < SHORT_S else 0
        if self._short < SHORT_IN_A_ROW or not isinstance(error, BrokerUnreachableError):
            return error
        return BrokerUnreachableError(
            f"{error}, as each time soon after it was made: if another station has this name,"
            " give each its own"
        )

    def _failed(self, error: AlertError) -> None:
        if self._farewell is not None:
            return
        is_told = self._is_awaited and not self.tried.is_set()
        if str(error) != str(self.trouble) and not is_told:
            self._station.report(f"{error}; trying again until it works")
        self.trouble = error
        self.tried.set()
        if not isinstance(error, BrokerUnreachableError):
            self.settled.set()

    async def _listen(self, connection: Connection) -> None:
        topic_filter = self._station.topics.all_acknowledgements
        try:
            await connection.subscribe(topic_filter)
        except BrokerUnreachableError:
            raise
        except AlertDeliveryError as error:
            self._station.report(f"{error}: no acknowledgement will be heard")
        disbelieved: set[Refusal] = set()
        async for message in connection.messages():
            try:
                said = parse_acknowledgement(message.topic, message.payload)
            except RefusedError as error:
                if error.refusal not in disbelieved:  # once, or a flood would fill the log
                    disbelieved.add(error.refusal)
                    self._station.report(
                        f"broker {self.broker.address}: an acknowledgement was not believed:"
                        f" {error}"
                    )
            else:
                self._station.acknowledge(said)

    async def _deliver(self, connection: Connection) -> None:
        await self._greet(connection)
        if self.trouble is not None:
            self._station.report(f"broker {self.broker.address}: connected again")
            self.trouble = None
            self.settled.clear()
        self.tried.set()
        repeats = pauses(FIRST_REPEAT_S, LONGEST_REPEAT_S)
        repeat_at_s = time.monotonic() + next(repeats)
        while self._farewell is None:
            self._wake.clear()
            await self._say_status(connection)
            await self._tell_expired()
            if rows := await self._queue.pending():
                await self._send(connection, rows)
            elif time.monotonic() >= repeat_at_s:
                if await self._queue.has_receipts():
                    await self._repeat(connection)
                repeat_at_s = time.monotonic() + next(repeats)
            elif not self._wake.is_set():
                self.settled.set()
                await self._rest(repeat_at_s)
        await self._say(connection, [self._station.farewell(self._farewell)])

    async def _greet(self, connection: Connection) -> None:
        await self._say_status(connection)
        incidents = await self._queue.open_incidents()
        await self._say(connection, self._station.introduction(self.broker.name, incidents))
        await self._repeat(connection)

    async def _repeat(self, connection: Connection) -> None:
        """What no coordinator has confirmed: the broker may have lost it, or nobody was there."""
        after = 0
        while rows := await self._queue.unreceipted(after):
            await self._say(connection, [row.outgoing for row in rows])
            after = rows[-1].position

    async def _rest(self, until_s: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(until_s - time.monotonic()):
                await self._wake.wait()

    async def _say_status(self, connection: Connection) -> None:
        status = self._station.status(self._connected_utc_s)
        if status != self._said:
            await self._say(connection, [status])
            self._said = status
        if self._station.health is not self._reported and self._station.health is not None:
            self._reported = self._station.health
            await self._say(connection, [self._reported])

    async def _say(self, connection: Connection, messages: Sequence[Outgoing]) -> None:
        """What the store does not wait for: said again at the next connection in any case."""
        async for answer in connection.publish_all(messages):
            if isinstance(answer, BrokerUnreachableError):
                raise answer
            if isinstance(answer, AlertDeliveryError):
                self._refused(answer)

    async def _send(self, connection: Connection, rows: list[Row]) -> None:
        """After a refusal that may pass everything is sent again from there on: order holds."""
        arrived: list[int] = []
        waiting = iter(rows)
        try:
            async for answer in connection.publish_all([row.outgoing for row in rows]):
                row = next(waiting)
                if isinstance(answer, BrokerUnreachableError):
                    raise answer
                if isinstance(answer, AlertDeliveryError):
                    self._refused(answer)
                    await self._queue.refused(row.position, str(answer))
                else:
                    arrived.append(row.position)
                    self._station.delivered(self.broker.name, row.outgoing)
                    self._heard(row.outgoing, is_heard=answer)
        finally:
            self._progress = self._progress or bool(arrived)
            await self._queue.delivered(arrived)

    def _refused(self, error: AlertDeliveryError) -> None:
        self.refusal = self.refusal or error
        self._station.report(str(error))

    def _heard(self, message: Outgoing, *, is_heard: bool) -> None:
        if not is_heard and message.topic.startswith(f"{self._station.topics.base}/alert/"):
            if not self.unheard:
                self._station.report(f"broker {self.broker.address}: nobody listens to its alerts")
            self.unheard += 1

    async def _tell_expired(self) -> None:
        expired = (await self.tally()).expired
        if expired > self._expired:
            new = expired - self._expired
            self._station.report(
                f"broker {self.broker.address}: {new} message{'s were' if new > 1 else ' was'}"
                f" too old to be sent before it could be reached"
            )
        self._expired = expired
