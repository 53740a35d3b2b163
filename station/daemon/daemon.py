"""The whole station in the place where it is put together: receivers, alerts, an eye on both."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import msgspec

from alerts.event import Event
from alerts.first_to_end import first_to_end
from alerts.timestamp import rfc3339
from sdr.live.settings import AnySource
from station.alerting import Alerting, alerting
from station.clock_quality import clock_quality
from station.config import Config
from station.daemon.inbox import Inbox
from station.daemon.injection import TestBurst, hex_of, message_bits
from station.daemon.notify import notify, watchdog_s
from station.daemon.proof import Proof
from station.daemon.sense import Sense
from station.daemon.supervision import supervised
from station.daemon.witness import witness
from station.web.health import ClockHealth, Condition, TestBurstHealth

TICK_S = 1.0
HEALTH_EVERY_S = 30.0
REMEMBER_EVERY_S = 600.0
GOODBYE_S = 5.0
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
        self._proof = _proof(config)
        self._senses: dict[AnySource, tuple[Sense, asyncio.Task[None]]] = {}
        self._reloaded = asyncio.Event()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
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
            await _ended(task for _, task in self._senses.values())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._inbox.emptied(), GOODBYE_S)
            await _ended(works)

    def reload(self, config: Config) -> None:
        before, self.config = self.config, config
        hearing = _hearing(before) != _hearing(config)
        for source, (_, task) in list(self._senses.items()):
            if hearing or source not in config.sources:
                task.cancel()
                del self._senses[source]
        self._proof = _proof(config)
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
            test_burst=TestBurstHealth(arrived=rfc3339(self._proof.arrived_s), problem=proof),
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
                task = self._begin(sense.run(), f"receiver {source.label}")
                self._senses[source] = sense, task

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Work whose failure ends the station."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._over)
        return task

    def _over(self, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if error is not None and not self._failed.done():
            self._failed.set_exception(error)

    def _heard(self, events: Sequence[Event]) -> None:
        self._inbox.put(events)
        own = hex_of(message_bits(self.config.station))
        if any(event.hex == own for event in events):
            self._proof.came(STATION, time.time())

    def _injected(self, _: TestBurst) -> None:
        """Called from the thread that decodes."""
        self._proof.sent(time.time())

    async def _alert(self) -> None:
        """With the configuration of the time; what fails after the start is tried again."""
        await self._alert_once()
        while True:
            await supervised(self._alert_once, failed=self._alerts_failed)

    async def _alert_once(self) -> None:
        """Until there is another configuration."""
        self._reloaded.clear()
        config = self.config
        async with alerting(config, self._report, self.condition) as alerts:
            notify("READY=1")
            await first_to_end(
                self._until_reloaded(),
                self._inbox.pass_on(alerts.take),
                self._tick(alerts),
                *(self._witness(broker.name) for broker in config.brokers),
            )

    async def _until_reloaded(self) -> None:
        await self._reloaded.wait()

    def _alerts_failed(self, error: Exception, pause_s: float) -> None:
        self._report(f"{error}; alerts wait, trying again in {pause_s:.0f} s")

    async def _witness(self, name: str) -> None:
        config = self.config
        broker = next(each for each in config.brokers if each.name == name)
        own = hex_of(message_bits(config.station))
        came = partial(self._came, name)
        # The delivery to the same broker says what is wrong with it.
        await supervised(lambda: witness(broker, config.topics, own, came), failed=lambda *_: None)

    def _came(self, name: str) -> None:
        self._proof.came(name, time.time())

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
                    sense.keep_memory()
            if time.monotonic() - remembered_s > REMEMBER_EVERY_S:
                remembered_s = time.monotonic()
            if every_s is not None and time.monotonic() - self._alive_s < every_s:
                notify("WATCHDOG=1")
            fault = self.condition().fault
            notify(f"STATUS={fault or 'working'}")
            await asyncio.sleep(TICK_S)


def _proof(config: Config) -> Proof:
    places = [broker.name for broker in config.brokers] or [STATION]
    return Proof(places, config.test_burst.within_s)


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


async def _ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    tasks = list(tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
