"""How fast and in how much memory `beacon406 replay` decodes, as a whole process on one core.

Makes its recordings in a temporary folder: 20 bursts in 30 s at 2.4 MS/s, and the same at 250 kS/s.

python benchmarks/speed.py [--quick] [--sparse]
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import numpy as np

from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from decoder.t001 import encode_message, frame
from decoder.t001.identities import Opaque
from decoder.t001.standard_location import StandardLocation, StandardOffsets
from sdr.sigmf_writer import write_sigmf
from station.simulate import recorded

CENTER_HZ = 406.05e6
BURSTS_PER_S = 20 / 30
SPARSE_BYTES = 10_000_000_000
SPARSE_RATE_HZ = 2_400_000
SPARSE_WATCHED_S = 20.0
REPLAY = [sys.executable, "-m", "station.main", "replay", "--json"]


class Run(msgspec.Struct, frozen=True):
    """What one process took and gave."""

    wall_s: float
    cpu_s: float
    peak_mib: float
    lines: int


def main() -> None:
    parser = argparse.ArgumentParser(description="speed and memory of replay on one core")
    parser.add_argument("--quick", action="store_true", help="6 s instead of 30 s of signal")
    parser.add_argument(
        "--sparse", action="store_true", help="also the memory over a 10 GB sparse file"
    )
    arguments = parser.parse_args()
    duration_s = 6.0 if arguments.quick else 30.0
    print("recording             x real time   CPU s   bursts   peak MiB")
    with tempfile.TemporaryDirectory() as folder:
        for rate_hz in (2.4e6, 250e3):
            path, bursts = simulated(Path(folder), rate_hz, duration_s)
            run = replayed([str(path)])
            print(
                f"{duration_s:4.0f} s at {rate_hz / 1e3:6.0f} kS/s  {duration_s / run.wall_s:11.1f}"
                f"  {run.cpu_s:6.1f}  {run.lines:3} of {bursts}  {run.peak_mib:9.0f}",
                flush=True,
            )
        if arguments.sparse:
            run = watched_over_zeros(Path(folder))
            print(f"10 GB sparse, {SPARSE_WATCHED_S:.0f} s of its replay {run.peak_mib:26.0f}")


def simulated(folder: Path, rate_hz: float, duration_s: float) -> tuple[Path, int]:
    random = np.random.default_rng(0)
    count = round(BURSTS_PER_S * duration_s)
    bursts = [
        FgbBurst(
            bits=random_message(random),
            start_s=random.uniform(0.2, duration_s - 0.8),
            offset_hz=-45e3 + 90e3 * (i + 0.5) / count,
            cn0_dbhz=random.uniform(38, 55),
        )
        for i in range(count)
    ]
    scene = Scene(rate_hz=rate_hz, duration_s=duration_s, bursts=bursts)
    path = folder / f"bursts_{rate_hz:.0f}.sigmf-meta"
    write_sigmf(
        path,
        recorded(scene, CENTER_HZ),
        datatype="cu8",
        rate_hz=rate_hz,
        center_hz=CENTER_HZ,
        start_utc_s=None,
    )
    return path, count


def random_message(random: np.random.Generator) -> str:
    beacon = StandardLocation(
        country=201,
        coding="test",
        identification=Opaque(f"{random.integers(2**24):024b}"),
        second_field=StandardOffsets(),
    )
    place = (random.uniform(-80, 80), random.uniform(-179, 179))
    return frame.to_text(encode_message(beacon, position=place))


def replayed(arguments: list[str], *, stop_after_s: float | None = None) -> Run:
    """One replay on one core; wait4 gives this child's own peak, not that of all so far."""
    core = min(os.sched_getaffinity(0))
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    with tempfile.TemporaryFile() as output:
        started_s = time.monotonic()
        process = subprocess.Popen(
            [*REPLAY, *arguments],
            stdout=output,
            stderr=subprocess.DEVNULL,
            env=environment,
            preexec_fn=lambda: os.sched_setaffinity(0, {core}),  # noqa: PLW1509  no threads here
        )
        if stop_after_s is not None:
            time.sleep(stop_after_s)
            process.send_signal(signal.SIGINT)
        _, _, usage = os.wait4(process.pid, 0)
        wall_s = time.monotonic() - started_s
        output.seek(0)
        lines = len(output.read().splitlines())
    return Run(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, lines)


def watched_over_zeros(folder: Path) -> Run:
    path = folder / "sparse.cu8"
    path.touch()
    os.truncate(path, SPARSE_BYTES)
    options = ["--rate", str(SPARSE_RATE_HZ), "--center", f"{CENTER_HZ:.0f}"]
    return replayed([str(path), "--format", "cu8", *options], stop_after_s=SPARSE_WATCHED_S)


if __name__ == "__main__":
    main()
