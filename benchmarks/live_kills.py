"""The whole daemon killed with SIGKILL at random, and started again: no alert lost or doubled.

python benchmarks/live_kills.py [--times 30]

`beacon406 run` hears a fake dongle that plays made-up beacons adrift, of which each burst is worth
an alert; the broker is mosquitto, and a coordinator's program says of each alert that it has it.
Afterwards what has arrived is held against the station's own store. Prints a table, and ends with 1
where an alert was lost, came in another order or under two names, or an incident was begun anew.
"""

import argparse
import asyncio
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from delivery_chaos import SAVED_AFTER_S, coordinator
from delivery_parts import STATION, Arrivals, Mosquitto
from msgspec.structs import replace

from alerts.incidents.incident import Incident
from alerts.store.store import Store
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from decoder.t001 import encode_message
from decoder.t001.frame import to_text
from decoder.t001.identities import Opaque
from recordings.location_beacons import TEST_BEACON
from sdr.fakes.player import Player
from sdr.fakes.rtl_tcp import FakeRtlTcp
from sdr.fakes.tape import Tape, tape_of
from sdr.recording import open_recording
from sdr.sigmf_writer import write_sigmf
from station.simulate.command import recorded

RATE_HZ, CENTER_HZ = 250e3, 406.05e6
BEACONS, PLACES = 3, 3
APART_S = 0.5
SHORTEST_LIFE_S, LONGEST_LIFE_S = 1.0, 8.0
SETTLING_S = 60.0


def tape(folder: Path) -> Tape:
    """Beacons by turns, each 6 km farther on at every burst, and then back where it was."""
    bursts = [
        FgbBurst(
            bits=message(number % BEACONS, number // BEACONS),
            start_s=0.2 + number * APART_S,
            offset_hz=-20e3 + 15e3 * (number % BEACONS),
            cn0_dbhz=50.0,
        )
        for number in range(BEACONS * PLACES)
    ]
    scene = Scene(rate_hz=RATE_HZ, duration_s=APART_S * len(bursts) + 0.3, bursts=bursts)
    path = folder / "adrift.sigmf-meta"
    write_sigmf(
        path,
        recorded(scene, CENTER_HZ),
        datatype="cu8",
        rate_hz=RATE_HZ,
        center_hz=CENTER_HZ,
        start_utc_s=None,
    )
    return tape_of(open_recording(str(path)))


def message(beacon: int, place: int) -> str:
    fields = replace(TEST_BEACON, identification=Opaque(f"{beacon + 1:024b}"))
    return to_text(encode_message(fields, position=(45.5 + beacon, -6.25 - 0.08 * place)))


class Daemon:
    def __init__(self, folder: Path, server: FakeRtlTcp, broker: Mosquitto) -> None:
        self._config, self._log = folder / "station.toml", folder / "log"
        self._config.write_text(
            f'station = "{STATION}"\nstore = "alerts.db"\ngenerations = [1]\n'
            f'[[brokers]]\nurl = "{broker.settings.url}"\n'
            f'[[sources]]\nkind = "rtl_tcp"\nport = {server.port}\ngain_db = 20.0\n'
            f"rate_hz = {RATE_HZ:.1f}\ncenter_hz = {CENTER_HZ:.1f}\n"
            # Else bursts so near each other would be one that several stations have heard.
            "[thresholds.first_generation]\napart_s = 0.5\nsilent_after_s = 300.0\n"
            "[test_burst]\nevery_s = 0\n"
        )

    def start(self) -> None:
        command = [sys.executable, "-m", "station.main", "run", str(self._config)]
        with self._log.open("w") as log:
            self._process = subprocess.Popen(command, stderr=log)

    def end(self, how: signal.Signals, expected: int) -> None:
        self._process.send_signal(how)
        if (code := self._process.wait()) != expected:
            raise SystemExit(f"the station ended by itself, with {code}: {self._log.read_text()}")


async def killed(daemon: Daemon, arrivals: Arrivals, arguments: argparse.Namespace) -> None:
    """At last it is left to work again, and ended as it should be."""
    chance = random.Random(arguments.seed)
    daemon.start()
    for _ in range(arguments.times):
        await asyncio.sleep(chance.uniform(SHORTEST_LIFE_S, LONGEST_LIFE_S))
        await asyncio.to_thread(daemon.end, signal.SIGKILL, -signal.SIGKILL)
        daemon.start()
    await another(arrivals, BEACONS)
    await asyncio.to_thread(daemon.end, signal.SIGTERM, 0)


async def another(arrivals: Arrivals, alerts: int) -> None:
    """So many alerts that had not come before."""
    known = len(arrivals.event_ids)
    async with asyncio.timeout(SETTLING_S):
        while len(arrivals.event_ids) < known + alerts:  # noqa: ASYNC110 nobody tells
            await asyncio.sleep(0.1)


async def live(arguments: argparse.Namespace, folder: Path) -> dict[str, int]:
    broker, arrivals = Mosquitto(folder), Arrivals()
    broker.start()
    listening = asyncio.create_task(coordinator(broker.settings, arrivals))
    try:
        await arrivals.subscribed.wait()
        await asyncio.sleep(SAVED_AFTER_S)
        async with FakeRtlTcp(Player(tape(folder))).serving() as server:
            await killed(Daemon(folder, server, broker), arrivals, arguments)
        await asyncio.sleep(1.0)
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        broker.kill()
    with Store(folder / "alerts.db") as store:
        return judged(arrivals, store.open_incidents())


def judged(arrivals: Arrivals, incidents: list[Incident]) -> dict[str, int]:
    """By the store, which numbers the alerts of each incident from 1."""
    made = {(each.incident_id, seq) for each in incidents for seq in range(1, each.seq + 1)}
    beacons = Counter(each.beacon_id for each in incidents)
    return {
        "alerts": len(made),
        "lost": len(made - arrivals.event_ids.keys()),
        "unknown to the store": len(arrivals.event_ids.keys() - made),
        "reordered within an incident": arrivals.reordered,
        "sent again": arrivals.total - len(arrivals.event_ids),
        "sent again with another event_id": arrivals.contradictions,
        "incidents begun anew": sum(beacons.values()) - len(beacons),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description="a live station that is killed again and again")
    parser.add_argument("--times", type=int, default=30)
    parser.add_argument("--seed", type=int, default=406)
    arguments = parser.parse_args()
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        result = asyncio.run(live(arguments, Path(folder)))
    seconds = round(time.monotonic() - began_s)
    for what, count in {"kills": arguments.times, "seconds": seconds, **result}.items():
        print(f"{count:6}  {what}")
    return int(any(count for what, count in result.items() if what not in {"alerts", "sent again"}))


if __name__ == "__main__":
    sys.exit(main())
