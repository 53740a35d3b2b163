"""Latitude and longitude in whole minutes and seconds: C/S T.001 A3.2 and A3.3.1.

Degrees and minutes stay apart as they are coded: what is out of range is seen, and nothing is
rounded. None is the default value of A3.2: no position.
"""

from typing import Literal, cast

import msgspec

from decoder.fields import Codec, FieldValueError
from decoder.fields.codec import to_bits

Hemisphere = Literal["N", "S", "E", "W"]

SECONDS_STEP = 4
DEGREES_LIMIT = {"N": 90, "S": 90, "E": 180, "W": 180}
DEGREES_BITS = {"N": 7, "S": 7, "E": 8, "W": 8}


class Angle(msgspec.Struct, frozen=True):
    """A latitude or longitude, a magnitude and a hemisphere."""

    hemisphere: Hemisphere
    degrees: int
    minutes: int

    @property
    def magnitude_s(self) -> int:
        """Seconds of arc."""
        return self.degrees * 3600 + self.minutes * 60

    @property
    def limit_s(self) -> int:
        return DEGREES_LIMIT[self.hemisphere] * 3600

    @property
    def sign(self) -> int:
        return -1 if self.hemisphere in "SW" else 1

    @property
    def in_range(self) -> bool:
        return self.minutes < 60 and self.magnitude_s <= self.limit_s


class Offset(msgspec.Struct, frozen=True):
    """What is added to the magnitude of an Angle, whatever its hemisphere."""

    sign: Literal["+", "-"]
    minutes: int
    seconds: int

    @property
    def signed_s(self) -> int:
        magnitude = self.minutes * 60 + self.seconds
        return -magnitude if self.sign == "-" else magnitude


class AngleCodec(Codec[Angle | None]):
    """Hemisphere, degrees, and minutes in steps; the steps of 15 and 30 are parts of a degree."""

    def __init__(self, hemispheres: Literal["NS", "EW"], minute_step: int, default: str) -> None:
        self.hemispheres = hemispheres
        self.minute_step = minute_step
        self.default = default.replace(" ", "")
        self.degrees_bits = DEGREES_BITS[hemispheres[0]]
        zero, one = hemispheres
        self.meaning = (
            f"0 {zero}, 1 {one}; degrees and minutes in steps of {minute_step}′; default {default}"
        )

    def decode(self, bits: str) -> Angle | None:
        if bits == self.default:
            return None
        minutes_from = 1 + self.degrees_bits
        return Angle(
            cast(Hemisphere, self.hemispheres[int(bits[0])]),
            int(bits[1:minutes_from], 2),
            int(bits[minutes_from:], 2) * self.minute_step,
        )

    def encode(self, value: Angle | None, width: int) -> str:
        if value is None:
            return self.default
        if value.hemisphere not in self.hemispheres or value.minutes % self.minute_step:
            raise FieldValueError(
                f"{value} does not fit: give {' or '.join(self.hemispheres)}"
                f" and minutes in steps of {self.minute_step}"
            )
        hemisphere = str(self.hemispheres.index(value.hemisphere))
        degrees = to_bits(value.degrees, self.degrees_bits)
        code = value.minutes // self.minute_step
        return hemisphere + degrees + to_bits(code, width - 1 - self.degrees_bits)


class OffsetCodec(Codec[Offset | None]):
    """Sign, minutes, and seconds in steps of four; the default has seconds 1111."""

    def __init__(self, most_minutes: int) -> None:
        self.most_minutes = most_minutes
        self.meaning = (
            f"0 minus, 1 plus; minutes 0–{most_minutes}; seconds in steps of 4″; default 1 0…0 1111"
        )

    def decode(self, bits: str) -> Offset | None:
        if bits == self.default(len(bits)):
            return None
        sign: Literal["+", "-"] = "+" if bits[0] == "1" else "-"
        return Offset(sign, int(bits[1:-4], 2), int(bits[-4:], 2) * SECONDS_STEP)

    def encode(self, value: Offset | None, width: int) -> str:
        if value is None:
            return self.default(width)
        if value.seconds % SECONDS_STEP:
            raise FieldValueError(f"{value} does not fit: give seconds in steps of {SECONDS_STEP}")
        sign = "1" if value.sign == "+" else "0"
        code = value.seconds // SECONDS_STEP
        return sign + to_bits(value.minutes, width - 5) + to_bits(code, 4)

    @staticmethod
    def default(width: int) -> str:
        return "1" + "0" * (width - 5) + "1111"
