"""Return link service location protocol: C/S T.001 A3.3.7 and Figure A10."""

from typing import ClassVar

import msgspec

from decoder.fields import Field, Flag, OneOf, Part, Table, Unsigned, When
from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001.angles import AngleCodec, OffsetCodec
from decoder.t001.location import LocationFields, Offsets
from decoder.t001.structure import COUNTRY, HOMING_121_5_MHZ, POSITION_SOURCE, MmsiDigits
from decoder.t001.user import LONG

TYPES = {"00": "ELT", "01": "EPIRB", "10": "PLB", "11": "test"}
TYPES_WITH_MMSI = {"00": "first EPIRB", "01": "second EPIRB", "10": "PLB", "11": "test"}
SERIES = {"EPIRB": 1000, "ELT": 2000, "PLB": 3000, "test": 0}
TYPE_APPROVAL_TEST = 949


class RlsOffsets(Offsets, frozen=True, kw_only=True, tag="rls_offsets"):
    """Type-1 return link messages are automatic, type-2 messages are sent by hand."""

    source: str = "internal"
    homing_121_5_mhz: bool = False
    accepts_automatic: bool = True
    accepts_manual: bool = False
    received_automatic: bool = False
    received_manual: bool = False
    provider: str = "Galileo"


class RlsSupplement(msgspec.Struct, frozen=True, kw_only=True, tag="rls_supplement"):
    """Bits 107 to 112 alone, without error correction."""

    source: str = "internal"
    homing_121_5_mhz: bool = False
    accepts_automatic: bool = True
    accepts_manual: bool = False
    received_automatic: bool = False
    received_manual: bool = False


class RlsNumber(msgspec.Struct, frozen=True, kw_only=True, tag="rls_number"):
    """A type approval, or from 920 a national RLS number, without its series (1000, 2000, 3000)."""

    rls_type: str
    truncated_number: int
    serial_number: int

    @property
    def type_approval(self) -> int:
        return SERIES[self.rls_type] + self.truncated_number

    @property
    def beacon_type(self) -> str | None:
        return None if self.rls_type == "test" else self.rls_type

    def words(self, country: int) -> str:
        del country
        return f"RLS number {self.type_approval}, serial number {self.serial_number}"


class RlsMmsi(msgspec.Struct, frozen=True, kw_only=True, tag="rls_mmsi"):
    rls_type: str
    mmsi_digits: int

    @property
    def beacon_type(self) -> str | None:
        return None if self.rls_type == "test" else self.rls_type.split()[-1]

    def words(self, country: int) -> str:
        return f"MMSI {country:03d} {self.mmsi_digits:06d}, {self.rls_type}"


class RlsLocation(LocationFields, frozen=True, kw_only=True, tag="rls_location"):
    identification: RlsNumber | RlsMmsi
    second_field: RlsOffsets | RlsSupplement | None = None

    minute_step: ClassVar[int] = 30
    coarse_error_min: ClassVar[float] = 15

    @property
    def identity(self) -> str:
        return self.identification.words(self.country)

    @property
    def beacon_type(self) -> str | None:
        return self.identification.beacon_type

    @property
    def message_class(self) -> MessageClass:
        is_test = self.identification.rls_type == "test" or self.is_type_approval_test
        return MessageClass.TEST if is_test else MessageClass.DISTRESS

    @property
    def is_type_approval_test(self) -> bool:
        numbered = self.identification
        return isinstance(numbered, RlsNumber) and numbered.truncated_number == TYPE_APPROVAL_TEST

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """A3.3.7.2 b), footnote: a beacon accepts at least one kind of return link message."""
        found = [Reason.TEST_NUMBER] if self.is_type_approval_test else []
        second = self.second_field
        if second is not None and not (second.accepts_automatic or second.accepts_manual):
            found.append(Reason.RETURN_LINK_NOT_POSSIBLE)
        return tuple(found)


IDENTIFICATION = Part(
    "identification",
    Table(
        RlsMmsi,
        Field("rls_type", 41, 42, OneOf(TYPES_WITH_MMSI)),
        When(43, 46, "1111"),
        Field("mmsi_digits", 47, 66, MmsiDigits()),
        title="MMSI",
        section="A3.3.7.1",
    ),
    Table(
        RlsNumber,
        Field("rls_type", 41, 42, OneOf(TYPES)),
        Field("truncated_number", 43, 52, Unsigned(1, 949)),
        Field("serial_number", 53, 66, Unsigned(1, 16383)),
        title="Truncated type approval or national RLS number, and serial number",
        section="A3.3.7.1",
    ),
)
SUPPLEMENT = (
    Field("source", 107, 107, POSITION_SOURCE),
    Field("homing_121_5_mhz", 108, 108, HOMING_121_5_MHZ),
    Field("accepts_automatic", 109, 109, Flag("accepts type-1 (automatic) messages")),
    Field("accepts_manual", 110, 110, Flag("accepts type-2 (manual) messages")),
    Field("received_automatic", 111, 111, Flag("type-1 message received")),
    Field("received_manual", 112, 112, Flag("type-2 message received")),
)
PROVIDERS = {"01": "Galileo", "10": "GLONASS", "11": "BDS"}
RLS_LOCATION = Table(
    RlsLocation,
    When(26, 26, "0"),
    COUNTRY,
    When(37, 40, "1101"),
    IDENTIFICATION,
    Field("latitude", 67, 75, AngleCodec("NS", 30, default="0 11111111")),
    Field("longitude", 76, 85, AngleCodec("EW", 30, default="0 111111111")),
    Part(
        "second_field",
        Table(
            RlsOffsets,
            LONG,
            *SUPPLEMENT,
            Field("provider", 113, 114, OneOf(PROVIDERS)),
            Field("latitude_offset", 115, 123, OffsetCodec(15)),
            Field("longitude_offset", 124, 132, OffsetCodec(15)),
            title="Long message",
            section="A3.3.7.2",
        ),
        Table(
            RlsSupplement,
            *SUPPLEMENT,
            title="Bits 113 to 144 missing, or a short message",
            section="A3.3.2",
        ),
    ),
    title="RLS location protocol",
    section="A3.3.7",
)
