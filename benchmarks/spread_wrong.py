"""How often is a wrong second-generation message given out as valid? By C/N0.

From despread bits on: their sums in white noise, on a carrier that is off and drifts as far as the
standard allows. So tens of thousands can be tried where the whole receiver manages hundreds.

python benchmarks/spread_wrong.py [--quick] [--rounds 4]
"""

from math import exp

import msgspec
import numpy as np
from spread_trials import random_message
from study import Study, main, total
from wrong_messages import upper_bound

from decoder.arrays import Samples
from decoder.soft_decision import Decided
from decoder.spread.decision import decide
from decoder.spread.despreading import BITS
from decoder.spread.prn import Mode
from decoder.spread.receiver import ODDS_OF_NO_BURST
from decoder.spread.tracking import PREAMBLE_BITS, track

BURSTS = 500
LADDER_DBHZ = (24.0, 25.0, 25.5, 26.0, 26.5, 27.0, 27.5, 28.0, 29.0, 30.0, 34.0, 45.0)
BIT_S = 1 / 150
BIT_RATE_BPS = 300.0
OFFSET_HZ = 2.0
DRIFT_HZ_PER_S = 18.0
SCORE_AT_26_DBHZ = 50.0
"""Of the preamble: decoder/spread/acquisition.py."""


class Level(msgspec.Struct, frozen=True):
    cn0_dbhz: float


class Outcome(msgspec.Struct, frozen=True):
    """wrong: valid and wrong; expected: how many of the valid ones the decoder itself doubts."""

    sent: int
    valid_and_right: int
    wrong: int
    expected: float


def tried(level: Level, seed: int) -> Outcome:
    random = np.random.default_rng((seed, round(10 * level.cn0_dbhz)))
    odds = min(1.0, ODDS_OF_NO_BURST * exp(-SCORE_AT_26_DBHZ * 10 ** (level.cn0_dbhz / 10 - 2.6)))
    right = wrong = 0
    expected = 0.0
    for _ in range(BURSTS):
        sent = random_message(random)
        mode = Mode.SELF_TEST if random.random() < 0.2 else Mode.NORMAL
        llr = track(sums(random, sent, level.cn0_dbhz)).llr
        decided = decide(llr, mode, odds_of_no_beacon=odds)
        if isinstance(decided, Decided) and decided.message.valid:
            is_right = f"{int(decided.message.hex, 16):0252b}"[2:] == sent
            right, wrong = right + is_right, wrong + (not is_right)
            expected += decided.wrong_probability
    return Outcome(BURSTS, right, wrong, expected)


def sums(random: np.random.Generator, bits: str, cn0_dbhz: float) -> Samples:
    """What despreading gives of a burst. (2, BITS)"""
    signs = np.ones((2, BITS))
    signs[:, PREAMBLE_BITS:] = 1 - 2 * np.array([*map(int, bits)]).reshape(-1, 2).T
    times_s = BIT_S * np.arange(BITS)
    offset_hz = random.uniform(-OFFSET_HZ, OFFSET_HZ)
    drift_hz_per_s = random.uniform(-DRIFT_HZ_PER_S, DRIFT_HZ_PER_S)
    turns = random.random() + offset_hz * times_s + drift_hz_per_s * times_s**2 / 2
    noise = random.standard_normal((2, 2, BITS)) * np.sqrt(BIT_RATE_BPS / 10 ** (cn0_dbhz / 10) / 2)
    sent = signs * np.array([[1], [1j]]) * np.exp(2j * np.pi * turns)
    heard: Samples = (sent + noise[0] + 1j * noise[1]).astype(np.complex64)
    return heard


def table(outcomes: dict[Level, Outcome]) -> str:
    lines = ["C/N0 dB-Hz   bursts  valid and right  wrong  expected  95 % bound in 10 000 bursts"]
    lines += [row(f"{level.cn0_dbhz:10.1f}", outcome) for level, outcome in outcomes.items()]
    return "\n".join([*lines, row(f"{'all':>10}", total(outcomes.values()))])


def row(name: str, outcome: Outcome) -> str:
    return (
        f"{name}  {outcome.sent:7}  {outcome.valid_and_right / outcome.sent:15.1%}"
        f"  {outcome.wrong:5}  {outcome.expected:8.2f}"
        f"  {1e4 * upper_bound(outcome.wrong) / outcome.sent:26.1f}"
    )


SPREAD_WRONG = Study(
    name="second generation, wrong messages",
    cases=tuple(Level(cn0_dbhz) for cn0_dbhz in LADDER_DBHZ),
    result=Outcome,
    measure=tried,
    table=table,
)

if __name__ == "__main__":
    main(SPREAD_WRONG)
