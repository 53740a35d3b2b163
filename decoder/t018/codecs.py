"""Numbers as second-generation beacons send them: C/S T.018 Tables 3.1, 3.3 and 3.4.

Every pattern of bits has a value of its own; None is the pattern that stands for no value.
"""

import math

from decoder.fields import Bits, Codec, FieldValueError, OneOf
from decoder.fields.codec import to_bits
from decoder.reasons import Reason

DEGREE = 1 << 15
"""Location is sent in parts of 2**-15 of a degree, which a float holds exactly."""


class OptionalNumber(Codec[int | None]):
    """A number, or one pattern that says that there is none."""

    def __init__(
        self, absent: int, most: int, reason: Reason = Reason.NUMBER_OUT_OF_RANGE, what: str = ""
    ) -> None:
        self.absent = absent
        self.most = most
        self.reason = reason
        self.meaning = f"{what or 'number'} 0–{most}; {absent} none"

    def decode(self, bits: str) -> int | None:
        number = int(bits, 2)
        return None if number == self.absent else number

    def encode(self, value: int | None, width: int) -> str:
        return to_bits(self.absent if value is None else value, width)

    def doubt(self, bits: str) -> Reason | None:
        number = int(bits, 2)
        return self.reason if number > self.most and number != self.absent else None


class Altitude(Codec[int | None]):
    """Steps of 16 m from -400 m; what is lower or higher than the code reaches is its end."""

    step_m = 16
    lowest_m = -400
    highest_code = 1022
    meaning = "steps of 16 m from −400 (or lower) to 15952 (or higher); all 1 none"

    def decode(self, bits: str) -> int | None:
        code = int(bits, 2)
        return None if code > self.highest_code else self.step_m * code + self.lowest_m

    def encode(self, value: float | None, width: int) -> str:
        if value is None:
            return "1" * width
        code = math.floor((value - self.lowest_m) / self.step_m + 0.5)
        return to_bits(min(max(code, 0), self.highest_code), width)


class Degrees(Codec[float]):
    """A flag for the hemisphere, whole degrees, and 15 bits of their parts: Appendix C.

    A float keeps the flag even of zero, which is then 0.0 or -0.0.
    """

    def __init__(self, zero: str, one: str) -> None:
        self.meaning = f"0 {zero}, 1 {one}; whole degrees; 15 bits of parts of a degree"

    def decode(self, bits: str) -> float:
        return math.copysign(int(bits[1:], 2) / DEGREE, -1 if bits[0] == "1" else 1)

    def encode(self, value: float, width: int) -> str:
        """The nearest; parts that round up to a whole degree are one."""
        if not math.isfinite(value):
            raise FieldValueError(f"{value} is no number of degrees")
        flag = "1" if math.copysign(1, value) < 0 else "0"
        return flag + to_bits(math.floor(abs(value) * DEGREE + 0.5), width - 1)


class NationalBits(Bits):
    """Bits for the administration of the beacon's country; 0 where it uses none."""

    meaning = "national use; default all 0"

    def doubt(self, bits: str) -> Reason | None:
        return Reason.NATIONAL_MEANING if "1" in bits else None


class SpareCode(OneOf):
    """A code to which no meaning has been given yet."""

    def __init__(self) -> None:
        super().__init__({})
        self.meaning = "spare"
