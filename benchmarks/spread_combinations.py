"""How much fainter may a second-generation beacon be that is heard again and again?

Beacons that send every 30 s, the carrier up to 1 Hz away from where it was. Those that lie still
only count the minutes since their last location; those that move have another place and height in
every burst. A beacon counts from the burst with which it was first valid and right: by the whole
receiver, or where every burst is found, and its soft bits are as good as they can be.

python benchmarks/spread_combinations.py [--quick] [--rounds 3]
"""

from itertools import accumulate
from math import inf
from zlib import crc32

import msgspec
import numpy as np
from spread_trials import AFTER_S, CARRIER_REACH_HZ, is_of
from study import Study, main
from thresholds import Curve, crossing_dbhz, told_dbhz
from trials import NOISE_RMS, received, recorded

from decoder.detection import Burst, Detection
from decoder.judge import Judge
from decoder.sighting import Heard, Sighting, SpreadSoftMessage
from decoder.simulation.scene import Scene
from decoder.simulation.spread import SgbBurst
from decoder.spread.decision import decide
from decoder.spread.receiver import BIT_RATE_BPS
from decoder.spread.tracking import MOST_LLR
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
RECEIVED, PERFECT = "whole receiver", "perfect soft bits"
LEVELS_DBHZ = {
    RECEIVED: (23.0, 24.0, 25.0, 26.0, 27.0, 28.0),
    PERFECT: (21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0),
}
STEP_DEG = 3e-4


class Fleet(msgspec.Struct, frozen=True):
    kind: str
    heard: str
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
    hear = as_received if fleet.heard == RECEIVED else as_well_as_can_be
    heard = [one for one in hear(sent, random) if one.message.valid]
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


def as_received(sent: list[SgbBurst], random: np.random.Generator) -> list[Detection]:
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=max(burst.start_s for burst in sent) + AFTER_S,
        bursts=sent,
        noise_rms=NOISE_RMS,
        seed=int(random.integers(2**32)),
    )
    return received(recorded(scene))


def as_well_as_can_be(sent: list[SgbBurst], random: np.random.Generator) -> list[Detection]:
    in_time = sorted(sent, key=lambda burst: burst.start_s)
    sightings = [sighting(burst, random) for burst in in_time]
    return Judge().feed(Heard(sightings, [], inf, inf))


def sighting(burst: SgbBurst, random: np.random.Generator) -> Sighting:
    """By one that knows its frequency, phase, chips and noise."""
    ec_n0 = 10 ** (burst.cn0_dbhz / 10) / BIT_RATE_BPS
    signs = np.array([1.0 if bit == "1" else -1.0 for bit in burst.bits])
    bits = signs + random.standard_normal(signs.size) / np.sqrt(2 * ec_n0)
    llr = (4 * ec_n0 * bits).clip(-MOST_LLR, MOST_LLR).astype(np.float32)
    measured = Burst(
        time_s=burst.start_s,
        utc_s=None,
        utc_uncertainty_s=None,
        frequency_hz=None,
        offset_hz=burst.offset_hz,
        drift_hz_per_s=0.0,
        cn0_dbhz=burst.cn0_dbhz,
        modulation_index_rad=None,
        bit_rate_bps=BIT_RATE_BPS,
        phase_error_rad=0.0,
    )
    return Sighting(
        burst=measured,
        decided=decide(llr, burst.mode, odds_of_no_beacon=1.0),
        power=1.0,
        rate_hz=RATE_HZ,
        soft=SpreadSoftMessage(llr, burst.mode, 1.0),
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
    studied = [(kind, heard) for heard in (RECEIVED, PERFECT) for kind in (STILL, MOVING)]
    return "\n".join(line for one in studied for line in rows(*one, results))


def rows(kind: str, heard: str, results: dict[Fleet, Recognised]) -> list[str]:
    of_kind = {
        fleet: result
        for fleet, result in results.items()
        if (fleet.kind, fleet.heard) == (kind, heard)
    }
    lines = [
        f"{kind}, {heard}",
        "C/N0 dB-Hz  beacons  valid and right by burst 1      2      3      4  wrong",
    ]
    for fleet, result in of_kind.items():
        shares = "".join(f"{number / result.beacons:7.0%}" for number in result.by_burst)
        lines.append(
            f"{fleet.cn0_dbhz:10.1f}  {result.beacons:7}  {'':18}{shares}  {result.wrong:5}"
        )
    for share in (0.5, 0.95):
        curves = (curve(of_kind, place) for place in range(BURSTS))
        levels = "".join(f"  {told_dbhz(crossing_dbhz(points, share))}" for points in curves)
        lines.append(f"{f'{share:.0%} at, dB-Hz':39}{levels}")
    return lines


def curve(results: dict[Fleet, Recognised], place: int) -> Curve:
    return [
        (fleet.cn0_dbhz, result.by_burst[place] / result.beacons)
        for fleet, result in results.items()
    ]


SPREAD_COMBINATIONS = Study(
    name="spread combinations",
    cases=tuple(
        Fleet(kind, heard, level_dbhz, BEACONS)
        for heard, levels_dbhz in LEVELS_DBHZ.items()
        for kind in (STILL, MOVING)
        for level_dbhz in levels_dbhz
    ),
    result=Recognised,
    measure=recognised,
    table=table,
    rounds=3,
)

if __name__ == "__main__":
    main(SPREAD_COMBINATIONS)
