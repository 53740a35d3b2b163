"""A station's alerts, put together: bursts go in, and what they mean goes to the brokers.

async with alerting(config, report=complain) as alerts:
    await alerts.take(events, now_s)
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.signing import Signer
from alerts.store.books import Books
from alerts.store.lock import in_use
from alerts.store.safe import SafeStore
from alerts.store.steadiness import Steadiness
from alerts.store.store import Store
from station.config.config import Config
from station.outlets import About, Outlets, Report, outlets
from station.pruning import prune_daily
from station.threads import at_desk
from station.web.health import Condition


class Alerting:
    """Each call returns when the store has it; the brokers get it as soon as they can."""

    def __init__(self, store: Books, desk: Desk, out: Outlets) -> None:
        self.delivery = out.delivery
        self._out = out
        self._store = store
        self._desk = desk

    async def take(self, events: Sequence[Event], now_s: float) -> list[Alert]:
        """Bursts that were heard; the alerts that are due."""
        return await self._at_desk(lambda: self._desk.take(events, now_s))

    async def tick(self, now_s: float) -> list[Alert]:
        """Time has passed; due every few seconds in a live station."""
        return await self._at_desk(lambda: self._desk.tick(now_s))

    async def repeat(self, event: Event) -> None:
        """A burst that `take` fails at: on record and published, but in no incident."""
        await at_desk(lambda: self._desk.repeat(event))
        self.check()
        self._out.wake()

    async def _at_desk(self, work: Callable[[], list[Alert]]) -> list[Alert]:
        alerts = await at_desk(work)
        self.check()
        self._out.wake()
        return alerts

    def check(self) -> None:
        """Say to all what is broken now, if anything."""
        self._out.set_fault(self._store.fault if isinstance(self._store, SafeStore) else None)

    async def say_health(self) -> None:
        """To every broker, when it is due: to be called every few seconds."""
        await self._out.say_health()


@asynccontextmanager
async def alerting(
    config: Config, report: Report, about: About = Condition, *, is_awaited: bool = False
) -> AsyncIterator[Alerting]:
    """Open until the end of the context; what is not sent by then stays in the store.

    is_awaited  somebody waits for the brokers to be reached, as at Delivery
    """
    messages = messages_of(config)
    async with AsyncExitStack() as stack:
        store = stack.enter_context(_store(config, report))
        desk = Desk(store, messages, config.thresholds)
        out = await stack.enter_async_context(
            outlets(config, store, desk, messages, report, about=about, is_awaited=is_awaited)
        )
        pruning = asyncio.create_task(prune_daily(store, config.retention, report))
        stack.push_async_callback(_stop, pruning)
        yield Alerting(store, desk, out)


@contextmanager
def _store(config: Config, report: Report) -> Iterator[Books]:
    if config.store is None:
        with Store() as store:
            yield store
        return
    with (
        in_use(config.store),
        SafeStore(config.store, report=report, steadiness=Steadiness()) as safe,
    ):
        yield safe


def messages_of(config: Config, *, repeats_bursts: bool = True) -> Messages:
    return Messages(
        config.topics,
        None if config.signing_key is None else Signer.open(config.signing_key),
        regions=config.known_regions(),
        routes=config.routes,
        formats=config.formats,
        repeats_bursts=repeats_bursts,
    )


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
