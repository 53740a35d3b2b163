"""A web server on a free port, over a store that a desk fills with a made-up beacon's bursts."""

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from made_up_alerts import STATION, burst_event

from alerts.acknowledgement import Acknowledgement
from alerts.desk import Desk
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.store.books import Books
from alerts.topics import Topics
from decoder.message import MessageClass
from station.threads import in_thread
from station.web.server import WebServer, web_server
from station.web.settings import Right, TokenSettings, WebSettings

API = "/api/v1"
LOCAL = WebSettings(port=0)


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
            time.time() - 3600 + 50 * number,
            message_class=message_class,
            beacon_id=beacon_id,
            lat=10 + number % 1000 * 0.05,
        )
        alerts = self.desk.take([event], time.time())
        self.web.wake()
        return alerts


@asynccontextmanager
async def running(
    store: Books,
    settings: WebSettings = LOCAL,
    *,
    token: str | None = None,
    channels: Sequence[str] = (),
    verify: str | bool = True,
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
        report=print,
    ) as web:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        async with httpx.AsyncClient(base_url=web.url, headers=headers) as client:
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
