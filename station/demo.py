"""`beacon406 demo`: the shipped recordings, through a broker of its own, to a subscriber."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator

from rich.console import Console

from alerts.embedded_broker import embedded_broker
from alerts.event import Event
from alerts.mqtt import Publisher
from alerts.subscriber import subscribe
from alerts.topics import Topics
from recordings.shipped import shipped_recordings
from sdr.recording import RecordingOptions
from station.decoding import Tally, decode_files
from station.report import complain
from station.table import console_for_results, event_table
from station.words import count

STATION = "demo"
ARRIVAL_TIMEOUT_S = 10.0


def run(_: Namespace) -> int:
    paths = [str(path) for path in shipped_recordings().values()]
    return demonstrate(paths, console_for_results())


def demonstrate(paths: list[str], console: Console) -> int:
    """Print each alert with a position as it arrives from the broker; 0 if no event was lost."""
    tally = Tally()
    try:
        arrived, located = asyncio.run(_show_arrivals(paths, tally, console))
    except TimeoutError:
        complain(f"an event did not come back from the broker within {ARRIVAL_TIMEOUT_S:.0f} s")
        return 1
    console.print(
        f"\n{count(len(paths), 'recording')}, {count(tally.bursts, 'burst')} decoded and published;"
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
