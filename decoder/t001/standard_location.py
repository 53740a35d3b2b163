"""Standard location protocols: C/S T.001 A3.3.5 and Figure A8; ship security is one of them."""

from typing import ClassVar

import msgspec

from decoder.fields import Bits, Field, Fixed, Hexadecimal, OneOf, Part, Table, Unsigned, When
from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001.angles import AngleCodec, OffsetCodec
from decoder.t001.characters import SHORT_BAUDOT
from decoder.t001.identities import AircraftAddress, Mmsi, Opaque, Operator, TypeApproved
from decoder.t001.location import LocationFields, Offsets
from decoder.t001.structure import (
    COUNTRY,
    HOMING_121_5_MHZ,
    POSITION_SOURCE,
    TYPE_APPROVAL,
    MmsiDigits,
)
from decoder.t001.user import LONG

CODINGS = {
    "0010": "EPIRB, MMSI",
    "0011": "ELT, aircraft address",
    "0100": "ELT, serial number",
    "0101": "ELT, aircraft operator",
    "0110": "EPIRB, serial number",
    "0111": "PLB, serial number",
    "1100": "ship security, MMSI",
    "1110": "test",
}
SHIP_SECURITY = CODINGS["1100"]
TEST = CODINGS["1110"]


class StandardOffsets(Offsets, frozen=True, kw_only=True, tag="standard_offsets"):
    fixed_bits: str = "1101"
    source: str = "internal"
    homing_121_5_mhz: bool = False


class StandardSupplement(msgspec.Struct, frozen=True, kw_only=True, tag="standard_supplement"):
    """Bits 107 to 112 alone, without error correction."""

    fixed_bits: str = "1101"
    source: str = "internal"
    homing_121_5_mhz: bool = False


class ShipSecurityIdentity(msgspec.Struct, frozen=True, kw_only=True, tag="ship_security"):
    mmsi_digits: int
    fixed_bits: str = "0000"

    def words(self, country: int) -> str:
        return f"MMSI {country:03d} {self.mmsi_digits:06d}"


class StandardLocation(LocationFields, frozen=True, kw_only=True, tag="standard_location"):
    coding: str
    identification: Mmsi | AircraftAddress | TypeApproved | Operator | ShipSecurityIdentity | Opaque
    second_field: StandardOffsets | StandardSupplement | None = None

    minute_step: ClassVar[int] = 15
    coarse_error_min: ClassVar[float] = 30
    """Offsets have room for 30', and older beacons use it: A3.3.1, footnote."""

    @property
    def identity(self) -> str:
        return self.identification.words(self.country)

    @property
    def beacon_type(self) -> str | None:
        if self.coding == TEST:
            return None
        return "SSAS" if self.coding == SHIP_SECURITY else self.coding.split(",")[0]

    @property
    def message_class(self) -> MessageClass:
        if self.coding == TEST:
            return MessageClass.TEST
        if self.coding == SHIP_SECURITY:
            return MessageClass.SHIP_SECURITY
        return MessageClass.DISTRESS

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """A3.3.5.4 d): no 121.5 MHz transmitter with ship security."""
        if self.coding == SHIP_SECURITY and self.homing:
            return (Reason.HOMING_NOT_PERMITTED,)
        return ()


IDENTIFICATION = Part(
    "identification",
    Table(
        Mmsi,
        When(37, 40, "0010"),
        Field("mmsi_digits", 41, 60, MmsiDigits()),
        Field("beacon_number", 61, 64, Unsigned()),
        title="MMSI",
        section="A3.3.5.2 a)",
    ),
    Table(
        AircraftAddress,
        When(37, 40, "0011"),
        Field("aircraft_address", 41, 64, Hexadecimal()),
        title="Aircraft address",
        section="A3.3.5.2 b)",
    ),
    Table(
        TypeApproved,
        When(37, 40, "0100", "0110", "0111"),
        Field("type_approval", 41, 50, TYPE_APPROVAL),
        Field("serial_number", 51, 64, Unsigned(1, 16383)),
        title="Type approval and serial number",
        section="A3.3.5.2 c) i)",
    ),
    Table(
        Operator,
        When(37, 40, "0101"),
        Field("designator", 41, 55, SHORT_BAUDOT),
        Field("serial_number", 56, 64, Unsigned(1, 511)),
        title="Aircraft operator",
        section="A3.3.5.2 c) ii)",
    ),
    Table(
        ShipSecurityIdentity,
        When(37, 40, "1100"),
        Field("mmsi_digits", 41, 60, MmsiDigits()),
        Field("fixed_bits", 61, 64, Fixed("0000")),
        title="Ship security",
        section="A3.3.5.2 d)",
    ),
    Table(
        Opaque,
        When(37, 40, "1110"),
        Field("bits", 41, 64, Bits()),
        title="Test",
        section="A3.3.5.5",
    ),
)
SUPPLEMENT = (
    Field("fixed_bits", 107, 110, Fixed("1101")),
    Field("source", 111, 111, POSITION_SOURCE),
    Field("homing_121_5_mhz", 112, 112, HOMING_121_5_MHZ),
)
STANDARD_LOCATION = Table(
    StandardLocation,
    When(26, 26, "0"),
    COUNTRY,
    When(37, 40, *CODINGS),
    Field("coding", 37, 40, OneOf(CODINGS)),
    IDENTIFICATION,
    Field("latitude", 65, 74, AngleCodec("NS", 15, default="0 111111111")),
    Field("longitude", 75, 85, AngleCodec("EW", 15, default="0 1111111111")),
    Part(
        "second_field",
        Table(
            StandardOffsets,
            LONG,
            *SUPPLEMENT,
            Field("latitude_offset", 113, 122, OffsetCodec(30)),
            Field("longitude_offset", 123, 132, OffsetCodec(30)),
            title="Long message",
            section="A3.3.5.4",
        ),
        Table(
            StandardSupplement,
            *SUPPLEMENT,
            title="Bits 113 to 144 missing, or a withdrawn short message",
            section="A3.3.2",
        ),
    ),
    title="Standard location protocols",
    section="A3.3.5",
)
