"""What a receiver should find in a recording, from what was put into it and nothing else.

The hexadecimal digits come from the encoder of messages, times and frequencies from the plan, and
a position is the one that the plan gave to the encoder.
"""

import msgspec

from decoder.message import MessageClass
from decoder.t001 import AnyFields, encode_message
from decoder.t001.frame import to_text
from decoder.t001.location import LocationFields
from decoder.t018 import SecondGeneration
from decoder.t018 import encode_message as encode_second_generation
from decoder.t018.hex_id import hex_id
from recordings.plan import AnyTransmission, Plan
from recordings.second_generation import SgbTransmission

BAND_HZ = (406.0e6 - 20e3, 406.1e6 + 20e3)
"""With the 50 ppm by which a receiver may be off: in doubt it is no exercise."""


class ExpectedPosition(msgspec.Struct, frozen=True):
    """Degrees, north and east positive."""

    lat: float
    lon: float


class ExpectedDetection(msgspec.Struct, frozen=True, rename={"alert_class": "class"}):
    """One burst, under the keys of `beacon406 replay --json`; frequency_hz is None for audio."""

    time_s: float
    frequency_hz: float | None
    hex: str
    beacon_id: str
    alert_class: MessageClass
    self_test: bool
    protocol: str
    country: int
    position: ExpectedPosition | None
    valid: bool


def expected_detections(plan: Plan) -> list[ExpectedDetection]:
    """In order of time."""
    return sorted(
        (_expected(plan, transmission) for transmission in plan.whole),
        key=lambda expected: expected.time_s,
    )


def _expected(plan: Plan, transmission: AnyTransmission) -> ExpectedDetection:
    fields, position = transmission.fields, transmission.position
    frequency_hz = plan.center_hz + transmission.offset_hz
    return ExpectedDetection(
        time_s=transmission.start_s,
        frequency_hz=frequency_hz if plan.audio is None else None,
        hex=hex_digits(transmission),
        beacon_id=beacon_id(fields),
        alert_class=_alert_class(transmission, frequency_hz),
        self_test=transmission.self_test,
        protocol=str(fields.__struct_config__.tag),
        country=fields.country,
        position=None if position is None else ExpectedPosition(*position),
        valid=True,
    )


def hex_digits(transmission: AnyTransmission) -> str:
    """As transmitted; two bits before those of the second generation: C/S T.018 Appendix E."""
    bits = transmission.bits
    if isinstance(transmission, SgbTransmission):
        bits = ("10" if transmission.self_test else "00") + bits
    return f"{int(bits, 2):0{len(bits) // 4}X}"


def beacon_id(fields: AnyFields | SecondGeneration) -> str:
    """15 Hex ID, C/S T.001 section 3.3: bits 26 to 85 of the message without a position.

    23 Hex ID of the second generation, in which a position has no part.
    """
    if isinstance(fields, SecondGeneration):
        return hex_id(to_text(encode_second_generation(fields)))
    if isinstance(fields, LocationFields):
        fields = msgspec.structs.replace(fields, latitude=None, longitude=None)
    return f"{int(to_text(encode_message(fields))[25:85], 2):015X}"


def _alert_class(transmission: AnyTransmission, frequency_hz: float) -> MessageClass:
    if not BAND_HZ[0] <= frequency_hz <= BAND_HZ[1]:
        return MessageClass.EXERCISE
    if transmission.self_test:
        return MessageClass.SELF_TEST
    return transmission.fields.message_class
