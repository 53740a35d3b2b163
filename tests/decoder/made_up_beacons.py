"""Beacons that do not exist, for the tests of messages."""

from typing import Any

import msgspec
import numpy as np

from decoder.message import Message
from decoder.t001 import AnyFields, decode_hard, encode_message
from decoder.t001.eltdt import EltDt, EltDtOffsets
from decoder.t001.identities import AircraftAddress, Mmsi
from decoder.t001.maritime import MaritimeUser
from decoder.t001.rls import RlsLocation, RlsNumber, RlsOffsets
from decoder.t001.standard_location import StandardLocation, StandardOffsets
from decoder.t001.user import NoEmergencyCode

HERE = (60.0, 10.0)
BY_HAND = NoEmergencyCode(automatic_activation=False)
EPIRB = StandardLocation(
    country=201,
    coding="EPIRB, MMSI",
    identification=Mmsi(123456, 1),
    second_field=StandardOffsets(homing_121_5_mhz=True),
)
SHIP = MaritimeUser(country=201, ship="123456", second_field=BY_HAND)
ELT = EltDtOffsets(activation="manual", altitude="not available", freshness="up to 2 s")
AIRCRAFT = EltDt(
    country=201,
    identity_type="aircraft address",
    identification=AircraftAddress("123ABC"),
    second_field=ELT,
)
RLS = RlsLocation(
    country=201,
    identification=RlsNumber(rls_type="PLB", truncated_number=42, serial_number=7),
    second_field=RlsOffsets(),
)
changed = msgspec.structs.replace


def received(fields: AnyFields, **options: Any) -> Message:
    return decode_hard(encode_message(fields, **options))


def located(fields: AnyFields, **options: Any) -> np.ndarray:
    return encode_message(fields, position=HERE, **options)


def of(fields: type, message: Message) -> Any:
    assert isinstance(message.fields, fields)
    return message.fields
