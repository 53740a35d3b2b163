"""Are two bursts that overlap both decoded? By how far apart they are in frequency and level.

The weaker one has 40 dB-Hz and begins 0.2 s after the stronger one.

python benchmarks/collisions.py [--quick] [--rounds 2]
"""

import msgspec
import numpy as np
from study import Study, main
from trials import RATE_HZ, fits, is_right, is_wrong, random_message, received, recorded

from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst

PAIRS = 10
SPACING_S = 1.4
WEAKER_DBHZ = 40.0
SEPARATIONS_HZ = (0.0, 30.0, 200.0, 500.0, 1000.0)
DIFFERENCES_DB = (0.0, 6.0, 10.0, 20.0)
SAME_START_S = 0.01


class Collision(msgspec.Struct, frozen=True):
    separation_hz: float
    difference_db: float


class Pairs(msgspec.Struct, frozen=True):
    """How many collided, and how many of the stronger, the weaker, and both were valid, right."""

    collided: int
    stronger: int
    weaker: int
    both: int
    wrong: int


def collided(case: Collision, seed: int) -> Pairs:
    random = np.random.default_rng(seed)
    pairs = [pair(random, case, SPACING_S * number) for number in range(PAIRS)]
    sent = [burst for both in pairs for burst in both]
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=SPACING_S * PAIRS + 1.0,
        bursts=sent,
        noise_rms=0.04,
        seed=seed,
    )
    heard = received(recorded(scene))
    right = {
        burst.bits
        for burst in sent
        for one in heard
        if one.message.valid
        and is_right(burst.bits, one.message)
        and abs(one.burst.time_s - burst.start_s) < SAME_START_S
    }
    wrong = [
        one
        for one in heard
        if one.message.valid
        and all(is_wrong(burst.bits, one.message) for burst in sent if fits(burst, one))
    ]
    stronger = [strong.bits in right for strong, _ in pairs]
    weaker = [weak.bits in right for _, weak in pairs]
    both = [first and second for first, second in zip(stronger, weaker, strict=True)]
    return Pairs(PAIRS, sum(stronger), sum(weaker), sum(both), len(wrong))


def pair(random: np.random.Generator, case: Collision, at_s: float) -> tuple[FgbBurst, FgbBurst]:
    offset_hz = random.uniform(-40e3, 40e3)
    start_s = 0.4 + at_s
    strong = FgbBurst(
        bits=random_message(random),
        start_s=start_s,
        offset_hz=offset_hz,
        cn0_dbhz=WEAKER_DBHZ + case.difference_db,
        phase_rad=random.uniform(0, 2 * np.pi),
        bit_rate_bps=random.uniform(398, 402),
    )
    weak = FgbBurst(
        bits=random_message(random),
        start_s=start_s + random.uniform(0.16, 0.24),
        offset_hz=offset_hz + case.separation_hz,
        cn0_dbhz=WEAKER_DBHZ,
        phase_rad=random.uniform(0, 2 * np.pi),
        bit_rate_bps=random.uniform(398, 402),
    )
    return strong, weak


def table(results: dict[Collision, Pairs]) -> str:
    pairs = max(result.collided for result in results.values())
    lines = [f"{'both (weaker) of ' + str(pairs):18}" + "".join(map(column, DIFFERENCES_DB))]
    for separation_hz in SEPARATIONS_HZ:
        found = [results.get(Collision(separation_hz, level)) for level in DIFFERENCES_DB]
        cells = ["-" if one is None else f"{one.both} ({one.weaker})" for one in found]
        lines.append(f"{separation_hz:15.0f} Hz" + "".join(f"{cell:>12}" for cell in cells))
    wrong = sum(result.wrong for result in results.values())
    return "\n".join([*lines, f"wrong messages given out as valid: {wrong}"])


def column(difference_db: float) -> str:
    return f"{difference_db:9.0f} dB"


COLLISIONS = Study(
    name="collisions",
    cases=tuple(Collision(hz, db) for hz in SEPARATIONS_HZ for db in DIFFERENCES_DB),
    result=Pairs,
    measure=collided,
    table=table,
    rounds=2,
)

if __name__ == "__main__":
    main(COLLISIONS)
