"""`beacon406 watch`: open incidents as they change, with acknowledgement by a key."""

import asyncio
import sys
import time
from argparse import Namespace
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress

import msgspec
from rich.live import Live

from alerts.acknowledgement import Action
from alerts.client.client import AlertClient
from alerts.client.replay import OLDEST_S
from alerts.client.topics import Interest
from alerts.client.trust import Trust
from alerts.errors import AlertError
from alerts.mqtt.broker_settings import BrokerSettings
from station.watch.board import Board, Command, Key
from station.watch.keyboard import keyboard
from station.watch.screen import screen
from station.watch.words import class_words, line

REDRAW_S = 1.0
"""Ages grow, though nothing happens."""
SETTLE_S = 0.05
"""What comes in a crowd is drawn once."""

DONE = {Action.ACKNOWLEDGED: "Acknowledged", Action.CLOSED: "Closed"}


def run(arguments: Namespace) -> int:
    asyncio.run(_watch(_client(arguments)))
    return 0


def _client(arguments: Namespace) -> AlertClient:
    broker = msgspec.structs.replace(
        BrokerSettings.at(arguments.url),
        ca_file=arguments.ca,
        certificate_file=arguments.certificate,
        key_file=arguments.key,
    )
    return AlertClient(
        broker,
        interest=Interest(
            root=arguments.root, classes=tuple(arguments.classes), route=arguments.route
        ),
        name=arguments.name or arguments.url.user,
        trust=None if arguments.trust is None else Trust.in_file(arguments.trust),
        oldest_s=None if arguments.any_age else OLDEST_S,
    )


async def _watch(client: AlertClient) -> None:
    async with client:
        if sys.stdin.isatty() and sys.stdout.isatty():
            await _on_screen(client, Board())
        else:
            await _as_lines(client, Board())


async def _as_lines(client: AlertClient, board: Board) -> None:
    async for item in client.received():
        now_s = time.time()
        text = line(item, board, now_s)
        board.take(item, now_s)
        board.elapse(now_s)
        if text is not None:
            print(text, flush=True)


async def _on_screen(client: AlertClient, board: Board) -> None:
    changed = asyncio.Event()
    with keyboard() as keys, Live(screen=True, auto_refresh=False) as live:
        await _first_of(
            _take(client, board, changed),
            _draw(live, board, changed),
            _obey(keys, client, board, changed),
        )


async def _first_of(*works: Coroutine[None, None, None]) -> None:
    """Until one of them ends, or fails."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _take(client: AlertClient, board: Board, changed: asyncio.Event) -> None:
    async for item in client.received():
        board.take(item, time.time())
        changed.set()


async def _draw(live: Live, board: Board, changed: asyncio.Event) -> None:
    while True:
        board.elapse(time.time())
        live.update(screen(board, time.time(), live.console), refresh=True)
        with suppress(TimeoutError):
            async with asyncio.timeout(REDRAW_S):
                await changed.wait()
        changed.clear()
        await asyncio.sleep(SETTLE_S)


async def _obey(
    keys: AsyncIterator[Key], client: AlertClient, board: Board, changed: asyncio.Event
) -> None:
    async for key in keys:
        if key is Key.QUIT:
            return
        command = board.press(key)
        changed.set()
        if command is not None:
            board.message = "Telling the station ..."
            board.message = await _tell(client, command)
            changed.set()


async def _tell(client: AlertClient, command: Command) -> str:
    """What came of it, for the screen."""
    incident = command.row.incident
    name = f"{class_words(incident.alert_class)} {incident.beacon_id}"
    try:
        await client.acknowledge(command.row.station, incident, command.action)
    except AlertError as error:
        return f"{name}: {error}"
    return f"{DONE[command.action]} {name}: told the station."
