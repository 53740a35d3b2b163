"""One gateway's way through the queue: what it takes of it, in order, until it is through.

An alert that is not taken holds up those of its own incident, whose order counts, and no others;
a gateway that is away holds up itself.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress

import msgspec

from alerts.delivery.pauses import pauses
from alerts.delivery.queue import Queue
from alerts.errors import AlertError
from alerts.gateways.attempt import ATTEMPT_S, attempt
from alerts.gateways.channel import Channel, Due
from alerts.gateways.errors import AwayError, HeldError, RejectedError
from alerts.gateways.settings import GatewaySettings
from alerts.incidents.alert import Alert
from alerts.store.row import Row

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
"""Between attempts: an alert arrives so long after a gateway is back, at the latest."""

Held = dict[tuple[str, str], HeldError]
"""Incidents that wait, and why."""


class Sender:
    """Runs from `start` to `stop`.

    trouble  why something waits; None while nothing does
    """

    def __init__(
        self,
        settings: GatewaySettings,
        channel: Channel,
        queue: Queue,
        report: Callable[[str], None],
    ) -> None:
        self.name = settings.name
        self.trouble: str | None = None
        self._settings = settings
        self._channel = channel
        self._queue = queue
        self._report = report
        self._wake = asyncio.Event()
        self._expired = 0
        self._progress = False

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name=f"gateway {self.name}")

    def wake(self) -> None:
        """There may be something new to send."""
        self._wake.set()

    async def stop(self) -> None:
        """What is being sent may arrive, and be sent again by the next start."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        waits = pauses(FIRST_PAUSE_S, LONGEST_PAUSE_S)
        while True:
            self._progress, held = False, Held()
            error = await self._try(held)
            if error is None or self._progress:
                waits = pauses(FIRST_PAUSE_S, LONGEST_PAUSE_S)
            if error is None:
                await self._wake.wait()
                continue
            until_s = time.monotonic() + next(waits)
            while isinstance(error, HeldError) and await self._is_woken(until_s):
                error = await self._try(held)
            await asyncio.sleep(until_s - time.monotonic())

    async def _is_woken(self, until_s: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(until_s - time.monotonic()):
                return await self._wake.wait()
        return False

    async def _try(self, held: Held) -> AlertError | None:
        """A round, and what the operator has to know of it."""
        self._wake.clear()
        try:
            error = await self._round(held)
            await self._tell_expired()
        except AlertError as failure:
            error = failure
        except Exception as failure:  # noqa: BLE001 whatever it is, alerts must go out
            error = AlertError(f"gateway {self.name}: {failure!r}")
        self._tell(error)
        return error

    async def _round(self, held: Held) -> AlertError | None:
        """Send all that can be sent, but for incidents that are held up; why anything waits."""
        while True:
            rows = [(row, due) for row, due in await self._due() if due.incident not in held]
            if not rows:
                return next(iter(held.values()), None)
            for row, due in rows:
                if due.incident in held:
                    continue
                try:
                    await self._send(row, due)
                except HeldError as error:
                    held[due.incident] = error
                except AwayError as error:
                    return error

    async def _send(self, row: Row, due: Due) -> None:
        try:
            await attempt(self.name, self._channel, due, ATTEMPT_S)
        except RejectedError as error:
            await self._refuse(row, str(error))
        else:
            # One at a time: what a crash in between sends twice is one alert. Not even `stop` may
            # come between an answer and its being written down.
            await asyncio.shield(self._queue.delivered([row.position]))
            self._progress = True

    async def _due(self) -> list[tuple[Row, Due]]:
        """What waits for this gateway; what is not for it waits no longer."""
        while True:
            due: list[tuple[Row, Due]] = []
            passed: list[int] = []
            for row in await self._queue.pending():
                alert = await self._alert(row)
                if alert is not None and self._settings.takes(alert.incident.alert_class):
                    due.append((row, Due(alert, row.outgoing.payload)))
                else:
                    passed.append(row.position)
            if not passed:
                return due
            await self._queue.delivered(passed)

    async def _alert(self, row: Row) -> Alert | None:
        """Nothing but the station's own alerts asks for a receipt, not even copies for partners."""
        if not row.outgoing.receipt:
            return None
        try:
            return msgspec.json.decode(row.outgoing.payload, type=Alert)
        except msgspec.DecodeError:
            why = f"gateway {self.name}: is no alert that this version can read"
            await self._refuse(row, why)
            return None

    async def _refuse(self, row: Row, why: str) -> None:
        self._report(f"{why}: this alert is not tried again")
        await self._queue.refused(row.position, why)

    def _tell(self, error: AlertError | None) -> None:
        """Each change, once."""
        trouble = None if error is None else str(error)
        if trouble is None and self.trouble is not None:
            self._report(f"gateway {self.name}: works again")
        elif trouble != self.trouble:
            self._report(f"{trouble}; trying again until it works")
        self.trouble = trouble

    async def _tell_expired(self) -> None:
        expired = (await self._queue.tally()).expired
        if expired > self._expired:
            new = expired - self._expired
            self._report(
                f"gateway {self.name}: {new} message{'s were' if new > 1 else ' was'}"
                f" too old to be sent before it worked"
            )
        self._expired = expired
