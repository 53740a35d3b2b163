"""A server of the page in a process of its own, to be killed: python page_process.py STORE PORT."""

import asyncio
import sys
import time
from pathlib import Path

from alerts.acknowledgement import Acknowledgement
from alerts.desk import Desk
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.topics import Topics
from station.web.server import web_server
from station.web.settings import WebSettings

STATION = "hill"


async def serve(path: Path, port: int) -> None:
    with Store(path) as store:
        desk = Desk(store, Messages(Topics(STATION)))

        async def acknowledge(said: Acknowledgement) -> None:
            desk.acknowledge(said, time.time())

        async with web_server(
            store, WebSettings(port=port), station=STATION, acknowledge=acknowledge, report=print
        ):
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2])))
