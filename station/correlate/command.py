"""`beacon406 correlate`: one incident for each beacon, out of the bursts of many stations.

Run it as often as there is work for it, with the same store: the broker deals the bursts out, one
process at a time sends what comes of them, and who is left takes over from who dies or stops.
"""

import asyncio
import signal
import time
from argparse import Namespace
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from pathlib import Path

from alerts.client.trust import Trust
from alerts.correlation.correlator import Dealt
from alerts.correlation.seats import Pulses, Seat, first_free, left, stopped
from alerts.desk import Desk
from alerts.errors import AlertError, AlertSettingError
from alerts.event import Event
from alerts.store.safe import SafeStore
from alerts.store.steadiness import Steadiness
from station.alerting import messages_of
from station.config.config import Config, config_of
from station.outlets import Report, outlets
from station.pruning import prune_daily
from station.report import complain
from station.threads import at_desk

LOOK_S = 1.0
"""How often a process shows that it lives, and looks for what another one has left."""
NEW_S = 0.2
"""And for what others have written that is to be sent."""
TICK_S = 5.0


def run(arguments: Namespace) -> int:
    config = config_of(arguments.config, broker=arguments.mqtt, station=arguments.name)
    correlation = Correlation(config, trust_of(arguments.trust), complain)
    try:
        asyncio.run(_until_told(correlation.run()))
    except ExceptionGroup as group:
        raise _cause(group) from None
    return 0


def _cause(group: ExceptionGroup[Exception]) -> Exception:
    """The first that is told in one line, unless there is one that nobody has foreseen."""
    foreseen, others = group.split((AlertError, OSError))
    if foreseen is None or others is not None:
        return group
    cause: Exception = foreseen
    while isinstance(cause, ExceptionGroup):
        cause = cause.exceptions[0]
    return cause


def trust_of(path: Path | None) -> Trust:
    return Trust() if path is None else Trust.in_file(path)


class Correlation:
    """One process of those that correlate."""

    def __init__(self, config: Config, trust: Trust, report: Report) -> None:
        if config.store is None:
            raise AlertSettingError("store: is missing: correlators share one, name its file")
        if not config.brokers:
            raise AlertSettingError("brokers: none is given: name where stations publish to")
        self._config = config
        self._report = report
        self._folder = config.store.parent
        self._messages = messages_of(config, repeats_bursts=False)
        self._store = SafeStore(config.store, report=report, steadiness=Steadiness())
        self._desk = Desk(self._store, self._messages, config.thresholds)
        self._shares = [
            Dealt(broker, self._messages.topics, trust, self._take, report)
            for broker in config.brokers
        ]

    async def run(self) -> None:
        """Until cancelled."""
        seat = first_free(self._folder)
        try:
            async with asyncio.TaskGroup() as tasks:
                for share in self._shares:
                    tasks.create_task(share.hear(seat))
                pruning = prune_daily(self._store, self._config.retention, self._report)
                inheriting = (self._inherit(), self._inherit_from_stopped())
                for work in (*inheriting, _beat(seat), self._send(), self._tick(), pruning):
                    tasks.create_task(work)
        finally:
            seat.leave()
            self._store.close()

    async def _take(self, events: Sequence[Event]) -> None:
        await at_desk(lambda: self._desk.take(events, time.time()))

    async def _tick(self) -> None:
        while True:
            await at_desk(lambda: self._desk.tick(time.time()))
            await asyncio.sleep(TICK_S)

    async def _inherit(self) -> None:
        """What was dealt to processes that are no more."""
        while True:
            for seat in left(self._folder):
                try:
                    await self._inherit_of(seat.name)
                except AlertError:  # a broker is away, which is told elsewhere
                    seat.leave()
                else:
                    seat.abolish()
            await asyncio.sleep(LOOK_S)

    async def _inherit_from_stopped(self) -> None:
        """What was dealt to processes that are there, and take nothing; once, until they do."""
        pulses = Pulses()
        done: set[str] = set()
        while True:
            await asyncio.sleep(LOOK_S)
            names = set(stopped(self._folder, pulses))
            for name in names - done:
                with suppress(AlertError):
                    await self._inherit_of(name)
                    done.add(name)
            done &= names

    async def _inherit_of(self, seat_name: str) -> None:
        for share in self._shares:
            await share.inherit(seat_name)

    async def _send(self) -> None:
        """Where nobody else does: what any of them has written."""
        while True:
            turn = await self._turn()
            try:
                async with outlets(
                    self._config, self._store, self._desk, self._messages, self._report
                ) as out:
                    while turn.is_held:
                        turn.beat()
                        out.set_fault(self._store.fault)
                        await out.say_health()
                        out.wake()
                        await asyncio.sleep(NEW_S)
            finally:
                turn.leave()

    async def _turn(self) -> Seat:
        """Comes when its holder's process has ended, or has stopped."""
        path, pulses = self._folder / "sender.turn", Pulses()
        while True:
            turn = Seat.take(path)
            if turn is not None:
                return turn
            if pulses.has_stopped(path):
                path.unlink(missing_ok=True)
            else:
                await asyncio.sleep(LOOK_S)


async def _beat(seat: Seat) -> None:
    while True:
        seat.beat()
        await asyncio.sleep(LOOK_S)


async def _until_told(work: Coroutine[None, None, None]) -> None:
    """SIGTERM ends it as Ctrl-C does, but is no failure."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with suppress(asyncio.CancelledError):
        await task
