"""How fast and in how much memory `beacon406 replay` decodes, as a whole process on one core.

Makes its recordings in a temporary folder: 20 bursts in 30 s, bare cu8, at the rates that dongles
have. Times are of the processor, not of the clock, which others share. (A SigMF recording costs its
SHA-512 more: 8 ms for each second at 2.4 MS/s.)

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
from study import Study, collected, measure_missing, tasks
from trials import random_message

from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from sdr.sigmf_writer import write_sigmf
from station.simulate.command import recorded

CENTER_HZ = 406.05e6
RATES_HZ = (250e3, 1.024e6, 2.048e6, 2.4e6, 3.2e6)
DURATION_S = 30.0
BURSTS_PER_S = 20 / 30
REPEATS = 3
"""Of which the least counts: other work on the machine, and compiling, only make it longer."""
SPARSE_BYTES = 10_000_000_000
SPARSE_RATE_HZ = 2_400_000
SPARSE_WATCHED_S = 20.0
REPLAY = [sys.executable, "-m", "station.main", "replay", "--json"]


class Recording(msgspec.Struct, frozen=True):
    rate_hz: float
    duration_s: float


class Run(msgspec.Struct, frozen=True):
    """What one process took and gave; `runs` of them, when added."""

    runs: int
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
    study = SPEED
    if arguments.quick:
        study = msgspec.structs.replace(SPEED, cases=tuple(Recording(hz, 6.0) for hz in RATES_HZ))
    seeds = [time.time_ns()]  # a speed is never the same twice, so it is always measured anew
    measure_missing(tasks([study], seeds), jobs=1)
    print(table(collected(study, seeds)))
    if arguments.sparse:
        run = watched_over_zeros()
        print(f"10 GB sparse, {SPARSE_WATCHED_S:.0f} s of its replay {run.peak_mib:26.0f}")


def measured(case: Recording, _seed: int) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        path = str(simulated(Path(folder), case))
        return min((replayed([path]) for _ in range(REPEATS)), key=lambda run: run.cpu_s)


def table(runs: dict[Recording, Run]) -> str:
    lines = ["recording             x real time   CPU s   bursts   peak MiB"]
    for case, run in runs.items():
        lines.append(
            f"{case.duration_s:4.0f} s at {case.rate_hz / 1e3:6.0f} kS/s"
            f"  {case.duration_s * run.runs / run.cpu_s:11.1f}  {run.cpu_s / run.runs:6.2f}"
            f"  {run.lines // run.runs:3} of {burst_count(case)}"
            f"  {run.peak_mib / run.runs:9.0f}"
        )
    return "\n".join(lines)


def burst_count(case: Recording) -> int:
    return round(BURSTS_PER_S * case.duration_s)


def simulated(folder: Path, case: Recording) -> Path:
    random = np.random.default_rng(0)
    rate_hz, duration_s, count = case.rate_hz, case.duration_s, burst_count(case)
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
    sigmf = folder / "bursts.sigmf-meta"
    write_sigmf(
        sigmf,
        recorded(scene, CENTER_HZ),
        datatype="cu8",
        rate_hz=rate_hz,
        center_hz=CENTER_HZ,
        start_utc_s=None,
    )
    bare = folder / f"bursts_{CENTER_HZ / 1e6}M_{rate_hz / 1e3:.0f}k.cu8"
    return sigmf.with_suffix(".sigmf-data").rename(bare)


def replayed(arguments: list[str], *, stop_after_s: float | None = None) -> Run:
    """One replay on one core; wait4 gives this child's own peak, not that of all so far."""
    core = min(os.sched_getaffinity(0))
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once, as what is installed
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
    return Run(1, wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, lines)


def watched_over_zeros() -> Run:
    options = ["--rate", str(SPARSE_RATE_HZ), "--center", f"{CENTER_HZ:.0f}"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sparse.cu8"
        path.touch()
        os.truncate(path, SPARSE_BYTES)
        options = [str(path), "--format", "cu8", *options]
        return replayed(options, stop_after_s=SPARSE_WATCHED_S)


SPEED = Study(
    name="speed",
    cases=tuple(Recording(rate_hz, DURATION_S) for rate_hz in RATES_HZ),
    result=Run,
    measure=measured,
    table=table,
)

if __name__ == "__main__":
    main()
