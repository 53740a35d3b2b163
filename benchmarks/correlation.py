"""Bursts of many stations, delayed, doubled and reordered, while correlators are killed.

python benchmarks/correlation.py [--beacons 100] [--bursts 4] [--correlators 2] [--kills 0]

The correlators are processes as they are typed, behind mosquitto with the persistence of
deploy/mosquitto. Prints a table, and ends with 1 where a burst was lost, an incident was opened
twice, or differs from that of a network which delivers everything at once, in order and one time.
With --waiting all is published before the first correlator takes anything.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import msgspec
from correlation_parts import Processes, Stations, badly_delivered, compared, perfect
from delivery_parts import Mosquitto

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.mqtt.connection import Connection, open_connection
from alerts.store.store import Store

LIFE_S = (0.5, 2.5)
QUIET_S = 5.0
GIVE_UP_S = 300.0


class Coordinator:
    """Keeps the number and name of every alert."""

    def __init__(self, connection: Connection) -> None:
        self._messages = connection.messages()
        self.openings: Counter[str] = Counter()
        self._seen: set[str] = set()

    async def listen(self) -> None:
        async for message in self._messages:
            alert = msgspec.json.decode(message.payload, type=Alert)
            if alert.event_id not in self._seen:
                self._seen.add(alert.event_id)
                self.openings[alert.incident.beacon_id] += alert.seq == 1


async def kill_at_random(processes: Processes, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(*LIFE_S))
        processes.kill(chance)


async def all_known(store: Path, events: list[Event]) -> int:
    """How many bursts were lost, when nothing more comes."""
    give_up_at, known, last_at = time.monotonic() + GIVE_UP_S, 0, time.monotonic()
    with Store(store) as books:
        while known < len(events) and time.monotonic() < min(give_up_at, last_at + 30.0):
            await asyncio.sleep(0.1)
            now = books.read(lambda db: db.execute("SELECT count(*) FROM bursts").fetchone()[0])
            known, last_at = now, last_at if now == known else time.monotonic()
    return len(events) - known


async def correlate(arguments: argparse.Namespace, folder: Path) -> dict[str, float]:
    chance = random.Random(arguments.seed)
    broker = Mosquitto(folder)
    broker.start()
    connection = await open_connection(broker.settings, client_id="rcc", session_expiry_s=3600)
    await connection.subscribe("beacon406/v1/correlated/alert/#")
    coordinator = Coordinator(connection)
    listening = asyncio.create_task(coordinator.listen())
    stations = Stations(signed=arguments.signed)
    events = stations.bursts(arguments.beacons, arguments.bursts, chance)
    arriving = badly_delivered(events, chance)
    processes = Processes(folder, broker.settings.url)
    try:
        await processes.start(arguments.correlators)
        if arguments.waiting:
            processes.signal(signal.SIGSTOP)
        publishing = asyncio.create_task(stations.publish(broker.settings, arriving))
        began_s = time.monotonic()
        if arguments.waiting:
            await publishing
            began_s = time.monotonic()
            processes.signal(signal.SIGCONT)
        await kill_at_random(processes, arguments.kills, chance)
        await publishing
        lost = await all_known(processes.store, events)
        took_s = time.monotonic() - began_s
        memory = processes.memory_bytes()
        await asyncio.sleep(QUIET_S)
    finally:
        listening.cancel()
        processes.end()
        broker.kill()
    with Store(processes.store) as store:
        ours, ideal = compared(store.open_incidents()), perfect(events)
    return {
        "bursts": len(events),
        "messages": len(arriving),
        "bursts/s taken": len(events) / took_s,
        "messages/s": len(arriving) / took_s,
        "MB in the largest correlator at most": memory / 1e6,
        "kills": arguments.kills,
        "lost": lost,
        "incidents": len(ideal),
        "incidents opened twice": sum(count > 1 for count in coordinator.openings.values()),
        "incidents never told": len(ideal) - len(coordinator.openings),
        "incidents unlike a perfect network's": len(ideal)
        - sum(one == other for one, other in zip(ours, ideal, strict=False)),
    }


BAD = ("lost", "opened twice", "never told", "unlike")


def main() -> int:
    parser = argparse.ArgumentParser(description="correlators under a bad network and kills")
    parser.add_argument("--beacons", type=int, default=100)
    parser.add_argument("--bursts", type=int, default=4, help="of each beacon")
    parser.add_argument("--correlators", type=int, default=2)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--signed", action="store_true", help="bursts, which are then verified")
    parser.add_argument("--waiting", action="store_true", help="all in the broker at the start")
    parser.add_argument("--seed", type=int, default=406)
    arguments = parser.parse_args()
    # On a disk where there is one, not in memory as /tmp may be: a commit waits for it.
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR", "/var/tmp")) as folder:
        result = asyncio.run(correlate(arguments, Path(folder)))
    for what, figure in result.items():
        print(f"{figure:8.0f}  {what}")
    return int(any(figure for what, figure in result.items() if any(b in what for b in BAD)))


if __name__ == "__main__":
    sys.exit(main())
