"""Messages as people and programs write them, in hexadecimal digits: C/S T.001 section 3.3, T.012.

    15 digits    bits 26-85, the 15 Hex ID        22    bits 25-112, a short message
    28 digits    bits 1-112, with its sync        30    bits 25-144, a long message, or a short
    36 digits    bits 1-144, with its sync              one and eight digits of fill

Other numbers of digits, and 15 that begin like a 23 Hex ID, are second-generation forms
(decoder.t018.hex_forms).
"""

import re

import msgspec

from decoder.country import COUNTRIES
from decoder.message import Message
from decoder.reasons import Reason
from decoder.t001 import frame
from decoder.t001.decoding import decode_id, decode_received
from decoder.t018.hex_forms import READERS, read_digits
from decoder.t018.hex_id import HEX_ID_DIGITS, is_hex_id

SEPARATORS = re.compile(r"[\s:\-\u2010-\u2015\uFEFF]+")
"""U+FEFF is the byte order mark that some editors put at the start of a text file."""

HEX_DIGITS = re.compile(r"[0-9A-Fa-f]+")
ID_DIGITS = 15
WITHOUT_SYNC = (22, 30)
WITH_SYNC = (28, 36)
SECOND_GENERATION = (HEX_ID_DIGITS, *READERS)


class HexTextError(ValueError):
    """Text that is no message; `reason` is for machines, the text for people."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def read_hex(text: str) -> Message:
    """The message in a piece of text; HexTextError if there is none."""
    digits = _digits(text)
    count = len(digits)
    if count in SECOND_GENERATION or (count == ID_DIGITS and is_hex_id(digits)):
        return _read_second_generation(digits)
    if count == ID_DIGITS:
        return _read_id(digits)
    if count in WITHOUT_SYNC:
        digits = f"{int(frame.sync(self_test=False), 2):06X}{digits}"
    elif count not in WITH_SYNC:
        raise HexTextError(
            Reason.WRONG_LENGTH,
            f"{count} digits are no message: give 15, 22, 23, 28, 30, 36, 51, 63 or 75",
        )
    bits = f"{int(digits, 16):0{4 * len(digits)}b}"
    if frame.classify_sync(bits)[1] is Reason.FRAME_SYNC_UNKNOWN:
        raise HexTextError(
            Reason.FRAME_SYNC_UNKNOWN,
            f"{digits[:6]} is no synchronization: {count} digits begin with FFFE2F or FFFED0",
        )
    return decode_received(bits)


def _digits(text: str) -> str:
    """Upper-case digits alone; a "0x" before them is none."""
    digits = SEPARATORS.sub("", text)
    if digits[:2] in ("0x", "0X"):
        digits = digits[2:]
    if not HEX_DIGITS.fullmatch(digits):
        stranger = HEX_DIGITS.sub("", digits)[:1]
        what = f"{stranger!r} is no hexadecimal digit" if stranger else "there are no digits"
        raise HexTextError(Reason.NOT_HEXADECIMAL, f"{what}: give 0-9 and A-F")
    return digits.upper()


def _read_second_generation(digits: str) -> Message:
    if len(digits) == HEX_ID_DIGITS and not is_hex_id(digits):
        raise HexTextError(
            Reason.HEX_ID_BITS_WRONG,
            f"{digits} is no 23 Hex ID: bit 1 of one is 1, and bits 12 to 14 are 101",
        )
    return read_digits(digits)


def _read_id(digits: str) -> Message:
    bits = f"{int(digits, 16):060b}"
    # Nothing is known of the format flag; 1 is what the location protocols always have.
    message = decode_id("1" * 25 + bits, digits)
    reasons = list(message.reasons)
    if message.beacon_id != digits:
        reasons.append(Reason.ID_NOT_DEFAULT)
    if _is_shifted(bits):
        reasons.append(Reason.ID_BIT_SHIFTED)
    return msgspec.structs.replace(message, reasons=tuple(reasons))


def _is_shifted(bits: str) -> bool:
    """Bits 25 to 84 give themselves away where only they hold a country (T.012 Table E-B.1)."""
    as_given, one_later = int(bits[1:11], 2), int(bits[2:12], 2)
    return as_given not in COUNTRIES and one_later in COUNTRIES
