"""What the store keeps goes to every broker, whatever fails between (docs/mqtt.md).

    async with Delivery(store, brokers, topics, on_acknowledgement=desk.acknowledge) as delivery:
        desk.take(event, now_s)
        delivery.wake()

Each broker has a task and a place in the queue of its own, so that one that is away delays nobody.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import Self

import msgspec

from alerts.acknowledgement import Acknowledgement
from alerts.delivery.ending import ending_of
from alerts.delivery.queue import Queue
from alerts.delivery.sender import Sender
from alerts.delivery.station import Fault, Station
from alerts.errors import AlertDeliveryError, AlertSettingError, BrokerUnreachableError
from alerts.expiry import expiry_s
from alerts.incidents.incident import Incident
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.outgoing import Outgoing
from alerts.store.books import Books
from alerts.topics import Topics

HEALTH_EXPIRY_S = 90
"""A report is no news for longer than listeners wait for the next."""


class Delivery:
    """Open from entering to leaving; leaving does not wait for what is not sent yet.

    on_acknowledgement  called in the event loop with what coordinators say
    incident_message    an open incident as it is retained, signed if it shall be
    keys                the station's public keys, a JWK set
    report              takes a sentence for the operator, each time something changes
    on_delivered        told of each message that a broker, named first, has acknowledged
    others              names of those who deliver from the same queue: gateways
    is_awaited          somebody waits for `reached`, which says why a first try failed: no report
    """

    def __init__(
        self,
        store: Books,
        brokers: Sequence[BrokerSettings],
        topics: Topics,
        *,
        on_acknowledgement: Callable[[Acknowledgement], None],
        report: Callable[[str], None],
        on_delivered: Callable[[str, Outgoing], None] = lambda *_: None,
        keys: bytes | None = None,
        incident_message: Callable[[Incident], Outgoing] | None = None,
        others: Sequence[str] = (),
        is_awaited: bool = False,
    ) -> None:
        names = [*(broker.name for broker in brokers), *others]
        if len(set(names)) < len(names):
            kinds = "brokers and gateways" if others else "brokers"
            raise AlertSettingError(f"{kinds} {', '.join(names)}: give each a name of its own")
        self._names = names
        self._store = store
        self._topics = topics
        self._on_acknowledgement = on_acknowledgement
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="outbox")
        self._station = Station(
            topics=topics,
            keys=keys,
            incident_message=incident_message or self._incident_message,
            acknowledge=self._acknowledge,
            report=report,
            delivered=on_delivered,
        )
        self._senders = [
            Sender(
                broker,
                Queue(store, broker.name, self._thread),
                self._station,
                is_awaited=is_awaited,
            )
            for broker in brokers
        ]

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._store.add_brokers, self._names)
        for sender in self._senders:
            sender.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        ending = ending_of(error)
        await asyncio.gather(*(sender.stop(ending) for sender in self._senders))
        self._thread.shutdown()

    async def forget_others(self) -> None:
        """Nothing waits any longer for brokers not named here: to be called once all is open."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._thread, self._store.set_brokers, self._names)

    def wake(self) -> None:
        """There are new rows in the store."""
        for sender in self._senders:
            sender.wake()

    def set_fault(self, text: str | None) -> None:
        """Something in the station is broken, or works again: its status says so everywhere."""
        before, utc_s, now_s = self._station.fault, self._store.clock(), time.monotonic()
        fault = None if text is None else Fault(text, utc_s, now_s)
        if text is not None and before is not None:
            fault = before.followed_by(text, utc_s, now_s)
        if fault != before:
            self._station.fault = fault
            self.wake()

    def set_health(self, document: bytes) -> None:
        """Say it to every broker that is connected; who is not will be told the next one."""
        self._station.health = Outgoing(
            topic=self._topics.health, payload=document, expiry_s=HEALTH_EXPIRY_S
        )
        for sender in self._senders:
            sender.wake()

    @property
    def troubles(self) -> dict[str, str]:
        """By name, why a broker cannot be used now."""
        return {
            sender.broker.name: str(sender.trouble)
            for sender in self._senders
            if sender.trouble is not None
        }

    @property
    def unheard(self) -> int:
        """Alerts that a broker took although nobody listened there."""
        return sum(sender.unheard for sender in self._senders)

    async def reached(self) -> None:
        """Return when every broker has been reached, or raise why the first try failed.

        For programs that a person waits for.
        """
        for sender in self._senders:
            await sender.tried.wait()
            if sender.trouble is not None:
                raise sender.trouble

    async def drained(self, patience_s: float) -> None:
        """Return when every broker has all that is in the store now; else the error says why not.

        Waits no longer where somebody has to do something first, as with a wrong password.
        """
        self.wake()
        late = [sender for sender in self._senders if await self._waiting(sender)]
        with suppress(TimeoutError):
            async with asyncio.timeout(patience_s):
                await asyncio.gather(*(sender.settled.wait() for sender in late))
        for sender in self._senders:
            if waiting := await self._waiting(sender):
                raise _undelivered(sender, waiting)
            if sender.refusal is not None:
                raise sender.refusal

    async def _waiting(self, sender: Sender) -> int:
        return (await sender.tally()).pending

    def _acknowledge(self, said: Acknowledgement) -> None:
        self._on_acknowledgement(said)
        self.wake()

    def _incident_message(self, incident: Incident) -> Outgoing:
        return Outgoing(
            topic=self._topics.incident(incident),
            payload=msgspec.json.encode(incident),
            retain=True,
            expiry_s=expiry_s(incident.alert_class),
        )


def _undelivered(sender: Sender, waiting: int) -> AlertDeliveryError:
    trouble = sender.trouble or f"broker {sender.broker.address}: is too slow"
    kind = AlertDeliveryError if sender.settled.is_set() else BrokerUnreachableError
    return kind(f"{trouble}: {waiting} message{' was' if waiting == 1 else 's were'} not delivered")
