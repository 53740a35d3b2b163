"""Serial user protocol: C/S T.001 A2.5.

With bit 43 set, bits 74 to 83 hold a type approval certificate number; otherwise the
administration decides about bits 64 to 83. The United States divide theirs as Annex B1 shows.
"""

import msgspec

from decoder.fields import Bits, Field, Flag, Hexadecimal, OneOf, Part, Table, Unsigned, When
from decoder.reasons import Reason
from decoder.t001.characters import BAUDOT, readable
from decoder.t001.structure import COUNTRY, TYPE_APPROVAL, Encoded
from decoder.t001.user import (
    AUXILIARY,
    MARITIME_EMERGENCY,
    NO_EMERGENCY_CODE,
    OTHER_EMERGENCY,
    USER_LOCATION,
    MaritimeEmergency,
    NoEmergencyCode,
    OtherEmergency,
    UserFields,
    UserLocation,
    encoded_in,
)

BEACON_TYPES = {
    "000": "ELT",
    "001": "ELT, aircraft operator",
    "010": "EPIRB, float-free",
    "011": "ELT, aircraft address",
    "100": "EPIRB, non-float-free",
    "110": "PLB",
}
SERIAL_TYPES = ("000", "010", "100", "110")
MARITIME_TYPES = ("010", "100")
USA = f"{366:010b}"


class _Serial(msgspec.Struct, frozen=True, kw_only=True):
    """What every kind of serial identification may have."""

    type_approval: int | None = None
    national_use: str | None = None

    def approval_words(self) -> str:
        return "" if self.type_approval is None else f", type approval {self.type_approval}"


class SerialNumber(_Serial, frozen=True, kw_only=True, tag="serial_number"):
    serial_number: int

    def words(self) -> str:
        return f"serial number {self.serial_number}"


class UsaSerialNumber(_Serial, frozen=True, kw_only=True, tag="usa_serial_number"):
    """Manufacturer and sequence are the two parts of the serial number of other countries."""

    manufacturer: int
    sequence_number: int
    model: int | None = None
    production_run: int | None = None

    @property
    def serial_number(self) -> int:
        return self.manufacturer << 12 | self.sequence_number

    def words(self) -> str:
        return f"manufacturer {self.manufacturer}, sequence number {self.sequence_number}"


class SerialAircraftAddress(_Serial, frozen=True, kw_only=True, tag="serial_aircraft_address"):
    aircraft_address: str
    elt_number: int = 0

    def words(self) -> str:
        return f"aircraft address {self.aircraft_address}, ELT {self.elt_number}"


class SerialOperator(_Serial, frozen=True, kw_only=True, tag="serial_operator"):
    designator: str
    serial_number: int

    def words(self) -> str:
        return f"operator {readable(self.designator)}, serial number {self.serial_number}"


class SerialSpare(_Serial, frozen=True, kw_only=True, tag="serial_spare"):
    """Beacon types 101 and 111."""

    bits: str

    def words(self) -> str:
        return f"bits {self.bits}"


class SerialUser(UserFields, frozen=True, kw_only=True, tag="serial_user"):
    serial_type: str
    has_type_approval: bool
    identification: (
        SerialNumber | UsaSerialNumber | SerialAircraftAddress | SerialOperator | SerialSpare
    )
    second_field: NoEmergencyCode | MaritimeEmergency | OtherEmergency | UserLocation | None = None

    @property
    def identity(self) -> str:
        return self.identification.words() + self.identification.approval_words()

    @property
    def beacon_type(self) -> str | None:
        kind = self.serial_type.split(",")[0]
        return None if isinstance(self.identification, SerialSpare) else kind

    @property
    def encoded(self) -> Encoded | None:
        return encoded_in(self.second_field)

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """Among them A2.9: a float-free beacon can always be activated automatically."""
        if isinstance(self.identification, SerialSpare):
            return (Reason.PROTOCOL_SPARE,)
        second = self.second_field
        if not isinstance(second, NoEmergencyCode | MaritimeEmergency):
            return ()
        by_hand = not second.automatic_activation
        float_free = self.serial_type == BEACON_TYPES["010"]
        return (Reason.ACTIVATION_CONTRADICTORY,) if by_hand and float_free else ()


CERTIFIED = (When(43, 43, "1"), Field("type_approval", 74, 83, TYPE_APPROVAL))
NATIONAL = When(43, 43, "0")
OF_USA = (
    When(27, 36, USA),
    When(40, 42, *SERIAL_TYPES),
    Field("manufacturer", 44, 51, Unsigned()),
    Field("sequence_number", 52, 63, Unsigned()),
)
OF_SERIAL = (When(40, 42, *SERIAL_TYPES), Field("serial_number", 44, 63, Unsigned()))
OF_AIRCRAFT = (
    When(40, 42, "011"),
    Field("aircraft_address", 44, 67, Hexadecimal()),
    Field("elt_number", 68, 73, Unsigned()),
)
OF_OPERATOR = (
    When(40, 42, "001"),
    Field("designator", 44, 61, BAUDOT),
    Field("serial_number", 62, 73, Unsigned(1, 4095)),
)

IDENTIFICATION = Part(
    "identification",
    Table(
        UsaSerialNumber,
        *OF_USA,
        Field("national_use", 64, 73, Bits()),
        *CERTIFIED,
        title="USA serial number with type approval",
        section="A2.5.1, B1",
    ),
    Table(
        UsaSerialNumber,
        *OF_USA,
        NATIONAL,
        Field("model", 64, 67, Unsigned()),
        Field("production_run", 68, 75, Unsigned()),
        Field("national_use", 76, 83, Bits()),
        title="USA serial number",
        section="A2.5.1, B1",
    ),
    Table(
        SerialNumber,
        *OF_SERIAL,
        Field("national_use", 64, 73, Bits()),
        *CERTIFIED,
        title="Serial number with type approval",
        section="A2.5.1",
    ),
    Table(
        SerialNumber,
        *OF_SERIAL,
        NATIONAL,
        Field("national_use", 64, 83, Bits()),
        title="Serial number",
        section="A2.5.1",
    ),
    Table(
        SerialAircraftAddress,
        *OF_AIRCRAFT,
        *CERTIFIED,
        title="Aircraft address with type approval",
        section="A2.5.2",
    ),
    Table(
        SerialAircraftAddress,
        *OF_AIRCRAFT,
        NATIONAL,
        Field("national_use", 74, 83, Bits()),
        title="Aircraft address",
        section="A2.5.2",
    ),
    Table(
        SerialOperator,
        *OF_OPERATOR,
        *CERTIFIED,
        title="Aircraft operator with type approval",
        section="A2.5.3",
    ),
    Table(
        SerialOperator,
        *OF_OPERATOR,
        NATIONAL,
        Field("national_use", 74, 83, Bits()),
        title="Aircraft operator",
        section="A2.5.3",
    ),
    Table(
        SerialSpare,
        When(40, 42, "101", "111"),
        Field("bits", 44, 83, Bits()),
        title="Spare type",
        section="Table A2-A",
    ),
)
SERIAL_USER = Table(
    SerialUser,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "011"),
    Field("serial_type", 40, 42, OneOf(BEACON_TYPES)),
    Field("has_type_approval", 43, 43, Flag("bits 74 to 83 hold a type approval number")),
    IDENTIFICATION,
    AUXILIARY,
    Part(
        "second_field",
        NO_EMERGENCY_CODE,
        MARITIME_EMERGENCY.only(When(40, 42, *MARITIME_TYPES)),
        OTHER_EMERGENCY,
        USER_LOCATION,
    ),
    title="Serial user protocol",
    section="A2.5",
)
