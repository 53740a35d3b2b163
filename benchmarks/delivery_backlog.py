"""Three days without a network, then all at once: in order, fast, and in little memory.

python benchmarks/delivery_backlog.py [--bursts 5000] [--hours 72]

The store's clock is set back for each burst, so that all is as old as it would be. A burst waits as
an event and as an alert, or two; all are of an operational class, which is kept for 96 h
(alerts/expiry.py).
"""

import argparse
import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path

from delivery_parts import STATION, Arrivals, Mosquitto, burst

from alerts.delivery.delivery import Delivery
from alerts.desk import Desk
from alerts.messages import Messages
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import open_connection
from alerts.store.store import Store
from alerts.topics import Topics

TOPICS = Topics(STATION)
INCIDENTS = 100
PATIENCE_S = 300.0


def fill(path: Path, bursts: int, hours: float) -> int:
    """What a station has heard while it could reach nobody; how many alerts that makes."""
    alerts = 0
    now_s = began_s = time.time() - 3600 * hours
    with Store(path, clock=lambda: now_s) as store:
        store.set_brokers([BrokerSettings(url="mqtt://localhost").name])
        desk = Desk(store, Messages(TOPICS))
        for number in range(bursts):
            now_s = began_s + 3600 * hours * number / bursts
            alerts += len(desk.take([burst(number, INCIDENTS, now_s)], now_s))
    return alerts


async def deliver(path: Path, url: str) -> None:
    """The station, in a process of its own: prints how long it took, and the memory it needed."""
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    broker = BrokerSettings(url=url)
    with Store(path) as store:
        waiting = store.tally(broker.name).pending
        delivery = Delivery(
            store, [broker], TOPICS, on_acknowledgement=lambda _: None, report=print
        )
        began_s, began_cpu_s = time.monotonic(), time.process_time()
        async with delivery:
            await delivery.drained(PATIENCE_S)
            took_s, cpu_s = time.monotonic() - began_s, time.process_time() - began_cpu_s
        expired = store.tally(broker.name).expired
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    print(f"{waiting:6}  messages waited")
    print(f"{expired:6}  expired")
    print(f"{waiting / took_s:6.0f}  messages a second, from the connection to the last answer")
    print(f"{1e3 * cpu_s / waiting:6.2f}  ms of processor time for each")
    print(f"{grown_kb / 1024:6.0f}  MB of memory more than before (most at any time)")


async def measure(bursts: int, hours: float, folder: Path) -> dict[str, int]:
    store, broker, arrivals = folder / "store.db", Mosquitto(folder), Arrivals()
    alerts = fill(store, bursts, hours)
    broker.start()
    connection = await open_connection(broker.settings)
    await connection.subscribe(f"{TOPICS.base}/alert/#")
    command = [sys.executable, __file__, "--station", broker.settings.url, "--store", str(store)]
    station = await asyncio.create_subprocess_exec(*command)
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for message in connection.messages():
                arrivals.take(message.payload)
                if len(arrivals.event_ids) == alerts:
                    break
    except TimeoutError:
        print("not all alerts arrived")
    await station.wait()
    await connection.close()
    broker.kill()
    return arrivals.judgement(alerts)


def main() -> int:
    parser = argparse.ArgumentParser(description="a backlog of days")
    parser.add_argument("--bursts", type=int, default=5_000)
    parser.add_argument("--hours", type=float, default=72.0)
    parser.add_argument("--station", help=argparse.SUPPRESS)
    parser.add_argument("--store", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.station is not None:
        asyncio.run(deliver(arguments.store, arguments.station))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(measure(arguments.bursts, arguments.hours, Path(folder)))
    for what, count in result.items():
        print(f"{count:6}  {what}")
    return int(any(count for what, count in result.items() if what not in {"alerts", "sent again"}))


if __name__ == "__main__":
    sys.exit(main())
