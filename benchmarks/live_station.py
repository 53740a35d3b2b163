"""The whole station live: a dongle that is not there, by rtl_tcp, to what arrives at a broker.

A recording with a burst in every second is played in a loop at real time to `beacon406 run`, which
publishes to a real mosquitto. Every burst that `replay` finds in it must arrive in every turn; time
is taken from the end of a burst on the tape to its event at a subscriber. Ends with 1 where one is
missing or invented, where samples were lost, or the station ended.

python benchmarks/live_station.py [--minutes M] [--rate HZ] [--first-only] [--reach HZ]
"""

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
from delivery_parts import Mosquitto
from trials import random_message

from alerts.client.client import AlertClient
from alerts.client.items import ReceivedBurst
from alerts.client.topics import Interest, Subject
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import open_connection
from alerts.topics import ROOT
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from sdr.fakes.faults import Fault
from sdr.fakes.player import Chunk, Player
from sdr.fakes.rtl_tcp import FakeRtlTcp
from sdr.fakes.tape import tape_of
from sdr.recording import RecordingOptions, open_recording
from sdr.sigmf_writer import write_sigmf
from station.replay.decoding import Tally, decode_files
from station.simulate.command import recorded
from station.web.health import Health

STATION = "live"
CENTER_HZ = 406.2e6
TURN_S = 60.0
BURST_S = 0.52
PERIOD_S = 1.0
FIRST_S = 1.0
"""What a tuner gives while it settles is not listened to."""
LAST_S = 3.0
"""What ends so shortly before the measurement does may still be under way."""
USAGE_EVERY_S = (10.0, 300.0)
"""A tenth of the whole, within these."""
PATIENCE_S = 60.0
"""For the station to say how many samples it has lost: it does so twice a minute."""
RUN = [sys.executable, "-m", "station.main", "run"]


class Timed(Player):
    """
    began_s  when the tape was at its start, by the clock that is never set
    late_s   by how much it was late at worst: it, and not the station, was held up then
    """

    began_s: float | None = None
    late_s: float = 0.0

    def chunks(self, samples: int) -> Iterator[Chunk | Fault]:
        self.began_s = self.began_s or time.monotonic()
        return super().chunks(samples)

    def wait_s(self, due_s: float) -> float:
        left_s = super().wait_s(due_s)
        self.late_s = max(self.late_s, -left_s)
        return left_s


Ends = dict[str, float]
"""When in a turn of the tape each message ends, in seconds."""


def main() -> int:
    parser = argparse.ArgumentParser(description="a live station, from a dongle to a subscriber")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=2.4e6)
    parser.add_argument("--first-only", action="store_true", help="the first generation alone")
    parser.add_argument("--reach", type=float, default=2500.0, help="carrier_error_hz")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="beacon406-live-") as folder:
        recording = make_recording(Path(folder), options.rate)
        found = replayed(recording)
        generations = "[1]" if options.first_only else "[1, 2]"
        settings = f"generations = {generations}\ncarrier_error_hz = {options.reach}\n"
        settings += f"[[sources]]\nrate_hz = {options.rate}\n"
        is_well = asyncio.run(measure(recording, found, settings, options.minutes * 60))
    return 0 if is_well else 1


def make_recording(folder: Path, rate_hz: float) -> Path:
    chance = np.random.default_rng(406)
    bursts = [
        FgbBurst(
            bits=random_message(chance),
            start_s=0.2 + number * PERIOD_S,
            offset_hz=chance.uniform(406.004e6, 406.096e6) - CENTER_HZ,
            cn0_dbhz=chance.uniform(36.0, 50.0),
        )
        for number in range(int(TURN_S / PERIOD_S) - 1)
    ]
    scene = Scene(rate_hz=rate_hz, duration_s=TURN_S, bursts=bursts, noise_rms=0.1)
    file = folder / "tape.sigmf-meta"
    write_sigmf(
        file,
        recorded(scene, CENTER_HZ),
        datatype="cu8",
        rate_hz=rate_hz,
        center_hz=CENTER_HZ,
        start_utc_s=None,
    )
    return file


def replayed(recording: Path) -> Ends:
    events = [
        event
        for step in decode_files([str(recording)], RecordingOptions(), "tape", Tally())
        for event in step.events
    ]
    return {event.hex: (event.time_s or 0.0) + BURST_S for event in events}


