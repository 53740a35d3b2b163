"""Codecs: what the bits of one field mean.

Bits are text of "0" and "1", the first transmitted first. Every codec gives every pattern of bits
a value of its own, so that encode(decode(bits)) == bits even for what no standard allows.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Generic, TypeVar

from decoder.reasons import Reason

T = TypeVar("T")


class FieldValueError(ValueError):
    """A value that a field can not hold."""


class Codec(ABC, Generic[T]):
    """Reads and writes one field; `meaning` is its cell in the documentation."""

    meaning: str

    @abstractmethod
    def decode(self, bits: str) -> T: ...

    @abstractmethod
    def encode(self, value: T, width: int) -> str: ...

    def doubt(self, bits: str) -> Reason | None:
        """What is wrong with these bits, if anything."""
        del bits
        return None


def to_bits(number: int, width: int) -> str:
    """Binary notation, most significant bit first."""
    if not 0 <= number < 1 << width:
        raise FieldValueError(f"{number} does not fit {width} bits: give 0 to {(1 << width) - 1}")
    return f"{number:0{width}b}"


class Unsigned(Codec[int]):
    """A number in binary notation, with the range that the standard gives it."""

    def __init__(self, least: int = 0, most: int | None = None) -> None:
        self.least = least
        self.most = most
        limits = f"{least}–{most}" if most is not None else f"from {least}" if least else ""
        self.meaning = f"number {limits}".strip()

    def decode(self, bits: str) -> int:
        return int(bits, 2)

    def encode(self, value: int, width: int) -> str:
        return to_bits(value, width)

    def doubt(self, bits: str) -> Reason | None:
        number = int(bits, 2)
        if number < self.least or (self.most is not None and number > self.most):
            return Reason.NUMBER_OUT_OF_RANGE
        return None


class Bits(Codec[str]):
    """Bits whose meaning is not ours to know."""

    meaning = "bits"

    def decode(self, bits: str) -> str:
        return bits

    def encode(self, value: str, width: int) -> str:
        if len(value) != width or set(value) - {"0", "1"}:
            raise FieldValueError(f"{value!r} is not {width} bits: give {width} digits 0 or 1")
        return value


class Fixed(Bits):
    """Bits that the standard fixes; kept as received."""

    def __init__(self, expected: str) -> None:
        self.expected = expected
        self.meaning = f"always {expected}"

    def doubt(self, bits: str) -> Reason | None:
        return None if bits == self.expected else Reason.FIXED_BITS_WRONG


class Flag(Codec[bool]):
    """One bit; `meaning` says what a 1 is."""

    def __init__(self, meaning: str) -> None:
        self.meaning = f"1: {meaning}"

    def decode(self, bits: str) -> bool:
        return bits == "1"

    def encode(self, value: bool, width: int) -> str:
        return to_bits(int(value), width)


class Hexadecimal(Codec[str]):
    """A number in upper-case hexadecimal digits."""

    meaning = "hexadecimal"

    def decode(self, bits: str) -> str:
        return f"{int(bits, 2):0{len(bits) // 4}X}"

    def encode(self, value: str, width: int) -> str:
        try:
            return to_bits(int(value, 16), width)
        except ValueError as error:
            digits = width // 4
            message = f"{value!r} is not {digits} hexadecimal digits"
            raise FieldValueError(message) from error


class OneOf(Codec[str]):
    """Named codes; a code without a name is called "spare" and its bits."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.names = names
        self.codes = {name: code for code, name in names.items()}
        self.meaning = "; ".join(f"{code} {name}" for code, name in names.items())

    def decode(self, bits: str) -> str:
        return self.names.get(bits) or f"spare {bits}"

    def encode(self, value: str, width: int) -> str:
        code = self.codes.get(value) or value.removeprefix("spare ")
        if len(code) != width or set(code) - {"0", "1"}:
            choices = ", ".join(self.codes)
            raise FieldValueError(f"{value!r} is not known: give one of {choices}")
        return code

    def doubt(self, bits: str) -> Reason | None:
        return None if bits in self.names else Reason.SPARE_CODE
