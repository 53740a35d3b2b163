"""A station's alerts, put together: bursts go in, and what they mean goes to the brokers.

async with alerting(config, report=complain) as alerts:
    await alerts.take(events, now_s)
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from alerts.acknowledgement import Acknowledgement
from alerts.delivery import Delivery
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.signing import Signer
from alerts.store.books import Books
from alerts.store.safe import SafeStore
from alerts.store.store import Store
from station.config import Config

Report = Callable[[str], None]
Answers = asyncio.Queue[Acknowledgement]


class Alerting:
    """Each call returns when the store has it; the brokers get it as soon as they can."""

    def __init__(self, store: Books, desk: Desk, delivery: Delivery) -> None:
        self.delivery = delivery
        self._store = store
        self._desk = desk

    async def take(self, events: Sequence[Event], now_s: float) -> list[Alert]:
        """Bursts that were heard; the alerts that are due."""
        return await self._at_desk(lambda: self._desk.take(events, now_s))

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
    messages = messages_of(config)
    async with AsyncExitStack() as stack:
        store = stack.enter_context(
            Store() if config.store is None else SafeStore(config.store, report=report)
        )
        answers: Answers = asyncio.Queue()
        delivery = await stack.enter_async_context(
            delivery_of(config, store, messages, answers, report)
        )
        alerts = Alerting(store, Desk(store, messages, config.thresholds), delivery)
        task = asyncio.create_task(answer(answers, alerts.acknowledge), name="answers")
        stack.push_async_callback(_stop, task)
        yield alerts


def messages_of(config: Config, *, repeats_bursts: bool = True) -> Messages:
    return Messages(
        config.topics,
        None if config.signing_key is None else Signer.open(config.signing_key),
        regions=config.known_regions(),
        routes=config.routes,
        repeats_bursts=repeats_bursts,
    )


def delivery_of(
    config: Config, store: Books, messages: Messages, answers: Answers, report: Report
) -> Delivery:
    """What coordinators say comes to `answers`."""
    return Delivery(
        store,
        config.brokers,
        messages.topics,
        on_acknowledgement=answers.put_nowait,
        report=report,
        keys=messages.public_keys,
        incident_message=messages.incident,
    )


async def answer(
    answers: Answers, acknowledge: Callable[[Acknowledgement], Awaitable[object]]
) -> None:
    """Write down what coordinators say, in its order."""
    while True:
        await acknowledge(await answers.get())


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
