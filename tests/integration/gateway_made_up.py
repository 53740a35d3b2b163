"""Gateways with alerts to send, and the wait until something has become of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from gateway_servers import HttpServer, Request

from alerts.formats import Format
from alerts.gateways.gateways import Gateways
from alerts.gateways.kinds import AnyGateway, WebhookSettings
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.topics import Topics

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""Of the published example of Standard Webhooks."""
TIMEOUT_S = 20.0
MESSAGES = Messages(Topics("hill"))


def plain(alert: Alert) -> bytes:
    return f"ALERT {alert.event_id}\n".encode()


def failing(_: Alert) -> bytes:
    raise ValueError


FORMATS = {name: Format("text/plain", "txt", plain) for name in ("sit185", "cot")}
FAILING = Format("text/plain", "txt", failing)


def enqueue(store: Store, alerts: Iterable[Alert], messages: Messages = MESSAGES) -> None:
    def put(books: Any) -> None:
        for alert in alerts:
            for message in messages.alert(alert, None):
                books.enqueue(message)

    store.write(put)


@asynccontextmanager
async def gateways(
    store: Store, *settings: AnyGateway, report: Callable[[str], None] = lambda _: None
) -> AsyncIterator[Gateways]:
    store.set_brokers([each.name for each in settings])
    async with Gateways(store, settings, report=report, formats=FORMATS) as it:
        yield it


def webhook(folder: Path, url: str, name: str = "hook", **changes: Any) -> WebhookSettings:
    secret_file = folder / "secret"
    secret_file.write_text(f"{SECRET}\n")
    return WebhookSettings(name=name, url=url, secret_file=secret_file, **changes)


async def soon(condition: Callable[[], object], timeout_s: float = TIMEOUT_S) -> None:
    """Wait until it is true."""
    async with asyncio.timeout(timeout_s):
        while not condition():
            await asyncio.sleep(0.005)


def ids(requests: Iterable[Request]) -> list[str]:
    return [request.event_id for request in requests]


def told(alerts: Iterable[Alert]) -> list[str]:
    return [alert.event_id for alert in alerts]


def has_arrived(server: HttpServer, alerts: list[Alert]) -> bool:
    return len(server.taken) >= len(alerts)
