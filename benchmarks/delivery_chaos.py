"""Alerts while the station and the broker are killed with SIGKILL at random: none may be lost.

python benchmarks/delivery_chaos.py [--alerts 1000] [--kills 50] [--incidents 10]

The station is a process of its own that takes bursts, as the daemon does; the broker is mosquitto
with the persistence of deploy/mosquitto; a coordinator's program says of each alert that it has it.
Prints a table, and ends with 1 where an alert was lost, came in another order, or twice under
different names.
"""

import argparse
import asyncio
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import msgspec
from delivery_parts import STATION, Arrivals, Mosquitto, burst

from alerts.acknowledgement import Acknowledgement, Action
from alerts.delivery.delivery import Delivery
from alerts.desk import Desk
from alerts.errors import AlertDeliveryError
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Connection, open_connection
from alerts.outgoing import Outgoing
from alerts.store.safe import SafeStore
from alerts.store.store import Store
from alerts.timestamp import rfc3339
from alerts.topics import Topics

TOPICS = Topics(STATION)
COORDINATOR = "rcc"
SHORTEST_LIFE_S, LONGEST_LIFE_S = 0.3, 3.7
SETTLING_S = 120.0
SAVED_AFTER_S = 2.5
"""Until mosquitto has a new subscription on the disk. Before that a kill makes it forget who
listens, and what is sent until he is back reaches him later, after newer alerts."""


async def station(arguments: argparse.Namespace) -> None:
    """The daemon: bursts that it took before its death are known to its store."""
    store = SafeStore(arguments.store)
    desk = Desk(store, Messages(TOPICS))

    def take(said: Acknowledgement) -> None:
        desk.acknowledge(said, time.time())

    delivery = Delivery(
        store,
        [BrokerSettings(url=arguments.station)],
        TOPICS,
        on_acknowledgement=take,
        report=lambda _: None,
    )
    async with delivery:
        for number in range(arguments.alerts):
            heard_s = arguments.began + number * arguments.interval
            await asyncio.sleep(heard_s - time.time())
            desk.take([burst(number, arguments.incidents, heard_s)], time.time())
            delivery.wake()
        await asyncio.Event().wait()


async def coordinator(broker: BrokerSettings, arrivals: Arrivals) -> None:
    """A program that keeps its session, connects again and again, and confirms each alert."""
    while True:
        with suppress(AlertDeliveryError):
            connection = await open_connection(
                broker, client_id=COORDINATOR, session_expiry_s=24 * 3600
            )
            try:
                await connection.subscribe(f"{TOPICS.base}/alert/#")
                arrivals.subscribed.set()
                async for message in connection.messages():
                    alert = arrivals.take(message.payload)
                    with suppress(AlertDeliveryError):  # it will be sent again
                        await confirm(connection, alert)
            finally:
                await connection.close()
        await asyncio.sleep(0.1)


async def confirm(connection: Connection, alert: Alert) -> None:
    incident = alert.incident
    said = Acknowledgement(
        action=Action.RECEIVED,
        incident_id=incident.incident_id,
        alert_class=incident.alert_class,
        event_id=alert.event_id,
        by=COORDINATOR,
        at=rfc3339(time.time()) or alert.time,
    )
    topic = TOPICS.acknowledgement(COORDINATOR, incident.alert_class, incident.incident_id)
    await connection.publish(Outgoing(topic=topic, payload=msgspec.json.encode(said)))


class Daemon:
    def __init__(self, command: list[str]) -> None:
        self._command = command

    def start(self) -> None:
        self._process = subprocess.Popen(self._command)

    def kill(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        if self._process.wait() != -signal.SIGKILL:
            raise SystemExit("the station ended by itself")


async def kill_at_random(victim: Daemon | Mosquitto, kills: int, chance: random.Random) -> None:
    for _ in range(kills):
        await asyncio.sleep(chance.uniform(SHORTEST_LIFE_S, LONGEST_LIFE_S))
        victim.kill()
        await asyncio.to_thread(victim.start)


async def chaos(arguments: argparse.Namespace, folder: Path) -> dict[str, int]:
    broker, arrivals, store = Mosquitto(folder), Arrivals(), folder / "store.db"
    broker.start()
    listening = asyncio.create_task(coordinator(broker.settings, arrivals))
    await arrivals.subscribed.wait()
    await asyncio.sleep(SAVED_AFTER_S)
    daemon = Daemon(station_command(arguments, broker, store))
    daemon.start()
    chance = random.Random(arguments.seed)
    try:
        await asyncio.gather(
            kill_at_random(broker, arguments.kills, chance),
            kill_at_random(daemon, arguments.kills, chance),
        )
        waiting = await settled(store, arrivals, arguments.alerts)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        daemon.kill()
        broker.kill()
    return arrivals.judgement(arguments.alerts) | {"still waiting in the station": waiting}


def station_command(arguments: argparse.Namespace, broker: Mosquitto, store: Path) -> list[str]:
    # As long as the killing lasts, so that alerts fall due in all its moments.
    interval_s = arguments.kills * (SHORTEST_LIFE_S + LONGEST_LIFE_S) / 2 / arguments.alerts
    return [
        *(sys.executable, __file__, "--station", broker.settings.url, "--store", str(store)),
        *("--alerts", f"{arguments.alerts}", "--incidents", f"{arguments.incidents}"),
        *("--interval", f"{interval_s}", "--began", f"{time.time()}"),
    ]


async def settled(path: Path, arrivals: Arrivals, alerts: int) -> int:
    """How many messages are neither delivered nor confirmed, after a while of peace."""
    give_up_at = time.monotonic() + SETTLING_S
    with Store(path) as store:
        while True:
            name = BrokerSettings(url="mqtt://localhost").name
            waiting = store.tally(name).pending + len(store.unreceipted(name))
            done = not waiting and len(arrivals.event_ids) == alerts
            if done or time.monotonic() > give_up_at:
                return waiting
            await asyncio.sleep(0.2)


def main() -> int:
    parser = argparse.ArgumentParser(description="alerts while everything is killed")
    parser.add_argument("--alerts", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50, help="of the station, and of the broker")
    parser.add_argument("--incidents", type=int, default=10)
    parser.add_argument("--seed", type=int, default=406)
    for name, kind in (("station", str), ("store", str), ("interval", float), ("began", float)):
        parser.add_argument(f"--{name}", type=kind, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.station is not None:
        asyncio.run(station(arguments))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(chaos(arguments, Path(folder)))
    for what, count in {"kills of each": arguments.kills, **result}.items():
        print(f"{count:6}  {what}")
    return int(any(count for what, count in result.items() if what not in {"alerts", "sent again"}))


if __name__ == "__main__":
    sys.exit(main())
