"""How weak may a burst be? Detection rate by C/N0, against the limits and against other receivers.

python benchmarks/sensitivity.py [--quick] [--rounds 5]
"""

import numpy as np
from gate import GATE, caution_limit
from limits import LIMITS, PEERS, Reached
from study import Study, collected, main
from thresholds import crossing_dbhz, told_dbhz
from trials import KINDS, Tally, Trial, tried

BURSTS = 40
LADDER_DBHZ = (27.0, *(float(level) for level in np.arange(28.0, 31.1, 0.5)), 32.0, 33.0)
"""Finer where the thresholds are."""
AUDIO_LADDER_DBHZ = tuple(float(level) for level in np.arange(44.0, 51.1, 1.0))
MEASURED = [kind for kind in KINDS if kind != "any"]
Curve = list[tuple[float, Tally]]


def table(tallies: dict[Trial, Tally]) -> str:
    rows = [
        *(row(kind, curve) for kind in MEASURED if (curve := curve_of(tallies, kind))),
        *(limit_row(one) for one in (*LIMITS, *measured_limits(), *PEERS)),
    ]
    return "\n".join([steps(curve_of(tallies, "long")), "", HEADING, *rows, NOTE])


HEADING = f"{'C/N0 in dB-Hz for messages valid and right':44}  50 %   90 %   95 %  first field 95 %"
NOTE = "(…) less the power that the modulation index costs; FM audio: 12 kHz channel, no filters"


def curve_of(tallies: dict[Trial, Tally], kind: str) -> Curve:
    return sorted((trial.cn0_dbhz, tally) for trial, tally in tallies.items() if trial.kind == kind)


def steps(curve: Curve) -> str:
    lines = ["C/N0 dB-Hz  long bursts  valid and right   right  first field  wrong  false"]
    lines += [
        f"{level_dbhz:10.1f}  {tally.sent:11}  {tally.valid_and_right / tally.sent:15.1%}"
        f"  {tally.right / tally.sent:6.1%}  {tally.first_field_right / tally.sent:11.1%}"
        f"  {tally.wrong:5}  {tally.false:5}"
        for level_dbhz, tally in curve
    ]
    return "\n".join(lines)


def row(kind: str, curve: Curve) -> str:
    whole = [(level, tally.valid_and_right / tally.sent) for level, tally in curve]
    first = [(level, tally.first_field_right / tally.sent) for level, tally in curve]
    told = [told_dbhz(crossing_dbhz(whole, share)) for share in (0.5, 0.9, 0.95)]
    told.append(f"{told_dbhz(crossing_dbhz(first, 0.95)):>17}")
    allowance_db = KINDS[kind].allowance_db
    at_95_dbhz = crossing_dbhz(whole, 0.95)
    if at_95_dbhz is not None and abs(allowance_db) > 0.05:
        told.append(f"({at_95_dbhz - allowance_db:.1f})")
    return f"{f'beacon406, {kind}':42}" + "  ".join(told)


def measured_limits() -> list[Reached]:
    """What gate.py found, once it has been run."""
    gated = collected(GATE)
    return [caution_limit(gated)] if gated else []


def limit_row(one: Reached) -> str:
    levels = (one.half_dbhz, one.share_90_dbhz, one.share_95_dbhz)
    return f"{one.who:42}" + "  ".join(told_dbhz(level) for level in levels)


SENSITIVITY = Study(
    name="sensitivity",
    cases=tuple(
        Trial(kind, level_dbhz, BURSTS)
        for kind in MEASURED
        for level_dbhz in (AUDIO_LADDER_DBHZ if KINDS[kind].audio else LADDER_DBHZ)
    ),
    result=Tally,
    measure=tried,
    table=table,
    rounds=5,
)

if __name__ == "__main__":
    main(SENSITIVITY)
