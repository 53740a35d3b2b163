"""A web server as a process of its own, with many alerts, until SIGTERM; prints where it is."""

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from web_running import running

from alerts.store.store import Store

ALERTS = 1000


async def serve() -> None:
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with suppress(asyncio.CancelledError):
        async with running(Store()) as station:
            for number in range(ALERTS):
                station.hear(number)
            print(station.web.url, flush=True)
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve())
