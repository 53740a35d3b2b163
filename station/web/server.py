"""The web server, inside the event loop of a station or a correlator.

async with web_server(store, settings, station="hill", acknowledge=say, report=complain) as web:
    web.wake()
"""

import asyncio
import errno
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import msgspec
import uvicorn
from starlette.types import Scope

from alerts.errors import AlertSettingError
from alerts.store.books import Books
from alerts.tls import server_context
from station.evidence.archive import Archive
from station.web.access import read_access
from station.web.application import application
from station.web.door import Door
from station.web.feed import Feed
from station.web.health import Condition
from station.web.overview_key import overview_key
from station.web.service import Acknowledge, Service
from station.web.settings import WebSettings
from station.web.uvicorn_log import told_to

GOODBYE_S = 1
"""For answers to end; then connections are cut."""
SILENT_TICKS = 50
"""Five to ten seconds for the headers of the first request."""
HEADER_BYTES_MAX = 16 * 1024
CONNECTIONS_BESIDE = 200
"""Those that are no event streams."""


class PortTakenError(AlertSettingError):
    """Somebody else listens there, for now."""


class Server(uvicorn.Server):
    """Signals are for the program that it runs in. Who connects has to ask for something."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._silent: set[object] = set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second. uvicorn itself lets who asks for nothing hold a place for ever."""
        if counter % SILENT_TICKS == 0:
            connections = self.server_state.connections
            silent = {each for each in connections if getattr(each, "cycle", None) is None}
            for connection in silent & self._silent:
                _abort(connection.transport)
            self._silent = {*silent}
        return await super().on_tick(counter)

    def abort(self, scope: Scope) -> None:
        """Cut a connection at once, with all that waits to be sent on it."""
        for connection in list(self.server_state.connections):
            if getattr(connection, "client", None) == scope["client"]:
                _abort(connection.transport)

    def abort_all(self) -> None:
        for connection in list(self.server_state.connections):
            _abort(connection.transport)


class WebServer:
    """Open while the context is; `url` is where."""

    def __init__(self, feed: Feed, url: str) -> None:
        self.url = url
        self._feed = feed

    def wake(self) -> None:
        """There is something new in the store; without it, that is seen a little later."""
        self._feed.wake()


@asynccontextmanager
async def web_server(
    store: Books,
    settings: WebSettings,
    *,
    station: str,
    acknowledge: Acknowledge,
    condition: Callable[[], Condition] = Condition,
    channels: Sequence[str] = (),
    evidence: Path | None = None,
    beside: Path | None = None,
    report: Callable[[str], None],
) -> AsyncIterator[WebServer]:
    """AlertSettingError: it cannot listen, or a token or certificate cannot be used.

    acknowledge  returns when it is written down
    condition    how the station is now
    channels     names of the brokers and gateways that have a place in the store's queue
    evidence     folder of clips and pictures of bursts
    beside       the store's file, where the server may keep a secret beside it; None: in memory
    report       takes a sentence for the operator
    """
    access = read_access(settings.tokens)
    tls = _tls(settings)
    thread = ThreadPoolExecutor(2, thread_name_prefix="web")
    feed = Feed(store, thread, lambda: msgspec.json.encode(service.health()))
    service = Service(
        store=store,
        station=station,
        since_s=store.clock(),
        door=Door(settings, access),
        acknowledge=acknowledge,
        condition=condition,
        channels=channels,
        thread=thread,
        feed=feed,
        streams_max=settings.streams_max,
        overview_key=overview_key(beside if access.has_overview else None, report),
        evidence=None if evidence is None else Archive(evidence),
    )
    with _listening(settings) as listener, told_to(report):
        server = _server(service, settings, tls)
        tasks = [
            asyncio.create_task(server.serve([listener])),
            asyncio.create_task(feed.run()),
        ]
        for task in tasks:
            task.add_done_callback(lambda ended: _tell(ended, report))
        try:
            yield WebServer(feed, _url(settings, listener))
        finally:
            feed.close()
            server.should_exit = True
            tasks[1].cancel()
            await asyncio.wait(tasks, timeout=GOODBYE_S)
            server.abort_all()  # who does not read would not let it end
            await asyncio.gather(*tasks, return_exceptions=True)
            thread.shutdown()


def _server(service: Service, settings: WebSettings, tls: ssl.SSLContext | None) -> Server:
    def abort(scope: Scope) -> None:
        server.abort(scope)

    config = uvicorn.Config(
        application(service, settings, abort),
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ssl_context_factory=None if tls is None else lambda *_: tls,
        h11_max_incomplete_event_size=HEADER_BYTES_MAX,
        limit_concurrency=settings.streams_max + CONNECTIONS_BESIDE,
        timeout_graceful_shutdown=2 * GOODBYE_S,
    )
    server = Server(config)
    return server


def _tls(settings: WebSettings) -> ssl.SSLContext | None:
    if settings.certificate_file is None or settings.key_file is None:
        return None
    return server_context(
        "web", certificate_file=settings.certificate_file, key_file=settings.key_file
    )


@contextmanager
def _listening(settings: WebSettings) -> Iterator[socket.socket]:
    place = f"web {settings.host} port {settings.port}"
    try:
        family, *_, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.create_server(address[:2], family=family)
    except OSError as error:
        kind = PortTakenError if error.errno == errno.EADDRINUSE else AlertSettingError
        raise kind(f"{place}: {error.strerror}: give another") from None
    with listener:
        yield listener


def _url(settings: WebSettings, listener: socket.socket) -> str:
    scheme = "https" if settings.has_tls else "http"
    name = settings.hosts[0] if settings.hosts else settings.host
    name = f"[{name}]" if ":" in name else name
    return f"{scheme}://{name}:{listener.getsockname()[1]}"


def _abort(transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()


def _tell(ended: asyncio.Task[None], report: Callable[[str], None]) -> None:
    if not ended.cancelled() and (error := ended.exception()) is not None:
        report(f"web: ended: {error}")
