"""Crowds of both generations in time and band: how many of each are read?

All second-generation bursts share one carrier's worth of spectrum, so each is noise to the others;
those of the first generation lie anywhere in the band, most of them stronger.

python benchmarks/spread_crowds.py [--quick] [--rounds 3]
"""

from zlib import crc32

import msgspec
import numpy as np
from spread_trials import SpreadTally, random_burst, tallied
from study import Study, main
from trials import EDGE_HZ, random_message

from decoder.simulation.waveform import FgbBurst

DURATION_S = 20.0
SPREAD_DBHZ = 32.0, 42.0
FIRST_DBHZ = 38.0, 55.0


class Crowd(msgspec.Struct, frozen=True):
    """So many bursts of each generation in DURATION_S."""

    second: int
    first: int


def crowded(case: Crowd, seed: int) -> SpreadTally:
    random = np.random.default_rng((seed, crc32(msgspec.json.encode(case))))
    spread = [
        random_burst(random, random.uniform(0.3, DURATION_S), random.uniform(*SPREAD_DBHZ))
        for _ in range(case.second)
    ]
    others = [
        FgbBurst(
            bits=random_message(random),
            start_s=random.uniform(0.3, DURATION_S),
            offset_hz=float(offset_hz),
            phase_rad=random.uniform(0, 2 * np.pi),
            cn0_dbhz=random.uniform(*FIRST_DBHZ),
        )
        for offset_hz in np.linspace(-EDGE_HZ, EDGE_HZ, case.first)
    ]
    return tallied(spread, others, int(random.integers(2**32)))


def table(tallies: dict[Crowd, SpreadTally]) -> str:
    lines = [f"in {DURATION_S:.0f} s  second generation's      first generation's  wrong  false"]
    lines += [
        f"{f'{case.second} + {case.first}':>9}"
        f"  {f'{tally.valid_and_right} of {tally.sent}':>19}"
        f"  {f'{tally.first_valid_and_right} of {tally.first_sent}':>22}"
        f"  {tally.wrong:5}  {tally.false:5}"
        for case, tally in tallies.items()
    ]
    return "\n".join(lines)


SPREAD_CROWDS = Study(
    name="spread crowds",
    cases=(Crowd(20, 0), Crowd(20, 20), Crowd(20, 60), Crowd(40, 20), Crowd(60, 60)),
    result=SpreadTally,
    measure=crowded,
    table=table,
    rounds=3,
)

if __name__ == "__main__":
    main(SPREAD_CROWDS)
