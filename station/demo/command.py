"""`beacon406 demo`: the shipped recordings, through a broker of its own, to a subscriber."""

import asyncio
from argparse import Namespace
from collections.abc import AsyncIterator

import msgspec
from rich.console import Console

from alerts.client.client import AlertClient
from alerts.client.items import ReceivedAlert, ReceivedBurst
from alerts.client.topics import Interest, Subject
from alerts.incidents.burst_time import burst_s
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.embedded_broker import embedded_broker
from recordings.shipped import shipped_recordings
from sdr.recording import RecordingOptions
from station.alerting import alerting
from station.config.config import Config
from station.demo.live import live
from station.replay.decoding import Tally, decode_files
from station.report import complain
from station.table import console_for_results, event_table
from station.words import count

STATION = "demo"
ARRIVAL_TIMEOUT_S = 10.0
EVERYTHING = Interest(subjects=(Subject.ALERT, Subject.BURST))


def run(_: Namespace) -> int:
    paths = [str(path) for path in shipped_recordings().values()]
    console = console_for_results()
    return demonstrate(paths, console) or live(console)


class Arrivals(msgspec.Struct):
    bursts: int = 0
    located: int = 0
    alerts: int = 0
    incidents: int = 0


def demonstrate(paths: list[str], console: Console) -> int:
    """Print each alert with a position as it arrives from the broker; 0 if nothing was lost."""
    tally = Tally()
    try:
        arrived = asyncio.run(_show_arrivals(paths, tally, console))
    except TimeoutError:
        complain(f"an alert did not come back from the broker within {ARRIVAL_TIMEOUT_S:.0f} s")
        return 1
    console.print(
        f"\n{count(arrived.incidents, 'incident')}, {count(arrived.alerts, 'alert')}: what changes"
        f" nothing is not told again.\n"
        f"{count(len(paths), 'recording')}, {count(tally.bursts, 'burst')} decoded and published;"
        f" {arrived.bursts} arrived over MQTT, {arrived.located} of them located."
    )
    return 0 if arrived.bursts == tally.bursts > 0 and not tally.bad_files else 1


async def _show_arrivals(paths: list[str], tally: Tally, console: Console) -> Arrivals:
    arrived, shown = Arrivals(), 0
    async for item in _through_broker(paths, tally):
        if isinstance(item, ReceivedBurst):
            arrived.bursts += 1
            arrived.located += item.event.position is not None
            continue
        arrived.alerts += 1
        arrived.incidents += item.alert.seq == 1
        if item.alert.incident.fix is not None and item.alert.burst is not None:
            table = event_table(
                [item.alert.burst],
                header=shown == 0,
                width=console.width,
                remark=f"{item.alert.kind.replace('_', ' ')}: {item.alert.reason}",
            )
            console.print(table)
            shown += 1
    return arrived


async def _through_broker(
    paths: list[str], tally: Tally
) -> AsyncIterator[ReceivedAlert | ReceivedBurst]:
    """As the subscriber received them, not as they were published."""
    async with (
        embedded_broker() as url,
        AlertClient(url, interest=EVERYTHING, oldest_s=None) as client,
        alerting(_config(url), report=complain) as alerts,
    ):
        received = client.received()
        for step in decode_files(paths, RecordingOptions(), STATION, tally):
            for event in step.events:
                due = 1 + len(await alerts.take([event], burst_s(event, event.time_s or 0.0)))
                while due:
                    async with asyncio.timeout(ARRIVAL_TIMEOUT_S):
                        item = await anext(received)
                    if isinstance(item, ReceivedAlert | ReceivedBurst):
                        due -= 1
                        yield item


def _config(broker: BrokerUrl) -> Config:
    return Config(station=STATION, brokers=(BrokerSettings.at(broker),))
