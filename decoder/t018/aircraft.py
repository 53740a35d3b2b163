"""What names an aircraft: vessel ID types 011, 100 and 101 of C/S T.018 Table 3.1."""

import msgspec

from decoder.fields import Field, Fixed, Hexadecimal, Table, Unsigned, When
from decoder.t001.characters import BAUDOT, SHORT_BAUDOT, readable

NO_DESIGNATOR = "ZGA"
"""Of an operator to whom ICAO (document 8585) has given no three letters."""


class Registration(msgspec.Struct, frozen=True, tag="registration"):
    """The tail number."""

    registration: str
    spare_bits: str = "00"

    @property
    def words(self) -> str:
        return f"aircraft {readable(self.registration) or 'unknown'}"


class AircraftAddress(msgspec.Struct, frozen=True, tag="aircraft_address"):
    """The 24-bit address that ICAO gives an aircraft, as its transponder sends it."""

    aircraft_address: str

    @property
    def words(self) -> str:
        return f"aircraft address {self.aircraft_address}"


class OperatedAircraft(msgspec.Struct, frozen=True, tag="operated_aircraft"):
    """The same with the operator's three letters, as an ELT(DT) should send it."""

    aircraft_address: str
    designator: str = NO_DESIGNATOR
    spare_bits: str = "00000"

    @property
    def words(self) -> str:
        address = f"aircraft address {self.aircraft_address}"
        known = self.designator != NO_DESIGNATOR
        return f"{address}, operator {readable(self.designator)}" if known else address


class Operator(msgspec.Struct, frozen=True, tag="operator"):
    """An operator's three letters and its own number for the aircraft."""

    designator: str
    operator_serial_number: int
    spare_bits: str = "1" * 17

    @property
    def words(self) -> str:
        return f"operator {readable(self.designator)}, aircraft {self.operator_serial_number}"


REGISTRATION = Table(
    Registration,
    When(91, 93, "011"),
    Field("registration", 94, 135, BAUDOT),
    Field("spare_bits", 136, 137, Fixed("00")),
    title="Aircraft registration marking",
    section="Table 3.1",
)
AIRCRAFT_ADDRESS = Table(
    AircraftAddress,
    When(91, 93, "100"),
    Field("aircraft_address", 94, 117, Hexadecimal()),
    When(118, 137, "0" * 20),
    title="24-bit aircraft address",
    section="Table 3.1",
)
OPERATED_AIRCRAFT = Table(
    OperatedAircraft,
    When(91, 93, "100"),
    Field("aircraft_address", 94, 117, Hexadecimal()),
    Field("designator", 118, 132, SHORT_BAUDOT),
    Field("spare_bits", 133, 137, Fixed("00000")),
    title="24-bit aircraft address and operator",
    section="Table 3.1",
)
OPERATOR = Table(
    Operator,
    When(91, 93, "101"),
    Field("designator", 94, 108, SHORT_BAUDOT),
    Field("operator_serial_number", 109, 120, Unsigned(1, 4095)),
    Field("spare_bits", 121, 137, Fixed("1" * 17)),
    title="Aircraft operator and serial number",
    section="Table 3.1",
)
