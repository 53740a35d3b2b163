"""How weak may a second-generation burst be? By C/N0, alone and under one of the first generation.

The latter is 20 dB above it, up to 10 kHz beside its carrier, and begins while it is on the air.

python benchmarks/spread_sensitivity.py [--quick] [--rounds 5]
"""

from zlib import crc32

import msgspec
import numpy as np
from limits import SPREAD_LIMITS
from sensitivity import limit_row
from spread_trials import SpreadTally, random_burst, random_jammer, tallied
from study import Study, main
from thresholds import crossing_dbhz, told_dbhz

BURSTS = 40
SPACING_S = 1.6
LADDER_DBHZ = tuple(float(level) for level in np.arange(25.5, 29.1, 0.5))
STRONGER_DB = 20.0
ALONE, UNDER = "alone", "under the first generation"


class Trial(msgspec.Struct, frozen=True):
    kind: str
    cn0_dbhz: float
    bursts: int


Curve = list[tuple[float, SpreadTally]]


def tried(trial: Trial, seed: int) -> SpreadTally:
    random = np.random.default_rng((seed, crc32(msgspec.json.encode(trial))))
    starts_s = 0.5 + SPACING_S * np.arange(trial.bursts) + random.uniform(0, 0.3, trial.bursts)
    spread = [random_burst(random, float(start_s), trial.cn0_dbhz) for start_s in starts_s]
    others = [random_jammer(random, burst, STRONGER_DB) for burst in spread]
    return tallied(spread, others if trial.kind == UNDER else [], int(random.integers(2**32)))


def table(tallies: dict[Trial, SpreadTally]) -> str:
    curves = {kind: curve_of(tallies, kind) for kind in (ALONE, UNDER)}
    lines = [line for kind, curve in curves.items() for line in steps(kind, curve)]
    lines += ["", f"{'C/N0 in dB-Hz for messages valid and right':44}  50 %   90 %   95 %"]
    lines += [row(f"beacon406, {kind}", curve) for kind, curve in curves.items()]
    lines += [limit_row(one) for one in SPREAD_LIMITS]
    return "\n".join(lines)


def curve_of(tallies: dict[Trial, SpreadTally], kind: str) -> Curve:
    return sorted((trial.cn0_dbhz, tally) for trial, tally in tallies.items() if trial.kind == kind)


def steps(kind: str, curve: Curve) -> list[str]:
    heading = "bursts  valid and right   right  first generation's  wrong  false"
    return [kind, f"C/N0 dB-Hz  {heading}"] + [
        f"{level_dbhz:10.1f}  {tally.sent:6}  {tally.valid_and_right / tally.sent:15.1%}"
        f"  {tally.right / tally.sent:6.1%}"
        f"  {f'{tally.first_valid_and_right} of {tally.first_sent}':>18}"
        f"  {tally.wrong:5}  {tally.false:5}"
        for level_dbhz, tally in curve
    ]


def row(name: str, curve: Curve) -> str:
    shares = [(level, tally.valid_and_right / tally.sent) for level, tally in curve]
    levels = [told_dbhz(crossing_dbhz(shares, share)) for share in (0.5, 0.9, 0.95)]
    return f"{name:42}" + "  ".join(levels)


SPREAD_SENSITIVITY = Study(
    name="spread sensitivity",
    cases=tuple(
        Trial(kind, level_dbhz, BURSTS) for kind in (ALONE, UNDER) for level_dbhz in LADDER_DBHZ
    ),
    result=SpreadTally,
    measure=tried,
    table=table,
    rounds=5,
)

if __name__ == "__main__":
    main(SPREAD_SENSITIVITY)
