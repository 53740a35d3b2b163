"""What coordinators say, written down in its order, whatever fails meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from alerts.acknowledgement import Acknowledgement
from alerts.delivery.pauses import pauses
from alerts.store.errors import StoreError


class Acknowledgements:
    """
    write   returns when one is in the store
    report  takes a sentence for the operator
    """

    def __init__(
        self, write: Callable[[Acknowledgement], Awaitable[None]], report: Callable[[str], None]
    ) -> None:
        self._write, self._report = write, report
        self._said: asyncio.Queue[Acknowledgement | None] = asyncio.Queue()
        self._ending = asyncio.Event()

    def put(self, ack: Acknowledgement) -> None:
        self._said.put_nowait(ack)

    @asynccontextmanager
    async def written(self) -> AsyncIterator[None]:
        """Until the end of the context, which waits for what was said before it."""
        writing = asyncio.create_task(self._write_all())
        try:
            yield
        finally:
            self._ending.set()
            self._said.put_nowait(None)
            await writing

    async def _write_all(self) -> None:
        while (ack := await self._said.get()) is not None:
            try:
                await self._surely(ack)
            except Exception as error:  # noqa: BLE001 the next one counts as much
                self._report(f"an acknowledgement could not be written down: {error!r}")

    async def _surely(self, ack: Acknowledgement) -> None:
        """A store that fails is tried again, until the end."""
        waits, trouble = pauses(), ""
        while True:
            try:
                await self._write(ack)
            except StoreError as error:
                if self._ending.is_set():
                    raise
                if str(error) != trouble:
                    trouble = str(error)
                    self._report(f"{trouble}; an acknowledgement waits until it works")
                with suppress(TimeoutError):
                    async with asyncio.timeout(next(waits)):
                        await self._ending.wait()
            else:
                return
