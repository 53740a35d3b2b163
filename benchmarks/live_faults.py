"""Receivers that fail in each of their ways, again and again: how soon the station says so at its
broker, and how soon after the receiver has come back it says that it hears again.

All kinds at once, a daemon for each: by rtl_tcp, and through pyrtlsdr what only a driver can do.

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

import msgspec
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
DEGRADED_TARGET_S, BACK_TARGET_S = 10.0, 15.0
BY_TCP = (FaultKind.STALL, FaultKind.DISCONNECT, FaultKind.GARBAGE, FaultKind.WRONG_RATE)
BY_USB = FaultKind.USB_ERROR


class Times(msgspec.Struct):
    """In seconds; of a fault, and of its end."""

    degraded_s: list[float]
    back_s: list[float]


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
    player, status, found = Player(noise_tape(RATE_HZ)), Status(), Times([], [])
    attached: AbstractAsyncContextManager[AnySource]
    attached = by_usb(player) if kind is BY_USB else by_tcp(player)
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
        daemon = asyncio.create_task(Daemon(config, lambda _: None).run())
        for _ in range(times):
            await status.until("online")
            await asyncio.sleep(BETWEEN_S)
            player.inject(kind, LASTS_S)
            began_s = time.monotonic()
            found.degraded_s.append(await status.until("degraded"))
            await asyncio.sleep(max(0.0, began_s + LASTS_S - time.monotonic()))
            found.back_s.append(await status.until("online"))
        for task in (daemon, listening):
            task.cancel()
        await asyncio.gather(daemon, listening, return_exceptions=True)
    return found


async def measure(times: int, folder: Path) -> bool:
    broker = Mosquitto(folder)
    broker.start()
    kinds = [*BY_TCP, BY_USB]
    found = await asyncio.gather(
        *(measured(kind, times, folder, broker.settings) for kind in kinds)
    )
    broker.kill()
    print(f"{times} times each   status degraded after   online after the receiver is back")
    print("                 median s   most s        median s   most s")
    for kind, each in zip(kinds, found, strict=True):
        degraded_s, back_s = np.array(each.degraded_s), np.array(each.back_s)
        print(
            f"{kind:15} {np.median(degraded_s):9.1f} {degraded_s.max():8.1f}"
            f" {np.median(back_s):15.1f} {back_s.max():8.1f}"
        )
    return all(
        max(each.degraded_s) < DEGRADED_TARGET_S and max(each.back_s) < BACK_TARGET_S
        for each in found
    )


def main() -> int:
    parser = argparse.ArgumentParser(description="faults of receivers, as a coordinator sees them")
    parser.add_argument("--times", type=int, default=20)
    with tempfile.TemporaryDirectory(prefix="beacon406-faults-") as folder:
        return 0 if asyncio.run(measure(parser.parse_args().times, Path(folder))) else 1


if __name__ == "__main__":
    raise SystemExit(main())
