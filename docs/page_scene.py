"""A night at the made-up station of the page's pictures: every class at once.

Nobody in it exists: MMSIs end in 000000, other identities are the highest that a field holds. Tests
and the calibration beacon are those of the shipped recordings.
"""

import math
from collections.abc import Iterator

import msgspec
import numpy as np

from alerts.event import Event, event_from_detection
from alerts.event_id import new_event_id
from decoder import t001, t018
from decoder.detection import Burst, Detection
from decoder.message import Message
from decoder.reasons import Reason
from decoder.t001.identities import AircraftAddress, Mmsi
from decoder.t018.cancellation import Cancellation
from decoder.t018.message import CANCELLED_SPARE_BITS
from decoder.t018.ships import CallSign
from recordings.location_beacons import COUNTRY, ELT_DT_IDENTITIES, MMSI_EPIRB, STANDARD_LOCATION
from recordings.replay import replay
from recordings.second_generation import EPIRB, PLB
from recordings.user_beacons import SERIAL

STATION = "hill"
MINUTE_S = 60.0
RECORDED = ("standard_location", "orbitography", "training_433", "second_generation")

Place = tuple[float, float]

TANKER = MMSI_EPIRB
TRAWLER = msgspec.structs.replace(MMSI_EPIRB, identification=Mmsi(0, 3))
YACHT = msgspec.structs.replace(MMSI_EPIRB, identification=Mmsi(0, 7))
HELICOPTER = msgspec.structs.replace(
    STANDARD_LOCATION[1].fields, identification=AircraftAddress("FFFFF0")
)
AIRLINER = ELT_DT_IDENTITIES[0].fields
COVERT = STANDARD_LOCATION[6].fields
UNLOCATED = SERIAL[1].fields
CLIMBER = PLB
CANCELLED = msgspec.structs.replace(
    EPIRB,
    test_protocol=False,
    vessel=CallSign("TEST"),
    spare_bits=CANCELLED_SPARE_BITS,
    rotating_field=Cancellation(),
)


class Story(msgspec.Struct, frozen=True):
    """A beacon that drifts so many degrees a burst."""

    fields: t001.AnyFields | t018.SecondGeneration
    minutes_ago: float
    bursts: int
    position: Place | None = None
    drift: Place = (0, 0)
    apart_s: float = 50.0


STORIES = (
    Story(TANKER, 71, 84, (47.42, -6.91), (-0.0011, 0.0007)),
    Story(YACHT, 34, 22, (43.71, -3.14), (0.0001, 0.0004)),
    Story(YACHT, 11, 1, (44.60, -3.30)),
    Story(TRAWLER, 96, 40, (48.93, -9.72), (0.0003, 0.0009)),
    Story(HELICOPTER, 6, 7, (46.02, 1.38)),
    Story(AIRLINER, 13, 28, (44.6, -12.4), (0.035, 0.06), 27),
    Story(COVERT, 19, 9, (44.92, -8.31), (0.0004, 0)),
    Story(UNLOCATED, 4, 3),
    Story(CANCELLED, 22, 4, (49.92, -3.41), apart_s=10),
    Story(CLIMBER, 2, 4, (42.687, -0.031), apart_s=30),
)


def scene(now_s: float) -> list[Event]:
    """All bursts up to now, in the order in which they came."""
    dice = np.random.default_rng(406)
    events = [
        *(event for story in STORIES for event in _told(story, now_s, dice)),
        *_doubtful(now_s - 27 * MINUTE_S),
        *_recorded(now_s - 45 * MINUTE_S),
    ]
    return sorted(events, key=lambda event: event.time or "")


def message_of(
    fields: t001.AnyFields | t018.SecondGeneration, position: Place | None = None
) -> Message:
    if isinstance(fields, t018.SecondGeneration):
        return t018.decode_hard(t018.encode_message(fields, position=position), self_test=False)
    return t001.decode_hard(t001.encode_message(fields, position=position))


def _told(story: Story, now_s: float, dice: np.random.Generator) -> Iterator[Event]:
    """Its carrier warms up, and its strength comes and goes."""
    carrier_hz = 406.028e6 + dice.uniform(-1500, 1500)
    strength_dbhz = dice.uniform(38, 46)
    for number in range(story.bursts):
        here = None
        if story.position is not None:
            (lat, lon), (north, east) = story.position, story.drift
            here = (lat + number * north, lon + number * east)
        yield _event(
            message_of(story.fields, here),
            utc_s=now_s - story.minutes_ago * MINUTE_S + number * story.apart_s,
            frequency_hz=carrier_hz - 90 * math.exp(-number / 8) + dice.normal(0, 2),
            cn0_dbhz=strength_dbhz + 3 * math.sin(number / 9) + dice.normal(0, 0.8),
        )


def _event(message: Message, *, utc_s: float, frequency_hz: float, cn0_dbhz: float) -> Event:
    burst = Burst(
        time_s=0.0,
        utc_s=utc_s,
        utc_uncertainty_s=0.02,
        frequency_hz=frequency_hz,
        offset_hz=None,
        drift_hz_per_s=None,
        cn0_dbhz=cn0_dbhz,
        modulation_index_rad=1.1,
        bit_rate_bps=400.0,
        phase_error_rad=None,
    )
    return event_from_detection(
        Detection(burst, message, 1e-9), station=STATION, event_id=new_event_id()
    )


def _doubtful(utc_s: float) -> Iterator[Event]:
    fields = msgspec.structs.replace(HELICOPTER, country=COUNTRY + 1)
    message = msgspec.structs.replace(
        message_of(fields, (49.1, -12.2)),
        corrected_bits=(None, 2),
        valid=False,
        reasons=(Reason.FIRST_FIELD_UNDECODABLE,),
    )
    yield _event(message, utc_s=utc_s, frequency_hz=406.0271e6, cn0_dbhz=28.4)


def _recorded(start_s: float) -> Iterator[Event]:
    """Some of the shipped recordings, as if they were heard now."""
    for name in RECORDED:
        for detection in replay(name):
            burst = msgspec.structs.replace(detection.burst, utc_s=start_s)
            yield event_from_detection(
                Detection(burst, detection.message, detection.wrong_probability),
                station=STATION,
                event_id=new_event_id(),
            )
            start_s += 40
