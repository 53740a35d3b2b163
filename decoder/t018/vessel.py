"""Vessel ID, the name of the ship or aircraft: C/S T.018 Table 3.1, bits 91 to 137."""

import msgspec

from decoder.fields import Bits, Field, Hexadecimal, Part, Table, When
from decoder.t018.aircraft import (
    AIRCRAFT_ADDRESS,
    OPERATED_AIRCRAFT,
    OPERATOR,
    REGISTRATION,
    AircraftAddress,
    OperatedAircraft,
    Operator,
    Registration,
)
from decoder.t018.codecs import NationalBits, SpareCode
from decoder.t018.ships import CALL_SIGN, MMSI, CallSign, Mmsi


class NoVessel(msgspec.Struct, frozen=True, tag="no_vessel"):
    national_use: str = "0" * 44

    @property
    def words(self) -> str:
        return ""


class SpareVessel(msgspec.Struct, frozen=True, tag="spare_vessel"):
    vessel_type: str = "spare 110"
    data: str = "0" * 44

    @property
    def words(self) -> str:
        return ""


class SystemTesting(msgspec.Struct, frozen=True, tag="system_testing"):
    """Only with the test protocol flag."""

    data: str = "0" * 11

    @property
    def words(self) -> str:
        return f"system test {self.data}"


Vessel = (
    NoVessel
    | Mmsi
    | CallSign
    | Registration
    | AircraftAddress
    | OperatedAircraft
    | Operator
    | SpareVessel
    | SystemTesting
)
VESSEL = Part(
    "vessel",
    Table(
        NoVessel,
        When(91, 93, "000"),
        Field("national_use", 94, 137, NationalBits()),
        title="No ship or aircraft",
        section="Table 3.1",
    ),
    MMSI,
    CALL_SIGN,
    REGISTRATION,
    AIRCRAFT_ADDRESS,
    OPERATED_AIRCRAFT,
    OPERATOR,
    Table(
        SpareVessel,
        When(91, 93, "110"),
        Field("vessel_type", 91, 93, SpareCode()),
        Field("data", 94, 137, Bits()),
        title="Spare",
        section="Table 3.1",
    ),
    Table(
        SystemTesting,
        When(91, 93, "111"),
        Field("data", 94, 137, Hexadecimal()),
        title="System testing",
        section="Table 3.1",
    ),
)
