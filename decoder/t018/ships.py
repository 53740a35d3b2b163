"""What names a ship: vessel ID types 001 and 010 of C/S T.018 Table 3.1."""

import msgspec

from decoder.fields import Field, Fixed, Table, When
from decoder.reasons import Reason
from decoder.t001.characters import BAUDOT_LEFT, readable
from decoder.t018.codecs import OptionalNumber

NO_MMSI = 111111
NO_AIS = 0b10101010101010


class Mmsi(msgspec.Struct, frozen=True, tag="mmsi"):
    """A ship, or a craft of one (98MIDXXXX); and the last four digits of its EPIRB's AIS
    transmitter, 974XXYYYY, of which the XX are not sent."""

    mmsi: int | None
    ais_last_digits: int | None = None

    @property
    def words(self) -> str:
        digits = f"{self.mmsi or 0:09d}"
        ship = f"MMSI {digits[:3]} {digits[3:]}" if self.mmsi is not None else "no MMSI"
        return ship if self.ais_last_digits is None else f"{ship}, AIS 974xx{self._ais_text}"

    @property
    def _ais_text(self) -> str:
        return f"{self.ais_last_digits:04d}"


class CallSign(msgspec.Struct, frozen=True, tag="call_sign"):
    call_sign: str
    spare_bits: str = "00"

    @property
    def words(self) -> str:
        return f"call sign {readable(self.call_sign) or 'unknown'}"


MMSI = Table(
    Mmsi,
    When(91, 93, "001"),
    Field("mmsi", 94, 123, OptionalNumber(NO_MMSI, 999_999_999, Reason.MMSI_OUT_OF_RANGE, "MMSI")),
    Field("ais_last_digits", 124, 137, OptionalNumber(NO_AIS, 9999)),
    title="MMSI",
    section="Table 3.1",
)
CALL_SIGN = Table(
    CallSign,
    When(91, 93, "010"),
    Field("call_sign", 94, 135, BAUDOT_LEFT),
    Field("spare_bits", 136, 137, Fixed("00")),
    title="Radio call sign",
    section="Table 3.1",
)
