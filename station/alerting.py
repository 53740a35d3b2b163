"""A station's alerts, put together: bursts go in, and what they mean goes to the brokers.

async with alerting(config, report=complain) as alerts:
    await alerts.take(event, now_s)
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager

from alerts.acknowledgement import Acknowledgement
from alerts.delivery import Delivery
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.messages import Messages, unsigned
from alerts.signing import Signer
from alerts.store.books import Books
from alerts.store.safe import SafeStore
from alerts.store.store import Store
from station.config import Config

Report = Callable[[str], None]


class Alerting:
    """Each call returns when the store has it; the brokers get it as soon as they can."""

    def __init__(self, store: Books, desk: Desk, delivery: Delivery) -> None:
        self.delivery = delivery
        self._store = store
        self._desk = desk

    async def take(self, event: Event, now_s: float) -> list[Alert]:
        """A burst that was heard; the alerts that are due."""
        return await self._at_desk(lambda: self._desk.take(event, now_s))

    async def tick(self, now_s: float) -> list[Alert]:
        """Time has passed; due every few seconds in a live station."""
        return await self._at_desk(lambda: self._desk.tick(now_s))

    async def acknowledge(self, ack: Acknowledgement) -> list[Alert]:
        return await self._at_desk(lambda: self._desk.acknowledge(ack, time.time()))

    async def _at_desk(self, work: Callable[[], list[Alert]]) -> list[Alert]:
        """In a thread: a disk may block, and the keep-alive of the brokers must not stop."""
        alerts = await asyncio.to_thread(work)
        fault = self._store.fault if isinstance(self._store, SafeStore) else None
        self.delivery.set_fault(fault)
        self.delivery.wake()
        return alerts


@asynccontextmanager
async def alerting(config: Config, report: Report) -> AsyncIterator[Alerting]:
    """Open until the end of the context; what is not sent by then stays in the store."""
    signer = None if config.signing_key is None else Signer.open(config.signing_key)
    messages = Messages(
        config.topics,
        unsigned if signer is None else signer.sign,
        regions=config.known_regions(),
        routes=config.routes,
    )
    async with AsyncExitStack() as stack:
        store = stack.enter_context(
            Store() if config.store is None else SafeStore(config.store, report=report)
        )
        answers: asyncio.Queue[Acknowledgement] = asyncio.Queue()
        delivery = await stack.enter_async_context(
            Delivery(
                store,
                config.brokers,
                messages.topics,
                on_acknowledgement=answers.put_nowait,
                report=report,
                keys=None if signer is None else signer.public_keys,
                incident_message=messages.incident,
            )
        )
        alerts = Alerting(store, Desk(store, messages, config.thresholds), delivery)
        stack.push_async_callback(_stop, asyncio.create_task(_answer(answers, alerts)))
        yield alerts


async def _answer(answers: asyncio.Queue[Acknowledgement], alerts: Alerting) -> None:
    """Write down what coordinators say, in its order."""
    while True:
        await alerts.acknowledge(await answers.get())


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
