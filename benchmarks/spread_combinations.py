"""How much fainter may a second-generation beacon be that is heard again and again?

Beacons that send every 30 s, the carrier up to 1 Hz away from where it was. Those that lie still
only count the minutes since their last location; those that move have another place and height in
every burst. A beacon counts from the burst with which it was first valid and right.

python benchmarks/spread_combinations.py [--quick] [--rounds 3]
"""

from itertools import accumulate
from zlib import crc32

import msgspec
import numpy as np
from spread_trials import AFTER_S, CARRIER_REACH_HZ, is_of
from study import Study, main
from thresholds import Curve, crossing_dbhz, told_dbhz
from trials import NOISE_RMS, received, recorded

from decoder.simulation.scene import Scene
from decoder.simulation.spread import SgbBurst
from decoder.t001.frame import to_text
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.location import Location
from decoder.t018.objective import Objective
from decoder.t018.ships import Mmsi

BEACONS = 16
BURSTS = 4
PERIOD_S = 30.0
SPACING_S = PERIOD_S / BEACONS
RATE_HZ = 125e3
STILL, MOVING = "still", "moving"
LEVELS_DBHZ = (23.0, 24.0, 25.0, 26.0, 27.0)
STEP_DEG = 3e-4


class Fleet(msgspec.Struct, frozen=True):
    kind: str
    cn0_dbhz: float
    beacons: int


class Recognised(msgspec.Struct, frozen=True):
    """Beacons that were read by their first, second... burst; valid messages that nobody sent."""

    beacons: int
    by_burst: tuple[int, ...]
    wrong: int


def recognised(fleet: Fleet, seed: int) -> Recognised:
    random = np.random.default_rng((seed, crc32(msgspec.json.encode(fleet))))
    beacons = [repeated(random, fleet, 0.5 + SPACING_S * place) for place in range(fleet.beacons)]
    sent = [burst for bursts in beacons for burst in bursts]
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=max(burst.start_s for burst in sent) + AFTER_S,
        bursts=sent,
        noise_rms=NOISE_RMS,
        seed=int(random.integers(2**32)),
    )
    heard = [one for one in received(recorded(scene)) if one.message.valid]
    read = {id(burst) for burst in sent for one in heard if is_of(burst, one)}
    firsts = [
        next((place for place, burst in enumerate(bursts) if id(burst) in read), BURSTS)
        for bursts in beacons
    ]
    return Recognised(
        beacons=len(beacons),
        by_burst=tuple(accumulate(firsts.count(place) for place in range(BURSTS))),
        wrong=sum(not any(is_of(burst, one) for burst in sent) for one in heard),
    )


def repeated(random: np.random.Generator, fleet: Fleet, first_s: float) -> list[SgbBurst]:
    offset_hz = random.uniform(-CARRIER_REACH_HZ, CARRIER_REACH_HZ)
    chip_rate_ppm = random.uniform(-16, 16)
    return [
        SgbBurst(
            bits=bits,
            start_s=first_s + PERIOD_S * place + random.uniform(0, 0.3),
            offset_hz=offset_hz + random.uniform(-1, 1),
            phase_rad=random.uniform(0, 2 * np.pi),
            cn0_dbhz=fleet.cn0_dbhz,
            chip_rate_ppm=chip_rate_ppm,
        )
        for place, bits in enumerate(messages(random, moving=fleet.kind == MOVING))
    ]


def messages(random: np.random.Generator, *, moving: bool) -> list[str]:
    lat, lon = random.uniform(-80, 80), random.uniform(-179, 179)
    begun_min = random.uniform(0, 60)
    fields = SecondGeneration(
        tac=int(random.integers(10000, 18000)),
        serial_number=int(random.integers(2**14)),
        country=201,
        test_protocol=True,
        location=Location(lat, lon),
        vessel=Mmsi(201_000_000 + int(random.integers(10**6))),
        beacon_type="EPIRB",
        rotating_field=Objective(hdop="1–2", gnss="3D"),
    )
    sent: list[str] = []
    for place in range(BURSTS):
        minutes = 0 if moving else int(begun_min + place * PERIOD_S / 60)
        height_m = 16 * int(random.integers(100)) if moving else None
        rotating = msgspec.structs.replace(
            fields.rotating_field, minutes_since_location=minutes, altitude_m=height_m
        )
        if moving:
            lat, lon = lat + STEP_DEG * random.normal(), lon + STEP_DEG * random.normal()
        now = msgspec.structs.replace(fields, location=Location(lat, lon), rotating_field=rotating)
        sent.append(to_text(encode_message(now)))
    return sent


def table(results: dict[Fleet, Recognised]) -> str:
    return "\n".join(line for kind in (STILL, MOVING) for line in rows(kind, results))


def rows(kind: str, results: dict[Fleet, Recognised]) -> list[str]:
    of_kind = {fleet: result for fleet, result in results.items() if fleet.kind == kind}
    lines = [f"{kind}: C/N0 dB-Hz  beacons  valid and right by burst 1      2      3      4  wrong"]
    for fleet, result in of_kind.items():
        shares = "".join(f"{number / result.beacons:7.0%}" for number in result.by_burst)
        lines.append(
            f"{fleet.cn0_dbhz:18.1f}  {result.beacons:7}  {'':18}{shares}  {result.wrong:5}"
        )
    for share in (0.5, 0.95):
        curves = (curve(of_kind, place) for place in range(BURSTS))
        levels = "".join(f"  {told_dbhz(crossing_dbhz(points, share))}" for points in curves)
        lines.append(f"{f'{share:.0%} at, dB-Hz':47}{levels}")
    return lines


def curve(results: dict[Fleet, Recognised], place: int) -> Curve:
    return [
        (fleet.cn0_dbhz, result.by_burst[place] / result.beacons)
        for fleet, result in results.items()
    ]


SPREAD_COMBINATIONS = Study(
    name="spread combinations",
    cases=tuple(
        Fleet(kind, level_dbhz, BEACONS) for kind in (STILL, MOVING) for level_dbhz in LEVELS_DBHZ
    ),
    result=Recognised,
    measure=recognised,
    table=table,
    rounds=3,
)

if __name__ == "__main__":
    main(SPREAD_COMBINATIONS)
