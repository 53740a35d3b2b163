"""National location protocols: C/S T.001 A3.3.6 and Figure A9."""

from typing import ClassVar

import msgspec

from decoder.fields import Bits, Field, Fixed, OneOf, Part, Table, Unsigned, When
from decoder.message import MessageClass
from decoder.t001.angles import AngleCodec, OffsetCodec
from decoder.t001.location import LocationFields, Offsets
from decoder.t001.structure import COUNTRY, HOMING_121_5_MHZ, POSITION_SOURCE
from decoder.t001.user import LONG

CODINGS = {"1000": "ELT", "1010": "EPIRB", "1011": "PLB", "1111": "test"}


class NationalOffsets(Offsets, frozen=True, kw_only=True, tag="national_offsets"):
    fixed_bits: str = "110"
    source: str = "internal"
    homing_121_5_mhz: bool = False
    national_use: str = "000000"


class NationalData(msgspec.Struct, frozen=True, kw_only=True, tag="national_data"):
    """Bit 110 is 0: the rest is for the administration, and no position."""

    data: str
    fixed_bits: str = "110"
    source: str = "internal"
    homing_121_5_mhz: bool = False


class NationalSupplement(msgspec.Struct, frozen=True, kw_only=True, tag="national_supplement"):
    """Bits 107 to 112 alone, without error correction."""

    fixed_bits: str = "110"
    additional_data: str = "position"
    source: str = "internal"
    homing_121_5_mhz: bool = False


class NationalLocation(LocationFields, frozen=True, kw_only=True, tag="national_location"):
    coding: str
    serial_number: int
    second_field: NationalOffsets | NationalData | NationalSupplement | None = None

    minute_step: ClassVar[int] = 2
    coarse_error_min: ClassVar[float] = 3
    """Offsets have room for 3', and older beacons use it: A3.3.1, footnote."""

    @property
    def identity(self) -> str:
        return f"national serial number {self.serial_number}"

    @property
    def beacon_type(self) -> str | None:
        return None if self.coding == "test" else self.coding

    @property
    def message_class(self) -> MessageClass:
        return MessageClass.TEST if self.coding == "test" else MessageClass.DISTRESS


FIXED_BITS = Field("fixed_bits", 107, 109, Fixed("110"))
SUPPLEMENT = (
    Field("source", 111, 111, POSITION_SOURCE),
    Field("homing_121_5_mhz", 112, 112, HOMING_121_5_MHZ),
)
NATIONAL_LOCATION = Table(
    NationalLocation,
    When(26, 26, "0"),
    COUNTRY,
    When(37, 40, *CODINGS),
    Field("coding", 37, 40, OneOf(CODINGS)),
    Field("serial_number", 41, 58, Unsigned()),
    Field("latitude", 59, 71, AngleCodec("NS", 2, default="0 1111111 00000")),
    Field("longitude", 72, 85, AngleCodec("EW", 2, default="0 11111111 00000")),
    Part(
        "second_field",
        Table(
            NationalOffsets,
            LONG,
            FIXED_BITS,
            When(110, 110, "1"),
            *SUPPLEMENT,
            Field("latitude_offset", 113, 119, OffsetCodec(3)),
            Field("longitude_offset", 120, 126, OffsetCodec(3)),
            Field("national_use", 127, 132, Bits()),
            title="Long message, position",
            section="A3.3.6.3",
        ),
        Table(
            NationalData,
            LONG,
            FIXED_BITS,
            When(110, 110, "0"),
            *SUPPLEMENT,
            Field("data", 113, 132, Bits()),
            title="Long message, national use",
            section="A3.3.6.3",
        ),
        Table(
            NationalSupplement,
            FIXED_BITS,
            Field("additional_data", 110, 110, OneOf({"0": "national use", "1": "position"})),
            *SUPPLEMENT,
            title="Bits 113 to 144 missing, or a withdrawn short message",
            section="A3.3.2",
        ),
    ),
    title="National location protocols",
    section="A3.3.6",
)
