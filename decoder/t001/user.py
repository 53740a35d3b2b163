"""What the user protocols share: C/S T.001 A2.1 (auxiliary device), A2.9 (bits 107 to 112 of short
messages, protected by no code), and A3.3.4 (position in the second field of long messages)."""

import msgspec

from decoder.fields import Bits, Field, Fixed, Flag, OneOf, Part, Table, When
from decoder.reasons import Reason
from decoder.t001.angles import Angle, AngleCodec
from decoder.t001.structure import POSITION_SOURCE, Encoded, T001Fields, position_source

POSITION_ERROR_M = 5250
"""A3.3.4 rounds to 4', and 4.5.5.3 permits this much from the true position, rounding included."""

AUXILIARY = Field(
    "auxiliary_device",
    84,
    85,
    OneOf({"00": "none", "01": "121.5 MHz", "10": "9 GHz SART", "11": "other"}),
)
SPARE_82_83 = Field("spare_bits", 82, 83, Fixed("00"))

NATURE_OF_DISTRESS = {
    "0000": "unspecified distress",
    "0001": "fire or explosion",
    "0010": "flooding",
    "0011": "collision",
    "0100": "grounding",
    "0101": "listing, in danger of capsizing",
    "0110": "sinking",
    "0111": "disabled and adrift",
    "1000": "abandoning ship",
}
"""Table A4."""


class Unused(Bits):
    """Bits 109 to 112 when bit 107 says that no emergency code was entered: A2.9.3."""

    meaning = "national use"

    def doubt(self, bits: str) -> Reason | None:
        return Reason.EMERGENCY_CODE_UNFLAGGED if "1" in bits else None


class NoEmergencyCode(msgspec.Struct, frozen=True, tag="no_emergency_code"):
    automatic_activation: bool
    national_use: str = "0000"


class MaritimeEmergency(msgspec.Struct, frozen=True, tag="maritime_emergency"):
    automatic_activation: bool
    nature_of_distress: str


class OtherEmergency(msgspec.Struct, frozen=True, tag="other_emergency"):
    automatic_activation: bool
    fire: bool
    medical_help: bool
    disabled: bool
    spare_bit: str = "0"


class UserLocation(msgspec.Struct, frozen=True, tag="user_location"):
    source: str
    latitude: Angle | None = None
    longitude: Angle | None = None


SHORT = When(25, 25, "0")
LONG = When(25, 25, "1")
AUTOMATIC = Field(
    "automatic_activation", 108, 108, Flag("can be activated automatically as well as by hand")
)
NO_EMERGENCY_CODE = Table(
    NoEmergencyCode,
    SHORT,
    When(107, 107, "0"),
    AUTOMATIC,
    Field("national_use", 109, 112, Unused()),
    title="Short message, no emergency code",
    section="A2.9",
)
MARITIME_EMERGENCY = Table(
    MaritimeEmergency,
    SHORT,
    When(107, 107, "1"),
    AUTOMATIC,
    Field("nature_of_distress", 109, 112, OneOf(NATURE_OF_DISTRESS)),
    title="Short message, maritime emergency code",
    section="A2.9.1",
)
OTHER_EMERGENCY = Table(
    OtherEmergency,
    SHORT,
    When(107, 107, "1"),
    AUTOMATIC,
    Field("fire", 109, 109, Flag("fire")),
    Field("medical_help", 110, 110, Flag("medical help required")),
    Field("disabled", 111, 111, Flag("disabled")),
    Field("spare_bit", 112, 112, Fixed("0")),
    title="Short message, non-maritime emergency code",
    section="A2.9.2",
)
USER_LOCATION = Table(
    UserLocation,
    LONG,
    Field("source", 107, 107, POSITION_SOURCE),
    Field("latitude", 108, 119, AngleCodec("NS", 4, default="0 1111111 0000")),
    Field("longitude", 120, 132, AngleCodec("EW", 4, default="0 11111111 0000")),
    title="Long message, position",
    section="A3.3.4.3",
)

SecondFieldAtSea = NoEmergencyCode | MaritimeEmergency | UserLocation
SecondFieldElsewhere = NoEmergencyCode | OtherEmergency | UserLocation
AT_SEA = Part("second_field", NO_EMERGENCY_CODE, MARITIME_EMERGENCY, USER_LOCATION)
ELSEWHERE = Part("second_field", NO_EMERGENCY_CODE, OTHER_EMERGENCY, USER_LOCATION)


def encoded_in(second_field: msgspec.Struct | None) -> Encoded | None:
    """The position of a user-location message."""
    if not isinstance(second_field, UserLocation):
        return None
    return Encoded(
        coarse=(second_field.latitude, second_field.longitude),
        offsets=None,
        source=position_source(second_field.source),
        coarse_error_min=0,
        permitted_error_m=POSITION_ERROR_M,
        second_field_only=True,
    )


class UserFields(T001Fields, frozen=True, kw_only=True):
    """The user protocols that name an auxiliary device."""

    auxiliary_device: str = "none"

    @property
    def homing(self) -> str | None:
        return None if self.auxiliary_device == "none" else self.auxiliary_device
