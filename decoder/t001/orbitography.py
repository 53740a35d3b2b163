"""Orbitography protocol: C/S T.001 A2.7, laid out in C/S T.006 section 4.

Nothing protects bits 107 to 144. The time-calibration beacon has the time in them: day of the
year, hours, minutes and tens of seconds, binary-coded decimal.
"""

import msgspec

from decoder.fields import Bits, Codec, Field, FieldValueError, Fixed, Part, Table, When
from decoder.message import MessageClass
from decoder.t001.characters import BAUDOT, readable
from decoder.t001.structure import COUNTRY, T001Fields
from decoder.t001.user import LONG, SHORT


class Decimal(Codec[int]):
    """Digits of four bits each."""

    meaning = "binary-coded decimal"

    def decode(self, bits: str) -> int:
        return int(f"{int(bits, 2):x}")

    def encode(self, value: int, width: int) -> str:
        bits = f"{int(str(value), 16):0{width}b}"
        if value < 0 or len(bits) != width:
            raise FieldValueError(f"{value} does not fit {width // 4} decimal digits")
        return bits


class TimeOfYear(When):
    """The message is taken to tell the time where all its digits can be a time."""

    meaning = "bits 113–144 are decimal digits that make a time"
    limits = ((113, 124, 366), (125, 132, 23), (133, 140, 59), (141, 144, 5))

    def holds(self, text: str) -> bool:
        digits = f"{int(text[self.bits], 2):08x}"
        if not digits.isdecimal() or digits.startswith("000"):
            return False
        return all(
            int(f"{int(text[first - 1 : last], 2):x}") <= most for first, last, most in self.limits
        )


class OrbitographyShort(msgspec.Struct, frozen=True, tag="orbitography_short"):
    fixed_bit: str = "0"
    national_use: str = "00000"


class OrbitographyTime(msgspec.Struct, frozen=True, tag="orbitography_time"):
    """UTC."""

    day_of_year: int
    hours: int
    minutes: int
    tens_of_seconds: int
    fixed_bit: str = "0"
    national_use: str = "00000"


class OrbitographyLong(msgspec.Struct, frozen=True, tag="orbitography_long"):
    data: str
    fixed_bit: str = "0"
    national_use: str = "00000"


class Orbitography(T001Fields, frozen=True, kw_only=True, tag="orbitography"):
    """A calibration transmitter at a surveyed place, which the message does not say."""

    text: str
    fixed_bits: str = "0000"
    second_field: OrbitographyShort | OrbitographyTime | OrbitographyLong | None = None

    @property
    def identity(self) -> str:
        return f"calibration beacon {readable(self.text)}"

    @property
    def message_class(self) -> MessageClass:
        return MessageClass.CALIBRATION


UNPROTECTED = (
    Field("fixed_bit", 107, 107, Fixed("0")),
    Field("national_use", 108, 112, Bits()),
)
ORBITOGRAPHY = Table(
    Orbitography,
    When(26, 26, "1"),
    COUNTRY,
    When(37, 39, "000"),
    Field("text", 40, 81, BAUDOT),
    Field("fixed_bits", 82, 85, Fixed("0000")),
    Part(
        "second_field",
        Table(
            OrbitographyShort, SHORT, *UNPROTECTED, title="Short message", section="T.006 section 4"
        ),
        Table(
            OrbitographyTime,
            LONG,
            TimeOfYear(113, 144),
            *UNPROTECTED,
            Field("day_of_year", 113, 124, Decimal()),
            Field("hours", 125, 132, Decimal(), "h"),
            Field("minutes", 133, 140, Decimal(), "min"),
            Field("tens_of_seconds", 141, 144, Decimal(), "10 s"),
            title="Long message, time",
            section="T.006 section 4",
        ),
        Table(
            OrbitographyLong,
            LONG,
            *UNPROTECTED,
            Field("data", 113, 144, Bits()),
            title="Long message",
            section="T.006 section 4",
        ),
    ),
    title="Orbitography protocol",
    section="A2.7",
)
