"""Publishing what a replay hears, as it hears it.

Imported only where it is asked for: MQTT takes a tenth of a second.
"""

import asyncio
from collections.abc import Callable, Iterator

from alerts.broker_url import BrokerUrl
from alerts.errors import AlertError
from alerts.mqtt import Publisher
from alerts.outbox import Outbox
from station.decoding import Step
from station.report import complain


def publish(
    broker: BrokerUrl, station: str, steps: Iterator[Step], show: Callable[[Step], None]
) -> bool:
    """Show and publish each step; where delivery fails, the steps not yet taken are left."""
    try:
        asyncio.run(_show_and_publish(broker, station, steps, show))
    except AlertError as error:
        complain(f"{error}: not every burst was published")
        return False
    return True


async def _show_and_publish(
    broker: BrokerUrl, station: str, steps: Iterator[Step], show: Callable[[Step], None]
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
