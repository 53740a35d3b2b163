"""Many who listen to a station's events, of whom each is cut off now and then: nothing is lost.

python benchmarks/event_streams.py [--clients 200] [--rate 100] [--seconds 10] [--cut-every 5]

The station is a process of its own, with its store on a disk. The listeners share another, which
takes as much of a core as the station does.
"""

import argparse
import asyncio
import random
import re
import sys
import tempfile
import time
from asyncio.subprocess import PIPE
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec
from delivery_parts import STATION, burst

from alerts.desk import Desk
from alerts.messages import Messages
from alerts.store.store import Store
from alerts.topics import Topics
from station.threads import in_thread
from station.web.server import web_server
from station.web.settings import WebSettings

BATCH_S = 0.1
INCIDENTS = 50
PIECE_BYTES = 1 << 18
PATIENCE_S = 20.0
ALERT = re.compile(
    rb'id: (\S+)\nevent: alert\ndata: \{"schema":"[^"]+","event_id":"([^"]+)"'
    rb'[^\n]*?"time":"([^"]+)"[^\n]*\n\n'
)


async def serve(folder: Path, rate: int, seconds: int) -> None:
    """Prints where it listens; once a line comes, the event_ids of its alerts as they are made."""
    with Store(folder / "alerts.db") as store:
        desk = Desk(store, Messages(Topics(STATION)))

        async def acknowledge(_: object) -> None: ...

        async with web_server(
            store, WebSettings(port=0), station=STATION, acknowledge=acknowledge, report=print
        ) as web:
            print(web.url, flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            told = []
            begin_s = time.monotonic()
            for number in range(0, rate * seconds, round(rate * BATCH_S)):
                count = round(rate * BATCH_S)
                now_s = time.time()
                events = [burst(number + each, INCIDENTS, now_s) for each in range(count)]
                told += await in_thread(lambda: desk.take(events, time.time()))  # noqa: B023 awaited before the next turn
                web.wake()
                due_s = begin_s + (number + count) / rate
                await asyncio.sleep(max(0.0, due_s - time.monotonic()))
            print(msgspec.json.encode([each.event_id for each in told]).decode(), flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            print(time.process_time(), flush=True)


class Listener:
    """event_ids as they came, and how long after its burst each was here."""

    def __init__(self, port: int, cut_every_s: float) -> None:
        self.event_ids: list[str] = []
        self.delays_s: list[float] = []
        self.connections = 0
        self._port = port
        self._cut_every_s = cut_every_s
        self._place = "0-"
        self._came = asyncio.Event()

    async def listen(self) -> None:
        """Until cancelled."""
        while True:
            lasts_s = random.expovariate(1 / self._cut_every_s) if self._cut_every_s else None
            with suppress(TimeoutError):
                async with asyncio.timeout(lasts_s):
                    await self._connect()

    async def has(self, count: int) -> None:
        """Returns when so many have come."""
        while len(self.event_ids) < count:
            self._came.clear()
            await self._came.wait()

    async def _connect(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self.connections += 1
        request = (
            "GET /api/v1/events HTTP/1.0\r\nHost: localhost\r\n"  # which has no chunks
            f"Last-Event-ID: {self._place}\r\n\r\n"
        )
        writer.write(request.encode())
        try:
            text = b""
            while piece := await reader.read(PIECE_BYTES):
                text = self._take(text + piece)
        finally:
            writer.transport.abort()

    def _take(self, text: bytes) -> bytes:
        """What is not whole yet."""
        now_s, end = time.time(), 0
        for found in ALERT.finditer(text):
            end = found.end()
            self._place = found[1].decode()
            self.event_ids.append(found[2].decode())
            self.delays_s.append(now_s - datetime.fromisoformat(found[3].decode()).timestamp())
        self._came.set()
        return text[end:]


async def measure(arguments: argparse.Namespace, folder: Path) -> list[tuple[float, str]]:
    station = await asyncio.create_subprocess_exec(
        *(sys.executable, __file__, "--serve", str(folder)),
        *("--rate", str(arguments.rate), "--seconds", str(arguments.seconds)),
        stdin=PIPE,
        stdout=PIPE,
        limit=1 << 26,
    )
    assert station.stdin is not None
    assert station.stdout is not None
    port = int((await station.stdout.readline()).decode().rpartition(":")[2])
    listeners = [Listener(port, arguments.cut_every) for _ in range(arguments.clients)]
    tasks = [asyncio.create_task(each.listen()) for each in listeners]
    station.stdin.write(b"begin\n")
    told: list[str] = msgspec.json.decode(await station.stdout.readline())
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_S):
            for each in listeners:
                await each.has(len(told))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    station.stdin.write(b"end\n")
    cpu_s = float(await station.stdout.readline())
    await station.wait()
    return figures(listeners, told, cpu_s)


def figures(listeners: list[Listener], told: list[str], cpu_s: float) -> list[tuple[float, str]]:
    delays_s = sorted(delay for each in listeners for delay in each.delays_s)
    return [
        (len(listeners), "clients"),
        (len(told), "alerts"),
        (sum(each.connections for each in listeners), "connections"),
        (sum(len(each.event_ids) for each in listeners), "events received"),
        (sum(len(set(told) - set(each.event_ids)) for each in listeners), "lost"),
        (
            sum(each.event_ids != told for each in listeners),
            "clients with any lost, doubled or reordered",
        ),
        (round(1e3 * delays_s[len(delays_s) // 2]), "ms from burst to client, median"),
        (round(1e3 * delays_s[len(delays_s) * 99 // 100]), "ms, 99 of 100"),
        (round(1e3 * delays_s[-1]), "ms, longest"),
        (cpu_s, "s of CPU in the station"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--rate", type=int, default=100, help="alerts a second")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--cut-every", type=float, default=5.0, help="seconds; 0 is never")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve is not None:
        asyncio.run(serve(arguments.serve, arguments.rate, arguments.seconds))
        return
    with tempfile.TemporaryDirectory() as folder:
        for figure, what in asyncio.run(measure(arguments, Path(folder))):
            print(f"{figure:10g} {what}")


if __name__ == "__main__":
    main()
