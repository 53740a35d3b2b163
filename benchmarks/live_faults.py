"""Receivers that fail in each of their ways, again and again: how soon the station says so at its
broker, and how soon after the receiver has come back it says that it hears again.

All kinds at once, a daemon for each: by rtl_tcp, and through pyrtlsdr, one after the other, what
only a driver can do. Ends with 1 where one took longer than promised.

python benchmarks/live_faults.py [--times 20]
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import numpy as np
from delivery_parts import Mosquitto

from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import open_connection
from sdr.fakes.faults import FaultKind
from sdr.fakes.librtlsdr import FakeLibrtlsdr, below_pyrtlsdr
from sdr.fakes.player import Player
from sdr.fakes.rtl_tcp import FakeRtlTcp
from sdr.fakes.tape import noise_tape
from sdr.live.settings import AnySource, RtlSdrSettings, RtlTcpSettings
from station.config.config import Config
from station.daemon.daemon import Daemon
from station.daemon.injection_settings import InjectionSettings

RATE_HZ, CENTER_HZ = 250e3, 406.05e6
LASTS_S = 8.0
BETWEEN_S = 25.0
"""A receiver that has worked for 20 s has recovered."""
GIVE_UP_S = 60.0
LIMITS_S = {"noticed": 5.0, "degraded": 10.0, "back": 15.0}
"""A fault by the station itself, at the broker; and from its end until the broker knows of that."""
BY_TCP = (FaultKind.STALL, FaultKind.DISCONNECT, FaultKind.GARBAGE, FaultKind.WRONG_RATE)
BY_USB = (FaultKind.USB_ERROR, FaultKind.HANG)

Times = dict[str, list[float]]
"""In seconds, by what is limited."""


class Status:
    """Of one station, as the broker has it."""

    def __init__(self) -> None:
        self.state = ""
        self._changed = asyncio.Event()

    async def listen(self, broker: BrokerSettings, station: str) -> None:
        connection = await open_connection(broker)
        await connection.subscribe(f"beacon406/v1/{station}/status")
        async for message in connection.messages():
            self.state = json.loads(message.payload)["state"]
            self._changed.set()

    async def until(self, state: str) -> float:
        """Seconds; GIVE_UP_S where it does not come."""
        began_s = time.monotonic()
        while self.state != state and time.monotonic() - began_s < GIVE_UP_S:
            self._changed.clear()
            try:
                await asyncio.wait_for(self._changed.wait(), 0.5)
            except TimeoutError:
                continue
        return time.monotonic() - began_s


@asynccontextmanager
async def by_tcp(player: Player) -> AsyncIterator[AnySource]:
    async with FakeRtlTcp(player).serving() as server:
        yield RtlTcpSettings(port=server.port, rate_hz=RATE_HZ, center_hz=CENTER_HZ, gain_db=30.0)


@asynccontextmanager
async def by_usb(player: Player) -> AsyncIterator[AnySource]:
    with below_pyrtlsdr(FakeLibrtlsdr(player)):
        yield RtlSdrSettings(rate_hz=RATE_HZ, center_hz=CENTER_HZ, gain_db=30.0)


async def measured(kind: FaultKind, times: int, folder: Path, broker: BrokerSettings) -> Times:
    player, status = Player(noise_tape(RATE_HZ)), Status()
    found: Times = {name: [] for name in LIMITS_S}
    attached: AbstractAsyncContextManager[AnySource]
    attached = by_usb(player) if kind in BY_USB else by_tcp(player)
    async with attached as source:
        config = Config(
            station=kind.replace("_", "-"),
            store=folder / f"{kind}.db",
            brokers=(broker,),
            sources=(source,),
            generations=(1,),
            test_burst=InjectionSettings(every_s=0),
        )
        listening = asyncio.create_task(status.listen(broker, config.station))
        station = Daemon(config, lambda _: None)
        daemon = asyncio.create_task(station.run())
        for _ in range(times):
            await status.until("online")
            await asyncio.sleep(BETWEEN_S)
            player.inject(kind, LASTS_S)
            began_s = time.monotonic()
            noticing = asyncio.create_task(noticed(station))
            found["degraded"].append(await status.until("degraded"))
            found["noticed"].append(await noticing)
            await asyncio.sleep(max(0.0, began_s + LASTS_S - time.monotonic()))
            found["back"].append(await status.until("online"))
        for task in (daemon, listening):
            task.cancel()
        await asyncio.gather(daemon, listening, return_exceptions=True)
    return found


async def noticed(station: Daemon) -> float:
    """Seconds; GIVE_UP_S where it is not."""
    began_s = time.monotonic()
    while station.condition().fault is None and time.monotonic() - began_s < GIVE_UP_S:  # noqa: ASYNC110 nobody tells when
        await asyncio.sleep(0.05)
    return time.monotonic() - began_s


async def measured_by_usb(times: int, folder: Path, broker: BrokerSettings) -> list[Times]:
    """There is one library below pyrtlsdr."""
    return [await measured(kind, times, folder, broker) for kind in BY_USB]


async def measure(times: int, folder: Path) -> bool:
    broker = Mosquitto(folder)
    broker.start()
    usb = asyncio.create_task(measured_by_usb(times, folder, broker.settings))
    tcp = await asyncio.gather(*(measured(kind, times, folder, broker.settings) for kind in BY_TCP))
    found = dict(zip((*BY_TCP, *BY_USB), [*tcp, *await usb], strict=True))
    broker.kill()
    print(f"{times} times each: seconds, median and most")
    print(f"{'':17}" + "".join(f"{name:>18}" for name in LIMITS_S))
    for kind, each in found.items():
        told = "".join(f"{np.median(each[name]):12.1f}{max(each[name]):6.1f}" for name in LIMITS_S)
        print(f"{kind:17}{told}")
    print(f"{'limit':17}" + "".join(f"{limit_s:18.1f}" for limit_s in LIMITS_S.values()))
    return all(
        max(each[name]) < limit_s for each in found.values() for name, limit_s in LIMITS_S.items()
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="faults of receivers, as a coordinator sees them")
    parser.add_argument("--times", type=int, default=20)
    with tempfile.TemporaryDirectory(prefix="beacon406-faults-") as folder:
        return 0 if asyncio.run(measure(parser.parse_args().times, Path(folder))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
