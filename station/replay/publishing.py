"""Publishing what a replay hears, as it hears it.

Imported only where it is asked for: MQTT takes a tenth of a second.
"""

import asyncio
import time
from collections.abc import Callable, Iterator

from alerts.errors import AlertError
from alerts.incidents.burst_time import burst_s
from station.alerting import alerting
from station.config.config import Config
from station.replay.decoding import Step
from station.report import complain

PATIENCE_S = 60.0
"""Without a broker for so long a replay gives up; it can be run again."""


def publish(config: Config, steps: Iterator[Step], show: Callable[[Step], None]) -> bool:
    """Show and publish each step; where delivery fails, the steps not yet taken are left."""
    try:
        asyncio.run(_show_and_publish(config, steps, show))
    except AlertError as error:
        complain(f"{error}: not everything was published")
        return False
    return True


async def _show_and_publish(
    config: Config, steps: Iterator[Step], show: Callable[[Step], None]
) -> None:
    started_s = time.time()
    async with alerting(config, complain, is_awaited=True) as alerts:
        await alerts.delivery.reached()
        # Decoding in a thread leaves the event loop to MQTT, whose keep-alive must not stop.
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            show(step)
            if step.events:
                # By the recording's clock: by ours all that is old would be late.
                now_s = burst_s(step.events[-1], started_s + step.done_s)
                await alerts.take(step.events, now_s)
                await alerts.delivery.drained(PATIENCE_S)
