"""`beacon406 demo`: the shipped recordings, through a broker of its own, to a subscriber."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator
from importlib import resources
from pathlib import Path

from rich.console import Console

from alerts.embedded_broker import embedded_broker
from alerts.event import Event
from alerts.mqtt import Publisher
from alerts.subscriber import subscribe
from alerts.topics import Topics
from sdr.recording import RecordingOptions
from station.decoding import Tally, decode_files
from station.report import complain
from station.table import console_for_results, event_table

STATION = "demo"
ARRIVAL_TIMEOUT_S = 10.0


def run(_: Namespace) -> int:
    return demonstrate(shipped_recordings(), console_for_results())


def shipped_recordings() -> list[str]:
    folder = Path(str(resources.files("recordings")))
    return sorted(str(path) for path in folder.rglob("*.sigmf-meta"))


def demonstrate(paths: list[str], console: Console) -> int:
    """Print each alert with a position as it arrives from the broker; 0 if no event was lost."""
    tally = Tally()
    try:
        arrived, located = asyncio.run(_show_arrivals(paths, tally, console))
    except TimeoutError:
        complain(f"an event did not come back from the broker within {ARRIVAL_TIMEOUT_S:.0f} s")
        return 1
    console.print(
        f"\n{len(paths)} recordings, {tally.bursts} bursts decoded and published;"
        f" {arrived} arrived over MQTT, {located} of them located."
    )
    return 0 if arrived == tally.bursts > 0 and not tally.bad_files else 1


async def _show_arrivals(paths: list[str], tally: Tally, console: Console) -> tuple[int, int]:
    arrived = located = 0
    async for event in _through_broker(paths, tally):
        arrived += 1
        if event.position is not None:
            console.print(event_table([event], header=located == 0, width=console.width))
            located += 1
    return arrived, located


async def _through_broker(paths: list[str], tally: Tally) -> AsyncIterator[Event]:
    """The events as the subscriber received them, not as they were published."""
    async with (
        embedded_broker() as url,
        subscribe(url, Topics(STATION).all_bursts) as events,
        Publisher(url, station=STATION) as publisher,
    ):
        for step in decode_files(paths, RecordingOptions(), STATION, tally):
            for event in step.events:
                await publisher.publish(event)
                yield await asyncio.wait_for(anext(events), ARRIVAL_TIMEOUT_S)
