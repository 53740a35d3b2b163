"""A web server on a free port, over a store that a desk fills with a made-up beacon's bursts."""

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from made_up_alerts import STATION, burst_event

from alerts.acknowledgement import Acknowledgement
from alerts.desk import Desk
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.store.books import Books
from alerts.topics import Topics
from decoder.message import MessageClass
from station.threads import in_thread
from station.web.health import Condition
from station.web.server import WebServer, web_server
from station.web.settings import Right, TokenSettings, WebSettings

API = "/api/v1"
LOCAL = WebSettings(port=0)
DAY_S = 86400.0


class Running:
    """The server, a client of it, and what fills the store."""

    def __init__(self, desk: Desk, web: WebServer, client: httpx.AsyncClient) -> None:
        self.desk = desk
        self.web = web
        self.client = client

    def hear(
        self,
        number: int = 0,
        message_class: MessageClass = MessageClass.DISTRESS,
        beacon_id: str = "0123456789ABCDE",
    ) -> list[Alert]:
        """The beacon has drifted so far since the burst before that this is told."""
        event = burst_event(
            time.time() - DAY_S + 50 * number,
            message_class=message_class,
            beacon_id=beacon_id,
            lat=10 + number % 1000 * 0.05,
        )
        alerts = self.desk.take([event], time.time())
        self.web.wake()
        return alerts


class Received(msgspec.Struct, frozen=True):
    event: str
    id: str | None
    data: dict[str, Any]


@asynccontextmanager
async def listening(
    client: httpx.AsyncClient, after: str | None = None
) -> AsyncIterator[AsyncIterator[Received]]:
    """As a browser's EventSource that connects again; None is from now on."""
    headers = {} if after is None else {"last-event-id": after}
    async with client.stream("GET", f"{API}/events", headers=headers) as answer:
        answer.raise_for_status()
        yield received(answer)


async def received(answer: httpx.Response) -> AsyncIterator[Received]:
    fields: dict[str, str] = {}
    async for line in answer.aiter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
        elif "event" in fields:
            data = msgspec.json.decode(fields["data"])
            yield Received(event=fields["event"], id=fields.get("id"), data=data)
            fields = {}


async def numbered(events: AsyncIterator[Received]) -> AsyncIterator[Received]:
    """Without those that only tell how the station is."""
    async for each in events:
        if each.event != "status":
            yield each


@asynccontextmanager
async def running(
    store: Books,
    settings: WebSettings = LOCAL,
    *,
    token: str | None = None,
    channels: Sequence[str] = (),
    evidence: Path | None = None,
    beside: Path | None = None,
    condition: Callable[[], Condition] = Condition,
    at: str | None = None,
) -> AsyncIterator[Running]:
    desk = Desk(store, Messages(Topics(STATION)))

    async def acknowledge(said: Acknowledgement) -> None:
        await in_thread(lambda: desk.acknowledge(said, time.time()))

    async with web_server(
        store,
        settings,
        station=STATION,
        acknowledge=acknowledge,
        channels=channels,
        evidence=evidence,
        beside=beside,
        condition=condition,
        report=print,
    ) as web:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        base_url = at or f"http://127.0.0.1:{httpx.URL(web.url).port}"
        async with httpx.AsyncClient(base_url=base_url, headers=headers) as client:
            yield Running(desk, web, client)


def secret_of(name: str) -> str:
    return f"{name}-made-up-secret-token"


def tokens(folder: Path, **rights: Sequence[Right]) -> tuple[TokenSettings, ...]:
    """One for each name, in a file."""
    made = []
    for name, given in rights.items():
        file = folder / f"{name}.token"
        file.write_text(secret_of(name) + "\n")
        made.append(TokenSettings(name=name, file=file, rights=tuple(given)))
    return tuple(made)
