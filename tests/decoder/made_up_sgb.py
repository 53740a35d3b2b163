"""Second-generation beacons that do not exist, for the tests of messages."""

from typing import Any

import msgspec
import numpy as np

from decoder.message import FieldTrust, Message
from decoder.t018 import SecondGeneration, decode, encode_message
from decoder.t018.cancellation import Cancellation
from decoder.t018.in_flight import InFlight
from decoder.t018.location import Location
from decoder.t018.message import CANCELLED_SPARE_BITS
from decoder.t018.objective import Objective
from decoder.t018.ships import Mmsi

PLACE = Location(60.5, -10.25)
SHIP = SecondGeneration(
    tac=10001,
    serial_number=406,
    country=201,
    homing=True,
    location=PLACE,
    vessel=Mmsi(201123456),
    beacon_type="EPIRB",
    rotating_field=Objective(minutes_since_location=3, hdop="1–2", gnss="3D"),
)
changed = msgspec.structs.replace
AIRCRAFT = changed(
    SHIP, beacon_type="ELT(DT)", rotating_field=InFlight(location_utc_s=3600, altitude_m=10000)
)
CANCELLED = changed(SHIP, spare_bits=CANCELLED_SPARE_BITS, rotating_field=Cancellation())


def heard(fields: SecondGeneration, **options: Any) -> Message:
    """As a receiver passes it on."""
    known = {"self_test": False, "corrected_bits": 0, "trust": FieldTrust.TRUSTED, **options}
    return decode(encode_message(fields), **known)


def digits(bits: np.ndarray, *, before: str = "", after: str = "") -> str:
    """Hexadecimal, with bits put before or after."""
    text = before + "".join(map(str, bits)) + after
    return f"{int(text, 2):0{len(text) // 4}X}"
