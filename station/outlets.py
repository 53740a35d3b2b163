"""All that carries a station's alerts out: brokers, gateways, and the page."""

import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

import msgspec
from msgspec.structs import replace

from alerts.acknowledgement import Acknowledgement
from alerts.delivery.delivery import Delivery
from alerts.desk import Desk
from alerts.gateways.gateways import Gateways
from alerts.messages import Messages
from alerts.store.books import Books
from station.acknowledgements import Acknowledgements
from station.config.config import Config
from station.kept_page import KeptPage
from station.lasting import Lasting
from station.threads import at_desk, in_thread
from station.timings import acknowledged
from station.web.health import Condition, health
from station.web.server import web_server

HEALTH_EVERY_S = 30.0

Report = Callable[[str], None]
About = Callable[[], Condition]
"""What is known of the station besides how alerts leave it."""


class Outlets:
    """page   None where the configuration has none"""

    def __init__(
        self, config: Config, store: Books, delivery: Delivery, gateways: Gateways, about: About
    ) -> None:
        self.delivery = delivery
        self.gateways = gateways
        self.page: KeptPage | None = None
        self.channels = [each.name for each in (*config.brokers, *config.gateways)]
        self._station, self._store = config.station, store
        self._since_s = store.clock()
        self._about = about
        self._fault: str | None = None
        self._lasting = Lasting()
        self._health_said_s = -math.inf

    def wake(self) -> None:
        """There is something new in the store."""
        self.delivery.wake()
        self.gateways.wake()
        if self.page is not None:
            self.page.wake()

    def set_fault(self, text: str | None) -> None:
        """What is broken of the store; all else is added."""
        self._fault = text
        self.delivery.set_fault(self.condition().fault)

    def condition(self) -> Condition:
        about = self._about()
        troubles = {**self.delivery.troubles, **self.gateways.troubles}
        faults = [
            self._fault,
            about.fault,
            *self._lasting.faults(troubles, time.monotonic()),
            None if self.page is None else self.page.fault,
        ]
        return replace(about, fault="; ".join(filter(None, faults)) or None, troubles=troubles)

    async def say_health(self) -> None:
        """To every broker, whoever listens, every HEALTH_EVERY_S: to be called more often."""
        if time.monotonic() - self._health_said_s >= HEALTH_EVERY_S:
            self._health_said_s = time.monotonic()
            self.delivery.set_health(await in_thread(self._health))

    def _health(self) -> bytes:
        """The document; asks the store."""
        found = health(
            self._store,
            self.condition(),
            station=self._station,
            channels=self.channels,
            since_s=self._since_s,
        )
        return msgspec.json.encode(found)


@asynccontextmanager
async def outlets(
    config: Config,
    store: Books,
    desk: Desk,
    messages: Messages,
    report: Report,
    *,
    about: About = Condition,
    is_awaited: bool = False,
) -> AsyncIterator[Outlets]:
    """Until the end of the context; all that coordinators say goes to the desk.

    is_awaited  somebody waits for the brokers to be reached, as at Delivery
    """
    said = Acknowledgements(lambda ack: _written_down(desk, out, ack), report)
    gateways = [gateway.name for gateway in config.gateways]
    delivery = Delivery(
        store,
        config.brokers,
        messages.topics,
        on_acknowledgement=said.put,
        report=report,
        on_delivered=lambda broker, message: acknowledged(broker, message, store.clock()),
        keys=messages.public_keys,
        incident_message=messages.incident,
        others=gateways,
        is_awaited=is_awaited,
    )
    out = Outlets(config, store, delivery, Gateways(store, config.gateways, report=report), about)
    async with AsyncExitStack() as stack:
        # The broker has no longer what was said last: it is written down before the end.
        await stack.enter_async_context(said.written())
        if config.web is not None:
            out.page = KeptPage(
                partial(
                    web_server,
                    store,
                    config.web,
                    station=config.station,
                    acknowledge=partial(_written_down, desk, out),
                    condition=out.condition,
                    channels=out.channels,
                    evidence=None if config.evidence is None else config.evidence.folder,
                    beside=config.store,
                    report=report,
                ),
                report,
            )
            await stack.enter_async_context(out.page.kept())
        await stack.enter_async_context(delivery)
        await stack.enter_async_context(out.gateways)
        # Only now: where anything could not be opened, the configuration before goes on.
        await delivery.forget_others()
        yield out


async def _written_down(desk: Desk, out: Outlets, ack: Acknowledgement) -> None:
    await at_desk(partial(desk.acknowledge, ack, time.time()))
    out.wake()
