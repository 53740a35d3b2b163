"""The whole station in the place where it is put together: receivers, alerts, an eye on both."""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec

from alerts.errors import AlertError
from alerts.event import Event
from alerts.first_to_end import first_to_end
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.timestamp import rfc3339
from alerts.topics import Topics
from sdr.live.settings import AnySource
from station.alerting import Alerting, alerting
from station.clock_quality import clock_quality
from station.config.config import Config
from station.daemon.inbox import Inbox
from station.daemon.notify import notify, watchdog_s
from station.daemon.proof import Proof
from station.daemon.sense import Sense
from station.daemon.supervision import supervised
from station.daemon.witness import witness
from station.web.health import ClockHealth, Condition, TestBurstHealth

TICK_S = 1.0
HEALTH_EVERY_S = 30.0
REMEMBER_EVERY_S = 600.0
GOODBYE_S = 3.0
LET_GO_S = 10.0
"""For a receiver to end; one whose disk or driver hangs is not waited for any longer."""
UNKNOWN_S = 60.0
"""How far a clock may be off that nobody sets: nobody knows, but it was set some day."""
STATION = "the station itself"
"""Where a test burst has to come out that has no broker to go to."""


class Daemon:
    """`run` until cancelled; `reload` takes another configuration without losing a sample."""

    def __init__(
        self, config: Config, report: Callable[[str], None], *, give_up_s: float | None = None
    ) -> None:
        self.config = config
        self._report, self._give_up_s = report, give_up_s
        self._inbox = Inbox()
        self._proof = Proof(_places(config), config.test_burst.within_s)
        self._loop = asyncio.get_running_loop()
        self._senses: dict[AnySource, tuple[Sense, asyncio.Task[None]]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._alerts: Alerting | None = None
        self._worked: Config | None = None
        self._reloaded = asyncio.Event()
        self._failed: asyncio.Future[None] = self._loop.create_future()
        self._clock = clock_quality()
        self._alive_s = time.monotonic()

    async def run(self) -> None:
        """Receivers end first, so that what they still held goes out."""
        works = [
            self._begin(self._alert(), "alerts"),
            self._begin(self._watch(), "watch"),
        ]
        try:
            self._begin_senses()
            await self._failed
        finally:
            notify("STOPPING=1")
            self._end(list(self._senses))
            await _over(self._ending)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._all_told(), GOODBYE_S)
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    def reload(self, config: Config) -> None:
        before, self.config = self.config, config
        hearing = _hearing(before) != _hearing(config)
        self._end([each for each in self._senses if hearing or each not in config.sources])
        self._proof = self._proof.moved(
            _places(config), config.test_burst.within_s, [each.label for each in config.sources]
        )
        self._begin_senses()
        self._reloaded.set()

    def condition(self) -> Condition:
        """What is known of the station besides how alerts leave it."""
        now_s = time.time()
        senses = [sense for sense, _ in self._senses.values()]
        samples = [sense.last_sample_utc_s for sense in senses]
        fault = next((sense.fault for sense in senses if sense.fault), None)
        proof = self._proof.problem(now_s)
        return Condition(
            fault=fault or proof,
            last_sample_s=max((each for each in samples if each is not None), default=None),
            sources=tuple(sense.health() for sense in senses),
            clock=ClockHealth(
                is_poor=self._clock.is_poor, error_s=self._clock.error_s, source=self._clock.source
            ),
            test_burst=TestBurstHealth(
                arrived=rfc3339(self._proof.arrived_s),
                problem=proof,
                every_s=self.config.test_burst.every_s,
            ),
            looks={sense.settings.label: sense.look for sense in senses if sense.look is not None},
        )

    def _begin_senses(self) -> None:
        for source in self.config.sources:
            if source not in self._senses:
                sense = Sense(
                    source,
                    self.config,
                    events=self._heard,
                    injected=self._injected,
                    report=self._report,
                    give_up_s=self._give_up_s,
                )
                hearing = self._hear(sense, list(self._ending))
                task = self._begin(hearing, f"receiver {source.label}")
                self._senses[source] = sense, task

    async def _hear(self, sense: Sense, before: Collection[asyncio.Task[None]]) -> None:
        """Once those before have let go of their devices, which may be the same."""
        await _over(before)
        await sense.run()

    def _end(self, sources: Sequence[AnySource]) -> None:
        for source in sources:
            _, task = self._senses.pop(source)
            task.cancel()
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Work whose failure ends the station."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._failed.done():
            self._failed.set_exception(error)

    def _heard(self, events: Sequence[Event]) -> None:
        self._inbox.put(events)
        for event in events:
            self._came(STATION, event.hex)

    def _injected(self, receiver: str) -> None:
        """Called from the thread that decodes."""
        self._loop.call_soon_threadsafe(lambda: self._proof.sent(receiver, time.time()))

    def _came(self, place: str, own_hex: str) -> None:
        for sense, _ in self._senses.values():
            if sense.own_hex == own_hex:
                self._proof.came(sense.settings.label, place, time.time())

    async def _alert(self) -> None:
        """With the configuration of the time. The first must work; then all is tried again."""
        while True:
            await supervised(self._alert_once, failed=self._alerts_failed, sleep=self._pause)

    async def _alert_once(self) -> None:
        """Until there is another configuration."""
        self._reloaded.clear()
        config = self.config
        async with alerting(config, self._report, self.condition) as alerts:
            self._worked, self._alerts = config, alerts
            notify("READY=1")
            try:
                await first_to_end(
                    self._until_reloaded(),
                    self._inbox.pass_on(alerts.take),
                    self._tick(alerts),
                    *(self._witness(broker, config.topics) for broker in config.brokers),
                )
            finally:
                self._alerts = None

    async def _until_reloaded(self) -> None:
        await self._reloaded.wait()

    def _alerts_failed(self, error: Exception, pause_s: float) -> None:
        if self._worked is None:
            raise error
        if self.config == self._worked:
            self._report(f"{error}; alerts wait, trying again in {pause_s:.0f} s")
        else:
            self._report(f"{error}; the configuration stays as it was")
            self.reload(self._worked)

    async def _pause(self, pause_s: float) -> None:
        """Another configuration may be what was waited for."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._reloaded.wait(), pause_s)

    async def _all_told(self) -> None:
        """What was heard is in the store, and at the brokers that can be reached."""
        await self._inbox.emptied()
        if self._alerts is not None:
            with suppress(AlertError):
                await self._alerts.delivery.drained(GOODBYE_S)

    async def _witness(self, broker: BrokerSettings, topics: Topics) -> None:
        came = partial(self._came, broker.name)
        # The delivery to the same broker says what is wrong with it.
        await supervised(lambda: witness(broker, topics, came), failed=lambda *_: None)

    async def _tick(self, alerts: Alerting) -> None:
        health_s = 0.0
        while True:
            await alerts.tick(time.time())
            self._alive_s = time.monotonic()
            if self._alive_s - health_s >= HEALTH_EVERY_S:
                health_s = self._alive_s
                await alerts.say_health()
            await asyncio.sleep(TICK_S)

    async def _watch(self) -> None:
        """Systemd is told that all is well while it is: samples are looked at by each receiver."""
        every_s = watchdog_s()
        remembered_s = time.monotonic()
        while True:
            self._clock = clock_quality()
            for sense, _ in self._senses.values():
                sense.elapsed(UNKNOWN_S if self._clock.error_s is None else self._clock.error_s)
            if time.monotonic() - remembered_s > REMEMBER_EVERY_S:
                remembered_s = time.monotonic()
                for sense, _ in list(self._senses.values()):
                    await sense.keep_memory()
            late = {receiver for receiver, _ in self._proof.late(time.time())}
            for sense, _ in self._senses.values():
                if sense.settings.label in late:
                    sense.test_again()
            if every_s is not None and time.monotonic() - self._alive_s < every_s:
                notify("WATCHDOG=1")
            fault = self.condition().fault
            notify(f"STATUS={fault or 'working'}")
            await asyncio.sleep(TICK_S)


def _places(config: Config) -> list[str]:
    """Where a test burst has to come out."""
    return [broker.name for broker in config.brokers] or [STATION]


def _hearing(config: Config) -> Config:
    """What a receiver depends on besides its own settings."""
    default = Config()
    return msgspec.structs.replace(
        default,
        station=config.station,
        store=config.store,
        generations=config.generations,
        carrier_error_hz=config.carrier_error_hz,
        deafness=config.deafness,
        gain=config.gain,
        test_burst=config.test_burst,
        evidence=config.evidence,
    )


async def _over(ending: Collection[asyncio.Task[None]]) -> None:
    if ending:
        await asyncio.wait(ending, timeout=LET_GO_S)
