"""What tests of the whole daemon share: beacons to hear, a daemon, and somebody at the broker."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec

from alerts.event import Event
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Incoming, open_connection
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from sdr.fakes.player import Player
from sdr.fakes.rtl_tcp import FakeRtlTcp
from sdr.fakes.tape import tape_of
from sdr.live.settings import RtlTcpSettings
from sdr.recording import open_recording
from sdr.sigmf_writer import write_sigmf
from station.config.config import Config
from station.daemon.daemon import Daemon
from station.daemon.injection import hex_of, message_bits
from station.daemon.injection_settings import InjectionSettings
from station.simulate.command import recorded

STATION = "hill"
RATE_HZ, CENTER_HZ = 250e3, 406.05e6
LIMIT_S = 60.0
"""Far beyond what anything takes here, for machines that do ten things at once."""
NO_TEST_BURST = InjectionSettings(every_s=0)


class Beacons(msgspec.Struct, frozen=True):
    """A recording, and the messages in it."""

    path: Path
    messages: tuple[str, ...]
    duration_s: float


def beacons(folder: Path, count: int, apart_s: float) -> Beacons:
    bits = [message_bits(f"{folder.name} {number}") for number in range(count)]
    bursts = [
        FgbBurst(
            bits=each,
            start_s=0.3 + number * apart_s,
            offset_hz=-30e3 + 11e3 * (number % 6),
            cn0_dbhz=50.0,
        )
        for number, each in enumerate(bits)
    ]
    scene = Scene(rate_hz=RATE_HZ, duration_s=count * apart_s + 0.6, bursts=bursts)
    path = folder / "beacons.sigmf-meta"
    write_sigmf(
        path,
        recorded(scene, CENTER_HZ),
        datatype="cu8",
        rate_hz=RATE_HZ,
        center_hz=CENTER_HZ,
        start_utc_s=None,
    )
    return Beacons(path, tuple(map(hex_of, bits)), scene.duration_s)


def config_of(folder: Path, *brokers: BrokerSettings, **settings: Any) -> Config:
    """Of the first generation only, and without a burst of its own: both cost time."""
    return Config(
        **{
            "station": STATION,
            "store": folder / "alerts.db",
            "brokers": brokers,
            "generations": (1,),
            "test_burst": NO_TEST_BURST,
            **settings,
        }
    )


def rtl_tcp(server: FakeRtlTcp, name: str = "roof") -> RtlTcpSettings:
    return RtlTcpSettings(
        name=name, port=server.port, rate_hz=RATE_HZ, center_hz=CENTER_HZ, gain_db=20.0
    )


@asynccontextmanager
async def dongle(heard: Beacons) -> AsyncIterator[FakeRtlTcp]:
    """That hears them again and again."""
    player = Player(tape_of(open_recording(str(heard.path))))
    async with FakeRtlTcp(player).serving() as server:
        yield server


@asynccontextmanager
async def running(config: Config, told: list[str] | None = None) -> AsyncIterator[Daemon]:
    daemon = Daemon(config, (told if told is not None else []).append)
    task = asyncio.create_task(daemon.run())
    try:
        yield daemon
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Coordinator:
    """All that a station says, in its order, and when it came."""

    def __init__(self) -> None:
        self.messages: list[tuple[float, Incoming]] = []
        self._news = asyncio.Event()

    def take(self, message: Incoming) -> None:
        self.messages.append((time.monotonic(), message))
        self._news.set()

    @property
    def events(self) -> list[Event]:
        return [msgspec.json.decode(each, type=Event) for each in self.payloads("/burst/")]

    @property
    def states(self) -> list[str]:
        """As "state: reason"."""
        said = map(json.loads, self.payloads("/status"))
        return [f"{each['state']}: {each['reason']}" for each in said]

    def payloads(self, part: str) -> Iterator[bytes]:
        return (message.payload for _, message in self.messages if part in message.topic)

    async def until(self, is_so: Callable[[], bool], limit_s: float = LIMIT_S) -> float:
        """Seconds until it was so."""
        began_s = time.monotonic()
        async with asyncio.timeout(limit_s):
            while not is_so():
                self._news.clear()
                await self._news.wait()
        return time.monotonic() - began_s


@asynccontextmanager
async def coordinator(broker: BrokerSettings) -> AsyncIterator[Coordinator]:
    connection = await open_connection(broker)
    await connection.subscribe(f"beacon406/v1/{STATION}/#")
    it = Coordinator()

    async def listen() -> None:
        async for message in connection.messages():
            it.take(message)

    listening = asyncio.create_task(listen())
    try:
        yield it
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await connection.close()