async def measure(recording: Path, found: Ends, settings: str, seconds: float) -> bool:
    folder = recording.parent
    player = Timed(tape_of(open_recording(str(recording), RecordingOptions())))
    broker = Mosquitto(folder)
    broker.start()
    async with FakeRtlTcp(player).serving() as dongle:
        config = folder / "station.toml"
        config.write_text(
            f'station = "{STATION}"\nstore = "alerts.db"\n{settings}'
            f'kind = "rtl_tcp"\nport = {dongle.port}\ncenter_hz = {CENTER_HZ}\ngain_db = 30.0\n'
            f'[[brokers]]\nurl = "{broker.settings.url}"\n[test_burst]\nevery_s = 0\n'
        )
        async with AlertClient(
            broker.settings, interest=Interest(subjects=(Subject.BURST,))
        ) as client:
            station = await asyncio.create_subprocess_exec(*RUN, str(config))
            watching = asyncio.create_task(watch(station.pid, seconds))
            heard = await listened(client, player, seconds)
            has_ended = station.returncode is not None
            lost = None if has_ended else await samples_lost(broker.settings)
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            if not has_ended:
                station.terminate()
                await station.wait()
    broker.kill()
    all_came = tell(found, heard)
    dropped = dongle.dropped_bytes // 2
    print(f"samples lost by the station {'unknown' if lost is None else lost}", end="")
    print(f", that the dongle could not get rid of {dropped}; it was late by {player.late_s:.2f} s")
    if has_ended:
        print(f"the station has ended by itself with {station.returncode}")
    return all_came and lost == 0 and dropped == 0 and not has_ended


class Heard(msgspec.Struct, frozen=True):
    """Messages, and at which time of the tape each came; ended_s is when nobody listened longer."""

    arrivals: list[tuple[str, float]]
    ended_s: float


async def listened(client: AlertClient, player: Timed, seconds: float) -> Heard:
    arrivals: list[tuple[str, float]] = []
    until_s = time.monotonic() + seconds
    received = client.received()
    while (left_s := until_s - time.monotonic()) > 0:
        try:
            item = await asyncio.wait_for(anext(received), left_s)
        except TimeoutError:
            break
        if isinstance(item, ReceivedBurst) and player.began_s is not None:
            arrivals.append((item.event.hex, time.monotonic() - player.began_s))
    return Heard(arrivals, 0.0 if player.began_s is None else time.monotonic() - player.began_s)


async def samples_lost(broker: BrokerSettings) -> int | None:
    """As the station says next; None where it says nothing."""
    connection = await open_connection(broker)
    await connection.subscribe(f"{ROOT}/{STATION}/health")
    try:
        async with asyncio.timeout(PATIENCE_S):
            async for message in connection.messages():
                if not message.retain:
                    said = msgspec.json.decode(message.payload, type=Health)
                    return sum(source.samples_lost for source in said.sources)
    except TimeoutError:
        return None
    finally:
        await connection.close()
    return None


def tell(found: Ends, heard: Heard) -> bool:
    """Whether all came that had to, and nothing else."""
    due = whole_in(found, FIRST_S, heard.ended_s - LAST_S)
    possible = whole_in(found, 0.0, heard.ended_s)
    got = Counter(message for message, _ in heard.arrivals)
    missing, invented = (due - got).total(), (got - possible).total()
    print(f"in a turn of the tape: {len(found)} bursts found by replay")
    print(f"bursts due {due.total()}, arrived {got.total()}, missing {missing}", end="")
    print(f", invented {invented}")
    delays_s = [(at_s - found[each]) % TURN_S for each, at_s in heard.arrivals if each in found]
    if delays_s:
        p50_s, p95_s, most_s = np.percentile(delays_s, [50, 95, 100])
        print(
            f"end of burst to subscriber: p50 {p50_s:.2f} s, p95 {p95_s:.2f} s, most {most_s:.2f} s"
        )
    return due.total() > 0 and missing == 0 and invented == 0


def whole_in(found: Ends, from_s: float, until_s: float) -> Counter[str]:
    """How often each message was on the tape between."""
    turns = range(int(max(0.0, until_s) / TURN_S) + 1)
    return Counter(
        {
            message: sum(
                from_s <= end_s - BURST_S + turn * TURN_S and end_s + turn * TURN_S < until_s
                for turn in turns
            )
            for message, end_s in found.items()
        }
    )


async def watch(pid: int, seconds: float) -> None:
    """CPU and memory, a line now and then."""
    before, at_s = usage(pid), time.monotonic()
    print("% of a core  resident MiB  threads  descriptors")
    while True:
        await asyncio.sleep(float(np.clip(seconds / 10, *USAGE_EVERY_S)))
        now, now_s = usage(pid), time.monotonic()
        share = 100.0 * (now.cpu_s - before.cpu_s) / (now_s - at_s)
        before, at_s = now, now_s
        print(
            f"{share:11.1f}  {now.resident_mib:12.0f}  {now.threads:7}  {now.descriptors:11}",
            flush=True,
        )


class Usage(msgspec.Struct, frozen=True):
    cpu_s: float
    resident_mib: float
    threads: int
    descriptors: int


def usage(pid: int) -> Usage:
    """Of a process: proc(5)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return Usage(
        cpu_s=(int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK"),
        resident_mib=int(fields[21]) * os.sysconf("SC_PAGE_SIZE") / 2**20,
        threads=int(fields[17]),
        descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
    )


if __name__ == "__main__":
    raise SystemExit(main())
