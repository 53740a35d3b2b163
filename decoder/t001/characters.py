"""Text in beacon messages: C/S T.001 Table A3 (modified Baudot) and A2.3 (binary-coded decimal).

A code that stands for no character reads as "?" and its two octal digits, so that no bit is lost.
"""

import re
from collections.abc import Mapping

from decoder.fields import Codec, FieldValueError
from decoder.reasons import Reason

LETTERS = {
    "A": "111000", "B": "110011", "C": "101110", "D": "110010", "E": "110000", "F": "110110",
    "G": "101011", "H": "100101", "I": "101100", "J": "111010", "K": "111110", "L": "101001",
    "M": "100111", "N": "100110", "O": "100011", "P": "101101", "Q": "111101", "R": "101010",
    "S": "110100", "T": "100001", "U": "111100", "V": "101111", "W": "111001", "X": "110111",
    "Y": "110101", "Z": "110001", " ": "100100",
}  # fmt: skip
FIGURES = {
    "-": "011000", "/": "010111", "0": "001101", "1": "011101", "2": "011001", "3": "010000",
    "4": "001010", "5": "000001", "6": "010101", "7": "011100", "8": "001100", "9": "000011",
}  # fmt: skip
DIGITS = {str(digit): f"{digit:04b}" for digit in range(10)} | {" ": "1010"}

TOKEN = re.compile(r"\?[0-7]{2}|.", re.DOTALL)
UNDEFINED = re.compile(r"\?[0-7]{2}")


class Characters(Codec[str]):
    """A run of characters of one alphabet; shorter text is padded with spaces when encoded."""

    def __init__(
        self, meaning: str, alphabet: Mapping[str, str], undefined: Reason, *, pad_left: bool
    ) -> None:
        self.meaning = meaning
        self.code_of = alphabet
        self.character_of = {code: character for character, code in alphabet.items()}
        self.width = len(alphabet[" "])
        self.undefined = undefined
        self.pad_left = pad_left

    def decode(self, bits: str) -> str:
        codes = self._split(bits)
        return "".join(self.character_of.get(code) or f"?{int(code, 2):02o}" for code in codes)

    def encode(self, value: str, width: int) -> str:
        tokens = TOKEN.findall(value)
        padding = [" "] * (width // self.width - len(tokens))
        tokens = padding + tokens if self.pad_left else tokens + padding
        bits = "".join(self._code(token) for token in tokens)
        if len(bits) != width:
            raise FieldValueError(f"{value!r} is too long: give {width // self.width} characters")
        return bits

    def doubt(self, bits: str) -> Reason | None:
        known = all(code in self.character_of for code in self._split(bits))
        return None if known else self.undefined

    def _split(self, bits: str) -> list[str]:
        return [bits[start : start + self.width] for start in range(0, len(bits), self.width)]

    def _code(self, token: str) -> str:
        if UNDEFINED.fullmatch(token):
            return f"{int(token[1:], 8):0{self.width}b}"
        if token not in self.code_of:
            raise FieldValueError(
                f"{token!r} is not in the alphabet: give {''.join(self.code_of)!r}"
            )
        return self.code_of[token]


BAUDOT = Characters(
    "modified Baudot, right-justified", LETTERS | FIGURES, Reason.BAUDOT_UNDEFINED, pad_left=True
)
BAUDOT_LEFT = Characters(
    "modified Baudot, left-justified", LETTERS | FIGURES, Reason.BAUDOT_UNDEFINED, pad_left=False
)
SHORT_BAUDOT = Characters(
    "modified Baudot letters without their first bit",
    {letter: code[1:] for letter, code in LETTERS.items()},
    Reason.BAUDOT_UNDEFINED,
    pad_left=True,
)
DECIMAL = Characters(
    "binary-coded decimal, 1010 a space", DIGITS, Reason.DIGIT_UNDEFINED, pad_left=False
)


def readable(text: str) -> str:
    """For people: without padding, and a plain question mark for what is no character."""
    return UNDEFINED.sub("?", text).strip()
