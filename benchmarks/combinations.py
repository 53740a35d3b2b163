"""How much fainter may a beacon be that is heard again and again? By C/N0 and number of bursts.

Beacons side by side over the band, each sending one message every 47.5 to 52.5 s, the carrier up to
1 Hz away from where it was. A beacon counts from the burst with which it was first valid and right.

python benchmarks/combinations.py [--quick] [--rounds 3]
"""

from itertools import accumulate

import msgspec
import numpy as np
from study import Study, main
from thresholds import Curve, crossing_dbhz, told_dbhz
from trials import (
    EDGE_HZ,
    KINDS,
    NOISE_RMS,
    fits,
    is_right,
    is_wrong,
    random_burst,
    received,
    recorded,
)

from decoder.simulation.scene import Scene
from decoder.simulation.waveform import FgbBurst

BEACONS = 20
BURSTS = 4
RATE_HZ = 125e3
SPREAD_HZ = 500.0
PERIOD_S = (47.5, 52.5)
LEVELS_DBHZ = (23.0, 24.0, 25.0, 26.0, 27.0, 28.0, 29.0, 30.0)


class Crowd(msgspec.Struct, frozen=True):
    cn0_dbhz: float
    beacons: int


class Recognised(msgspec.Struct, frozen=True):
    """Beacons that were read by their first, second... burst, and what else was heard."""

    beacons: int
    by_burst: tuple[int, ...]
    wrong: int
    false: int


def recognised(crowd: Crowd, seed: int) -> Recognised:
    random = np.random.default_rng((seed, round(10 * crowd.cn0_dbhz)))
    middles_hz = np.linspace(-EDGE_HZ, EDGE_HZ, crowd.beacons)
    beacons = [repeated(random, crowd.cn0_dbhz, float(middle)) for middle in middles_hz]
    sent = [burst for bursts in beacons for burst in bursts]
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=max(burst.start_s for burst in sent) + 1.5,
        bursts=sent,
        noise_rms=NOISE_RMS,
        seed=seed,
    )
    heard = received(recorded(scene))
    pairs = [(burst, one) for burst in sent for one in heard if fits(burst, one)]
    read = {id(b) for b, one in pairs if one.message.valid and is_right(b.bits, one.message)}
    firsts = [
        next((place for place, burst in enumerate(bursts) if id(burst) in read), BURSTS)
        for bursts in beacons
    ]
    return Recognised(
        beacons=len(beacons),
        by_burst=tuple(accumulate(firsts.count(place) for place in range(BURSTS))),
        wrong=sum(one.message.valid and is_wrong(b.bits, one.message) for b, one in pairs),
        false=len(heard) - len(pairs),
    )


def repeated(random: np.random.Generator, cn0_dbhz: float, middle_hz: float) -> list[FgbBurst]:
    first = random_burst(random, KINDS["long"], 0, cn0_dbhz)
    offset_hz = middle_hz + random.uniform(-SPREAD_HZ, SPREAD_HZ)
    gaps_s = random.uniform(*PERIOD_S, BURSTS - 1)
    starts_s = random.uniform(0.5, 45.0) + np.concatenate(([0.0], np.cumsum(gaps_s)))
    return [
        msgspec.structs.replace(
            first,
            start_s=float(start_s),
            offset_hz=offset_hz + random.uniform(-1, 1),
            phase_rad=random.uniform(0, 2 * np.pi),
        )
        for start_s in starts_s
    ]


def table(results: dict[Crowd, Recognised]) -> str:
    lines = ["C/N0 dB-Hz  beacons  valid and right by burst 1      2      3      4  wrong  false"]
    for crowd, result in results.items():
        shares = "".join(f"{number / result.beacons:7.0%}" for number in result.by_burst)
        lines.append(
            f"{crowd.cn0_dbhz:10.1f}  {result.beacons:7}  {'':18}{shares}"
            f"  {result.wrong:5}  {result.false:5}"
        )
    for share in (0.5, 0.95):
        curves = (curve(results, place) for place in range(BURSTS))
        levels = "".join(f"  {told_dbhz(crossing_dbhz(points, share))}" for points in curves)
        lines.append(f"{f'{share:.0%} at, dB-Hz':39}{levels}")
    return "\n".join(lines)


def curve(results: dict[Crowd, Recognised], place: int) -> Curve:
    """Share of the beacons that were read by one of their bursts, over C/N0."""
    return [
        (crowd.cn0_dbhz, result.by_burst[place] / result.beacons)
        for crowd, result in results.items()
    ]


COMBINATIONS = Study(
    name="combinations",
    cases=tuple(Crowd(cn0_dbhz, BEACONS) for cn0_dbhz in LEVELS_DBHZ),
    result=Recognised,
    measure=recognised,
    table=table,
    rounds=3,
)

if __name__ == "__main__":
    main(COMBINATIONS)
