"""The way of bursts out of the station: to the store, the brokers and the page, tried for ever."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

import msgspec

from alerts.delivery.ending import RenewedError
from alerts.errors import AlertError
from alerts.event import Event
from alerts.first_to_end import first_to_end
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.topics import Topics
from station.alerting import Alerting, alerting
from station.config.config import Config
from station.daemon.inbox import Inbox
from station.daemon.notify import notify
from station.daemon.supervision import supervised
from station.daemon.witness import witness
from station.web.health import Condition

TICK_S = 1.0


class Outward:
    """`run` until cancelled; `renew` takes another configuration.

    condition  of the station, for the brokers and the page
    came       is told, by place and message, of what a listener at a broker has seen
    back_to    is given the configuration that worked when another one did not
    alive_s    when it was last seen at work, or told when it would be, by the clock never set
    """

    def __init__(
        self,
        config: Config,
        report: Callable[[str], None],
        *,
        condition: Callable[[], Condition],
        came: Callable[[str, str], None],
        back_to: Callable[[Config], None],
    ) -> None:
        self.alive_s = time.monotonic()
        self._config, self._report = config, report
        self._condition, self._came, self._back_to = condition, came, back_to
        self._inbox = Inbox()
        self._alerts: Alerting | None = None
        self._worked: Config | None = None
        self._renewed = asyncio.Event()
        self._waits_because: str | None = None
        self._set_aside_because: str | None = None

    @property
    def fault(self) -> str | None:
        return self._waits_because or self._set_aside_because

    def put(self, events: Sequence[Event]) -> None:
        self._inbox.put(events)

    def renew(self, config: Config) -> None:
        self._config = config
        self._renewed.set()

    async def run(self) -> None:
        """The first configuration must work; then all is tried again."""
        while True:
            await supervised(self._once, failed=self._failed, sleep=self._pause)

    async def all_told(self, patience_s: float) -> None:
        """What was put is in the store, and at the brokers that can be reached by then."""
        with suppress(TimeoutError, AlertError):
            async with asyncio.timeout(patience_s):
                await self._inbox.emptied()
                if self._alerts is not None:
                    await self._alerts.delivery.drained(patience_s)

    async def _once(self) -> None:
        """Until there is another configuration."""
        self._renewed.clear()
        config = self._config
        with suppress(RenewedError):
            async with alerting(config, self._report, self._condition) as alerts:
                self._worked, self._alerts, self._waits_because = config, alerts, None
                notify("READY=1")
                try:
                    await first_to_end(
                        self._until_renewed(),
                        self._inbox.pass_on(alerts.take, partial(self._put_aside, alerts)),
                        self._tick(alerts),
                        *(self._witness(broker, config.topics) for broker in config.brokers),
                    )
                finally:
                    self._alerts = None

    async def _until_renewed(self) -> None:
        await self._renewed.wait()
        raise RenewedError("the configuration is read again")

    async def _tick(self, alerts: Alerting) -> None:
        while True:
            await alerts.tick(time.time())
            self.alive_s = time.monotonic()
            await alerts.say_health()
            await asyncio.sleep(TICK_S)

    async def _witness(self, broker: BrokerSettings, topics: Topics) -> None:
        came = partial(self._came, broker.name)
        # The delivery to the same broker says what is wrong with it.
        await supervised(lambda: witness(broker, topics, came), failed=lambda *_: None)

    async def _put_aside(self, alerts: Alerting, event: Event, error: Exception) -> None:
        """A burst that cannot become an alert still goes out as what it is."""
        try:
            await alerts.repeat(event)
        except AlertError:  # of the store: the burst waits for it, as all others do
            raise
        except Exception:  # noqa: BLE001 the log is all that is left
            self._report(f"lost but for this line: {msgspec.json.encode(event).decode()}")
        self._set_aside_because = f"a burst could not be made an alert ({error!r}): see the log"
        self._report(f"burst {event.event_id} could not be made an alert: {error!r}: tell us of it")

    def _failed(self, error: Exception, pause_s: float) -> None:
        if self._worked is None:
            raise error
        self.alive_s = time.monotonic() + pause_s
        if self._config == self._worked:
            self._waits_because = f"alerts wait: {error}"
            self._report(f"{error}; alerts wait, trying again in {pause_s:.0f} s")
        else:
            self._report(f"{error}; the configuration stays as it was")
            self._back_to(self._worked)

    async def _pause(self, pause_s: float) -> None:
        """Another configuration may be what was waited for."""
        with suppress(TimeoutError):
            async with asyncio.timeout(pause_s):
                await self._renewed.wait()
