"""`beacon406 replay`: decode recordings as fast as they can be read, print, and publish."""

import asyncio
import time
from argparse import Namespace
from collections.abc import Callable, Iterator

from alerts.broker_url import BrokerUrl
from alerts.errors import AlertError
from alerts.mqtt import Publisher
from alerts.outbox import Outbox
from alerts.topics import check_station
from sdr.recording import RecordingOptions
from sdr.sample_format import SampleFormat
from station.decoding import Step, Tally, decode_files
from station.report import complain
from station.screen import Screen
from station.words import count, duration


def run(arguments: Namespace) -> int:
    check_station(arguments.station)
    broker = None if arguments.mqtt is None else BrokerUrl.parse(arguments.mqtt)
    tally = Tally()
    steps = decode_files(arguments.files, _recording_options(arguments), arguments.station, tally)
    delivered = True
    started_s = time.monotonic()
    with Screen(json=arguments.json) as screen:
        if broker is not None:
            delivered = _publish(steps, screen.show, broker, arguments.station)
        for step in steps:
            screen.show(step)
    complain(summary(tally, time.monotonic() - started_s))
    return 0 if delivered and not tally.bad_files else 1


def _recording_options(arguments: Namespace) -> RecordingOptions:
    return RecordingOptions(
        format=None if arguments.format is None else SampleFormat(arguments.format),
        rate_hz=arguments.rate,
        center_hz=arguments.center,
        fm_audio=arguments.fm_audio,
    )


def _publish(
    steps: Iterator[Step], show: Callable[[Step], None], broker: BrokerUrl, station: str
) -> bool:
    """Show and publish each step; where delivery fails, the steps not yet taken are left."""
    try:
        asyncio.run(_show_and_publish(steps, show, broker, station))
    except AlertError as error:
        complain(f"{error}: not every burst was published")
        return False
    return True


async def _show_and_publish(
    steps: Iterator[Step], show: Callable[[Step], None], broker: BrokerUrl, station: str
) -> None:
    async with (
        Publisher(broker, station=station) as publisher,
        Outbox(publisher.publish) as outbox,
    ):
        # Decoding in a thread leaves the event loop to MQTT, whose keep-alive must not stop.
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            show(step)
            for event in step.events:
                await outbox.put(event)


def summary(tally: Tally, elapsed_s: float) -> str:
    speed = tally.signal_s / elapsed_s if elapsed_s > 0 else 0.0
    text = (
        f"{count(tally.bursts, 'burst')} in {duration(tally.signal_s)} of signal,"
        f" decoded in {duration(elapsed_s)} ({speed:.1f} x real time)"
    )
    rejected = ", ".join(f"{number} {word}" for word, number in sorted(tally.rejections.items()))
    return f"{text}; rejected: {rejected}" if rejected else text
