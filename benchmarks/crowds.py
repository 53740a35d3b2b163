"""What do crowds cost? Bursts decoded, CPU time and memory of `beacon406 replay`, at 250 kS/s.

200 bursts in 30 s, 40 that overlap all at once, 20 among 1000 spurs; and a burst every ten seconds
for ten minutes and for an hour, which must take the same memory.

python benchmarks/crowds.py [--quick]
"""

import argparse
import tempfile
import time
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from speed import CENTER_HZ, Run, replayed
from study import Study, collected, measure_missing, tasks
from trials import EDGE_HZ, RATE_HZ, random_message

from decoder.arrays import Samples, Times
from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst
from sdr.sigmf_writer import write_sigmf
from station.simulate.command import recorded

FIRST_S, LAST_S = 0.3, 0.8
"""Before the first burst's start, and from the last one's to the end."""
BURST_DBHZ = 38.0, 55.0
SPUR_DBHZ = 25.0, 35.0


class Crowd(msgspec.Struct, frozen=True):
    name: str
    duration_s: float
    bursts: int
    spurs: int = 0


class Spurs(msgspec.Struct, frozen=True, dict=True):
    """Very many carriers at whole hertz: the same second over and over."""

    count: int
    seed: int

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        del rate_hz
        places = np.round(time_s * RATE_HZ).astype(np.intp) % self._second.size
        return self._second[places]

    @cached_property
    def _second(self) -> Samples:
        random = np.random.default_rng(self.seed)
        spectrum = np.zeros(round(RATE_HZ), np.complex64)
        bins = random.choice(np.arange(-int(EDGE_HZ), int(EDGE_HZ)), self.count, replace=False)
        levels = 10 ** (random.uniform(*SPUR_DBHZ, self.count) / 20)
        spectrum[bins] = levels * np.exp(2j * np.pi * random.random(self.count))
        second: Samples = (np.fft.ifft(spectrum) * spectrum.size).astype(np.complex64)
        return second


def main() -> None:
    parser = argparse.ArgumentParser(description="cost of crowds, on one core")
    parser.add_argument("--quick", action="store_true", help="without the ten minutes and the hour")
    study = CROWDS
    if parser.parse_args().quick:
        study = msgspec.structs.replace(CROWDS, cases=CROWDS.cases[:3])
    seeds = [time.time_ns()]  # a speed is never the same twice, so it is always measured anew
    measure_missing(tasks([study], seeds), jobs=1)
    print(table(collected(study, seeds)))


def measured(case: Crowd, seed: int) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "crowd.sigmf-meta"
        write_sigmf(
            path,
            recorded(scene(case, seed), CENTER_HZ),
            datatype="cu8",
            rate_hz=RATE_HZ,
            center_hz=CENTER_HZ,
            start_utc_s=None,
        )
        return replayed([str(path)])


def scene(case: Crowd, seed: int) -> Scene:
    random = np.random.default_rng(seed)
    offsets_hz = EDGE_HZ * np.linspace(-1, 1, case.bursts)
    bursts = [
        FgbBurst(
            bits=random_message(random),
            start_s=random.uniform(FIRST_S, case.duration_s - LAST_S),
            offset_hz=float(offset_hz),
            cn0_dbhz=random.uniform(*BURST_DBHZ),
        )
        for offset_hz in offsets_hz
    ]
    return Scene(
        rate_hz=RATE_HZ,
        duration_s=case.duration_s,
        bursts=bursts,
        interference=[Spurs(case.spurs, seed)] if case.spurs else [],
        seed=seed,
    )


def table(runs: dict[Crowd, Run]) -> str:
    lines = ["crowd                  bursts decoded   CPU s   x real time   peak MiB"]
    for case, run in runs.items():
        lines.append(
            f"{case.name:20}  {run.lines / run.runs:6.0f} of {case.bursts:4}"
            f"  {run.cpu_s / run.runs:8.1f}  {case.duration_s * run.runs / run.cpu_s:12.1f}"
            f"  {run.peak_mib / run.runs:9.0f}"
        )
    return "\n".join(lines)


CROWDS = Study(
    name="crowds",
    cases=(
        Crowd("200 bursts in 30 s", 31.0, 200),
        Crowd("40 at once", 1.5, 40),
        Crowd("20 among 1000 spurs", 31.0, 20, spurs=1000),
        Crowd("10 minutes", 600.0, 60),
        Crowd("60 minutes", 3600.0, 360),
    ),
    result=Run,
    measure=measured,
    table=table,
)

if __name__ == "__main__":
    main()
