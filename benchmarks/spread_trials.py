"""Random second-generation bursts through the whole receiver, alone or with others over them.

Made-up test messages with a position and a vessel, about 406.05 MHz as C/S T.018 2.3.1 allows, of
both modes, in white noise, as a dongle's 8 bits hold them. Right is every one of the 250 bits.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from trials import NOISE_RMS, RATE_HZ, bits_of, fits, is_right, is_wrong, received, recorded
from trials import random_message as random_first_generation_message

from decoder.detection import Detection
from decoder.simulation.scene import Scene
from decoder.simulation.spread import SgbBurst
from decoder.simulation.waveform import FgbBurst
from decoder.t001.frame import to_text
from decoder.t018 import SecondGeneration, encode_message
from decoder.t018.location import Location
from decoder.t018.objective import Objective
from decoder.t018.ships import Mmsi

CARRIER_REACH_HZ = 1200.0
CHIP_RATE_REACH_PPM = 16.0
START_REACH_S = 0.05
FREQUENCY_REACH_HZ = 20.0
AFTER_S = 1.5
"""From the last burst's start to the scene's end."""


class SpreadTally(msgspec.Struct, frozen=True):
    """What became of the bursts of the second generation, of those of the first, and of nothing.

    wrong   valid messages of either generation that nobody sent
    false   detections where nothing was sent
    """

    sent: int
    valid_and_right: int
    right: int
    first_sent: int
    first_valid_and_right: int
    wrong: int
    false: int


def random_message(random: np.random.Generator) -> str:
    message = SecondGeneration(
        tac=int(random.integers(10000, 18000)),
        serial_number=int(random.integers(2**14)),
        country=201,
        test_protocol=True,
        homing=True,
        location=Location(random.uniform(-80, 80), random.uniform(-179, 179)),
        vessel=Mmsi(201_000_000 + int(random.integers(10**6))),
        beacon_type="EPIRB",
        rotating_field=Objective(
            hours_since_activation=int(random.integers(48)),
            minutes_since_location=int(random.integers(60)),
            hdop="1–2",
            gnss="3D",
        ),
    )
    return to_text(encode_message(message))


def random_burst(random: np.random.Generator, start_s: float, cn0_dbhz: float) -> SgbBurst:
    return SgbBurst(
        bits=random_message(random),
        self_test=bool(random.integers(2)),
        start_s=start_s,
        offset_hz=random.uniform(-CARRIER_REACH_HZ, CARRIER_REACH_HZ),
        phase_rad=random.uniform(0, 2 * np.pi),
        cn0_dbhz=cn0_dbhz,
        chip_rate_ppm=random.uniform(-CHIP_RATE_REACH_PPM, CHIP_RATE_REACH_PPM),
    )


def random_jammer(random: np.random.Generator, under: SgbBurst, stronger_db: float) -> FgbBurst:
    """A first-generation burst that begins while the other is on the air."""
    return FgbBurst(
        bits=random_first_generation_message(random),
        start_s=under.start_s + random.uniform(-0.3, 0.8),
        offset_hz=under.offset_hz + random.uniform(-10e3, 10e3),
        phase_rad=random.uniform(0, 2 * np.pi),
        cn0_dbhz=under.cn0_dbhz + stronger_db,
    )


def tallied(spread: Sequence[SgbBurst], others: Sequence[FgbBurst], seed: int) -> SpreadTally:
    sent = [*spread, *others]
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=max(burst.start_s for burst in sent) + AFTER_S,
        bursts=sent,
        noise_rms=NOISE_RMS,
        seed=seed,
    )
    heard = received(recorded(scene))
    second = [one for one in heard if one.message.generation == 2]
    first = [one for one in heard if one.message.generation == 1]
    right = [one for burst in spread for one in second if is_of(burst, one)]
    first_right = [
        one
        for burst in others
        for one in first
        if fits(burst, one) and is_right(burst.bits, one.message) and one.message.valid
    ]
    wrong = [one for one in second if one not in right]
    wrong += [one for one in first if all(is_wrong(burst.bits, one.message) for burst in others)]
    return SpreadTally(
        sent=len(spread),
        valid_and_right=sum(one.message.valid for one in right),
        right=len(right),
        first_sent=len(others),
        first_valid_and_right=len(first_right),
        wrong=sum(one.message.valid for one in wrong),
        false=sum(not any(is_at(burst, one) for burst in sent) for one in heard),
    )


def is_of(burst: SgbBurst, detection: Detection) -> bool:
    """All its bits, and the mode it was spread in; before them come two that tell the mode."""
    said = bits_of(detection.message)[2:] == burst.bits
    return said and detection.message.self_test == burst.self_test and is_at(burst, detection)


def is_at(burst: SgbBurst | FgbBurst, detection: Detection) -> bool:
    heard = detection.burst
    return (
        abs(heard.time_s - burst.start_s) < START_REACH_S
        and heard.offset_hz is not None
        and abs(heard.offset_hz - burst.offset_hz) < FREQUENCY_REACH_HZ
    )
