"""The whole station in the place where it is put together: receivers, alerts, an eye on both."""

import asyncio
import time
from collections.abc import Callable, Collection, Coroutine, Sequence
from typing import Any

import msgspec

from alerts.event import Event
from alerts.timestamp import rfc3339
from sdr.live.settings import AnySource
from station.clock_quality import ClockQuality, clock_quality
from station.config.config import Config
from station.daemon.hang import check_hangs
from station.daemon.notify import notify, watchdog_s
from station.daemon.outward import Outward
from station.daemon.proof import Proof
from station.daemon.sense import Sense
from station.web.health import ClockHealth, Condition, TestBurstHealth

TICK_S = 1.0
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
        self._out = Outward(
            config, report, condition=self.condition, came=self._came, back_to=self.reload
        )
        self._proof = Proof(_places(config), config.test_burst.within_s)
        self._loop = asyncio.get_running_loop()
        self._senses: dict[AnySource, tuple[Sense, asyncio.Task[None]]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self._is_stopping = False
        self._failed: asyncio.Future[None] = self._loop.create_future()
        self._clock = clock_quality()

    async def run(self) -> None:
        """Receivers end first, so that what they still held goes out."""
        works = [
            self._begin(self._out.run(), "alerts"),
            self._begin(self._watch(), "watch"),
        ]
        try:
            self._begin_senses()
            await self._failed
        finally:
            notify("STOPPING=1")
            self._is_stopping = True
            self._end(list(self._senses))
            await _over(self._ending)
            await self._out.all_told(GOODBYE_S)
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)

    def reload(self, config: Config) -> None:
        if self._is_stopping:
            return
        before, self.config = self.config, config
        hearing = _hearing(before) != _hearing(config)
        self._end([each for each in self._senses if hearing or each not in config.sources])
        self._proof = self._proof.moved(
            _places(config), config.test_burst.within_s, [each.label for each in config.sources]
        )
        self._begin_senses()
        self._out.renew(config)

    def condition(self) -> Condition:
        """What is known of the station besides how alerts leave it."""
        senses = self._all_senses
        samples = [sense.last_sample_utc_s for sense in senses]
        proof = self._proof.problem(time.monotonic())
        # First what may keep an alert from somebody.
        faults = [*(sense.fault for sense in senses), self._out.fault, proof]
        faults += [sense.evidence_fault for sense in senses]
        tested = [sense.settings.label for sense in senses if sense.takes_tests]
        return Condition(
            fault="; ".join(filter(None, faults)) or None,
            last_sample_s=max((each for each in samples if each is not None), default=None),
            sources=tuple(sense.health() for sense in senses),
            clock=ClockHealth(
                is_poor=self._clock.is_poor,
                error_s=self._clock.at_most_s,
                source=self._clock.source,
            ),
            test_burst=TestBurstHealth(
                arrived=rfc3339(self._proof.proven_utc_s(tested)),
                problem=proof,
                every_s=self.config.test_burst.every_s if tested else 0.0,
            ),
            looks={sense.settings.label: sense.look for sense in senses if sense.look is not None},
        )

    @property
    def hangs(self) -> bool:
        """At the end: something does not let go, nor will the program end by itself."""
        return bool(self._ending)

    @property
    def _all_senses(self) -> list[Sense]:
        return [sense for sense, _ in list(self._senses.values())]  # any thread may ask

    def _begin_senses(self) -> None:
        for source in self.config.sources:
            if source not in self._senses:
                sense = Sense(
                    source,
                    self.config,
                    events=self._heard,
                    injected=self._injected,
                    clock_error_s=_at_most_s(self._clock),
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
        self._out.put(events)
        for event in events:
            self._came(STATION, event.hex)

    def _injected(self, receiver: str) -> None:
        """Called from the thread that decodes."""
        self._loop.call_soon_threadsafe(lambda: self._proof.sent(receiver, time.monotonic()))

    def _came(self, place: str, own_hex: str) -> None:
        for sense in self._all_senses:
            if sense.own_hex == own_hex:
                self._proof.came(sense.settings.label, place, time.time())

    async def _watch(self) -> None:
        """Systemd is told that all is well while it is: samples are looked at by each receiver."""
        every_s = watchdog_s()
        remembered_s = time.monotonic()
        while True:
            self._clock = clock_quality()
            self._look_after()
            if time.monotonic() - remembered_s > REMEMBER_EVERY_S:
                remembered_s = time.monotonic()
                for sense in self._all_senses:
                    await sense.keep_memory()
            if every_s is not None and time.monotonic() - self._out.alive_s < every_s:
                notify("WATCHDOG=1")
            notify(f"STATUS={self.condition().fault or 'working'}")
            await asyncio.sleep(TICK_S)

    def _look_after(self) -> None:
        late = {receiver for receiver, _ in self._proof.late(time.monotonic())}
        for sense in self._all_senses:
            sense.elapsed(_at_most_s(self._clock))
            if sense.settings.label in late:
                sense.test_again()
        hanging_s = {sense.settings.label: sense.hangs_s for sense in self._all_senses}
        check_hangs(hanging_s, others_hear=any(sense.hears for sense in self._all_senses))


def _at_most_s(clock: ClockQuality) -> float:
    return UNKNOWN_S if clock.at_most_s is None else clock.at_most_s


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
