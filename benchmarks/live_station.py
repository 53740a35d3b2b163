"""The whole station live: a dongle that is not there, by rtl_tcp, to what arrives at a broker.

A recording with a burst in every second is played in a loop at real time to `beacon406 run`, which
publishes to a real mosquitto. Every burst that `replay` finds in it must arrive in every turn; time
is taken from the end of a burst on the tape to its event at a subscriber.

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

CENTER_HZ = 406.2e6
TURN_S = 60.0
BURST_S = 0.52
PERIOD_S = 1.0
LAST_S = 3.0
"""What ends so shortly before the measurement does may still be under way."""
RUN = [sys.executable, "-m", "station.main", "run"]


class Timed(Player):
    """began_s: when the tape was at its start, by the clock that is never set."""

    began_s: float | None = None

    def chunks(self, samples: int) -> Iterator[Chunk | Fault]:
        self.began_s = self.began_s or time.monotonic()
        return super().chunks(samples)


Ends = dict[str, float]
"""When in a turn of the tape each message ends, in seconds."""


def main() -> None:
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
        asyncio.run(measure(recording, found, settings, options.minutes * 60))


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


async def measure(recording: Path, found: Ends, settings: str, seconds: float) -> None:
    folder = recording.parent
    player = Timed(tape_of(open_recording(str(recording), RecordingOptions())))
    broker = Mosquitto(folder)
    broker.start()
    async with FakeRtlTcp(player).serving() as dongle:
        config = folder / "station.toml"
        config.write_text(
            f'station = "live"\nstore = "alerts.db"\n{settings}'
            f'kind = "rtl_tcp"\nport = {dongle.port}\ncenter_hz = {CENTER_HZ}\ngain_db = 30.0\n'
            f'[[brokers]]\nurl = "{broker.settings.url}"\n[test_burst]\nevery_s = 0\n'
        )
        async with AlertClient(
            broker.settings, interest=Interest(subjects=(Subject.BURST,))
        ) as client:
            station = await asyncio.create_subprocess_exec(*RUN, str(config))
            watching = asyncio.create_task(watch(station.pid, seconds))
            arrivals = await arrived(client, player, seconds)
            station.terminate()
            await station.wait()
            watching.cancel()
        tell(found, arrivals, seconds)
        print(f"samples that the dongle could not get rid of: {dongle.dropped_bytes // 2}")
    broker.kill()


async def arrived(client: AlertClient, player: Timed, seconds: float) -> list[tuple[str, float]]:
    """Messages, and at which time of the tape they came."""
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
    return arrivals


def tell(found: Ends, arrivals: list[tuple[str, float]], seconds: float) -> None:
    due = Counter[str]()
    for message, end_s in found.items():
        due[message] = sum(
            end_s + turn * TURN_S < arrivals[-1][1] - LAST_S
            for turn in range(int(seconds / TURN_S) + 1)
        )
    delays_s = np.array(
        [(at_s - found[message]) % TURN_S for message, at_s in arrivals if message in due]
    )
    got = Counter(message for message, _ in arrivals)
    missing = sum(max(0, number - got[message]) for message, number in due.items())
    print(f"in a turn of the tape: {len(found)} bursts found by replay")
    print(f"bursts due {due.total()}, arrived {got.total()}, missing {missing}", end="")
    print(f", not on the tape {sum(got[message] for message in got if message not in due)}")
    p50_s, p95_s, most_s = np.percentile(delays_s, [50, 95, 100])
    print(f"end of burst to subscriber: p50 {p50_s:.2f} s, p95 {p95_s:.2f} s, most {most_s:.2f} s")


async def watch(pid: int, seconds: float) -> None:
    """CPU and memory, a line each tenth of the time."""
    before, at_s = usage(pid), time.monotonic()
    print("% of a core  resident MiB  threads  descriptors")
    while True:
        await asyncio.sleep(max(10.0, seconds / 10))
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
    main()
