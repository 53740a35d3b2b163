"""The page, opened as soon as its port is free: that it is not is no reason not to hear."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from alerts.errors import AlertSettingError
from station.web.server import PortTakenError, WebServer

RETRY_S = 5.0


class KeptPage:
    """fault   why there is no page; None where there is one"""

    def __init__(
        self,
        open_server: Callable[[], AbstractAsyncContextManager[WebServer]],
        report: Callable[[str], None],
    ) -> None:
        self.fault: str | None = None
        self._open_server, self._report = open_server, report
        self._server: WebServer | None = None
        self._tried: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def wake(self) -> None:
        """There is something new in the store."""
        if self._server is not None:
            self._server.wake()

    @asynccontextmanager
    async def kept(self) -> AsyncIterator[None]:
        """Raises what is wrong in its settings at first. Later, it is tried again, as a port is."""
        keeping = asyncio.create_task(self._keep())
        try:
            await asyncio.wait({keeping, self._tried}, return_when=asyncio.FIRST_COMPLETED)
            if keeping.done():
                keeping.result()
            yield
        finally:
            keeping.cancel()
            await asyncio.gather(keeping, return_exceptions=True)

    async def _keep(self) -> None:
        while True:
            try:
                async with self._open_server() as self._server:
                    self._report(f"page: {self._server.url}")
                    self._has_tried(None)
                    await asyncio.Event().wait()
            except AlertSettingError as error:
                if not (self._tried.done() or isinstance(error, PortTakenError)):
                    raise
                if self.fault != str(error):
                    self._report(f"{error}; the page is tried again every {RETRY_S:g} s")
                self._has_tried(str(error))
            finally:
                self._server = None
            await asyncio.sleep(RETRY_S)

    def _has_tried(self, fault: str | None) -> None:
        self.fault = fault
        if not self._tried.done():
            self._tried.set_result(None)
