"""All protocols of first-generation beacons, by protocol flag and code: C/S T.001 Table A2."""

from typing import Any

from decoder.fields import Table
from decoder.t001.angles import AngleCodec
from decoder.t001.aviation import AVIATION_USER, AviationUser
from decoder.t001.eltdt import ELTDT_LOCATION, EltDt
from decoder.t001.maritime import (
    MARITIME_USER,
    RADIO_CALL_SIGN_USER,
    MaritimeUser,
    RadioCallSignUser,
)
from decoder.t001.national_location import NATIONAL_LOCATION, NationalLocation
from decoder.t001.opaque_user import (
    NATIONAL_USER,
    SPARE_USER,
    TEST_USER,
    NationalUser,
    SpareUser,
    TestUser,
)
from decoder.t001.orbitography import ORBITOGRAPHY, Orbitography
from decoder.t001.rls import RLS_LOCATION, RlsLocation
from decoder.t001.serial import SERIAL_USER, SerialUser
from decoder.t001.spare_location import SPARE_LOCATION, SpareLocation
from decoder.t001.standard_location import STANDARD_LOCATION, StandardLocation

AnyFields = (
    MaritimeUser
    | RadioCallSignUser
    | AviationUser
    | SerialUser
    | NationalUser
    | TestUser
    | SpareUser
    | Orbitography
    | StandardLocation
    | NationalLocation
    | RlsLocation
    | EltDt
    | SpareLocation
)

PROTOCOLS: tuple[Table[Any], ...] = (
    MARITIME_USER,
    RADIO_CALL_SIGN_USER,
    AVIATION_USER,
    SERIAL_USER,
    NATIONAL_USER,
    TEST_USER,
    ORBITOGRAPHY,
    SPARE_USER,
    STANDARD_LOCATION,
    NATIONAL_LOCATION,
    RLS_LOCATION,
    ELTDT_LOCATION,
    SPARE_LOCATION,
)
BY_STRUCT: dict[type, Table[Any]] = {table.struct: table for table in PROTOCOLS}


def code_of(text: str) -> str:
    """Protocol flag and code: bits 26 and 37 to 40, of which user protocols ignore the last."""
    return text[25] + text[36:40]


def _table_for(code: str) -> Table[Any]:
    text = ("0" * 25 + code[0]).ljust(36, "0") + code[1:]
    return next(table for table in PROTOCOLS if all(when.holds(text) for when in table.whens))


BY_CODE = {code: _table_for(code) for code in (f"{number:05b}" for number in range(32))}
POSITION_DEFAULTS = {
    code: [(f.bits, f.codec.default) for f in table.fields if isinstance(f.codec, AngleCodec)]
    for code, table in BY_CODE.items()
}


def beacon_id(text: str) -> str:
    """15 Hex ID: bits 26 to 85 with the position at its default. Section 3.3, A3.3."""
    for bits, default in POSITION_DEFAULTS[code_of(text)]:
        text = text[: bits.start] + default + text[bits.stop :]
    return f"{int(text[25:85], 2):015X}"
