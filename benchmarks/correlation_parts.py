"""Stations, a network that cannot be relied on, and what a perfect one would have made of it."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from delivery_parts import burst
from msgspec.structs import replace

from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.messages import Messages
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import open_connection
from alerts.outgoing import Outgoing
from alerts.signing import Signer
from alerts.store.store import Store
from alerts.timestamp import rfc3339, unix_s
from alerts.topics import Topics
from decoder.message import MessageClass, Position, PositionSource

STATIONS = ("hill", "tower", "ship")
PERIOD_S = 50.0
MISSED = 0.1
LATEST_S = 120.0
DOUBLED = 0.2
NAME = "correlated"


class Stations:
    """Each with its own key, if they sign at all."""

    def __init__(self, *, signed: bool) -> None:
        self._signers = {
            name: Signer(Ed25519PrivateKey.generate()) if signed else None for name in STATIONS
        }

    def bursts(self, beacons: int, each: int, chance: random.Random) -> list[Event]:
        """In the order in which they were sent: each station hears nearly all of them."""
        began_s = time.time() - PERIOD_S * each - 60.0
        found = []
        for beacon in range(beacons):
            start_s = began_s + chance.uniform(0.0, 30.0)
            for number in range(each):
                at_s = start_s + PERIOD_S * number
                plain = _burst(beacon, beacons, north=number > each // 2)
                for index, station in enumerate(STATIONS):
                    if chance.random() >= MISSED:
                        found.append(
                            replace(
                                plain,
                                event_id=f"{beacon:08x}-{number:04x}-7000-8000-{index:012x}",
                                station=station,
                                time=rfc3339(at_s + chance.uniform(0.0, 0.02)),
                            )
                        )
        return sorted(found, key=lambda event: event.time or "")

    async def publish(self, broker: BrokerSettings, events: list[Event]) -> None:
        connection = await open_connection(broker)
        for name, signer in self._signers.items():
            if signer is not None:
                keys = Outgoing(topic=Topics(name).keys, payload=signer.public_keys, retain=True)
                await connection.publish(keys)
        for start in range(0, len(events), 500):
            messages = [self._message(event) for event in events[start : start + 500]]
            await _sent(connection.publish_all(messages))
        await connection.close()

    def _message(self, event: Event) -> Outgoing:
        plain, signer = msgspec.json.encode(event), self._signers[event.station or ""]
        return Outgoing(
            topic=Topics(event.station or "").burst(event.alert_class),
            payload=plain if signer is None else signer.sign(plain),
        )


async def _sent(answers: AsyncIterator[object]) -> None:
    async for answer in answers:
        if not isinstance(answer, bool):
            raise SystemExit(f"a burst was refused: {answer}")


def _burst(beacon: int, beacons: int, *, north: bool) -> Event:
    position = Position(
        lat=40.0 + north, lon=10.0, radius_95_m=150.0, source=PositionSource.INTERNAL
    )
    plain = burst(beacon, beacons, 0.0)
    return replace(plain, alert_class=MessageClass.DISTRESS, position=position)


def badly_delivered(events: list[Event], chance: random.Random) -> list[Event]:
    """In the order of arrival: each late by up to two minutes, one in five twice."""
    arrivals = [
        (unix_s(event.time or "") + chance.uniform(0.0, LATEST_S), event)
        for event in events
        for _ in range(1 + (chance.random() < DOUBLED))
    ]
    return [event for _, event in sorted(arrivals, key=lambda arrival: arrival[0])]


def perfect(events: list[Event]) -> list[Incident]:
    store = Store()
    desk = Desk(store, Messages(Topics(NAME), repeats_bursts=False))
    for event in events:
        desk.take([event], unix_s(event.time or ""))
    return compared(store.open_incidents())


def compared(incidents: list[Incident]) -> list[Incident]:
    """Without what depends on the order of arrival: what was told, and under which name."""
    return sorted(
        (
            replace(each, kind=Kind.TRACKING, seq=0, alert_id=None, alert_time=None, incident_id="")
            for each in incidents
        ),
        key=lambda each: each.beacon_id,
    )


class Processes:
    """Correlators that share a store."""

    def __init__(self, folder: Path, url: str) -> None:
        self.store = folder / "shared" / "alerts.db"
        self.store.parent.mkdir()
        self._config = self.store.with_name("correlate.toml")
        self._config.write_text(
            f'station = "{NAME}"\nstore = "alerts.db"\n[[brokers]]\nurl = "{url}"\n'
        )
        self._running: list[subprocess.Popen[bytes]] = []

    async def start(self, count: int) -> None:
        self._running = [self._start() for _ in range(count)]
        await asyncio.sleep(4.0)  # all have subscribed

    def kill(self, chance: random.Random) -> None:
        victim = chance.randrange(len(self._running))
        self._running[victim].kill()
        self._running[victim].wait()
        self._running[victim] = self._start()

    def signal(self, sign: signal.Signals) -> None:
        for process in self._running:
            process.send_signal(sign)

    def memory_bytes(self) -> int:
        """The most that any has ever used."""
        found = []
        for process in self._running:
            status = Path(f"/proc/{process.pid}/status").read_text()
            (line,) = (each for each in status.splitlines() if each.startswith("VmHWM"))
            found.append(1024 * int(line.split()[1]))
        return max(found)

    def end(self) -> None:
        for process in self._running:
            process.kill()
            process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "station.main", "correlate", str(self._config)],
            stderr=self.store.with_name("said.txt").open("ab"),
        )
