"""From bits to a Message, second-generation beacons: C/S T.018 section 3."""

from typing import Any

import msgspec

from decoder import policy
from decoder.arrays import Bits
from decoder.codes import bch_250_202
from decoder.country import country_name
from decoder.fields import Table
from decoder.message import FieldTrust, Message
from decoder.reasons import Reason
from decoder.t001.frame import to_text
from decoder.t018.hex_id import (
    HEX_ID,
    HEX_ID_DIGITS,
    MESSAGE_BITS,
    TRUNCATED_HEX_ID,
    hex_id,
    message_text,
)
from decoder.t018.location import position_of
from decoder.t018.message import MESSAGE, Identity

GENERATION = 2
HEX_DIGITS = 63
"""Two bits before the 250: 00, or 10 of a self-test (Appendix E)."""
HOMING = "homing signal"
"""Messages do not say on what frequency."""


def decode(
    bits: Bits, *, self_test: bool, corrected_bits: int | None, trust: FieldTrust
) -> Message:
    """The message in bits that are already corrected, as far as that was possible.

    bits              (250,) uint8
    self_test         spread as a self-test is
    corrected_bits    None where the bits are beyond correction
    """
    return decode_with(
        bits, self_test=self_test, corrected_bits=(corrected_bits,), trust=trust, known=()
    )


def decode_hard(bits: Bits, *, self_test: bool, known: tuple[Reason, ...] = ()) -> Message:
    """The message in bits as received, corrected by the BCH code. bits (250,) uint8."""
    corrected = bch_250_202.decode_hard(bits)
    word, number = corrected if corrected is not None else (bits, None)
    return decode_with(
        word,
        self_test=self_test,
        corrected_bits=(number,),
        trust=policy.trust_of_message(number),
        known=known,
    )


def decode_with(
    bits: Bits,
    *,
    self_test: bool,
    corrected_bits: tuple[int | None, ...],
    trust: FieldTrust,
    known: tuple[Reason, ...],
) -> Message:
    """The same with what is known to be odd already; no number where there was no parity."""
    text = to_text(bits)
    fields, doubts = MESSAGE.read(text)
    empty = "1" not in text[:MESSAGE_BITS]
    garbage = empty or trust is FieldTrust.UNDECODED
    known += policy.field_reasons(trust, None)
    if empty:
        known += (Reason.FIRST_FIELD_ALL_ZERO,)
    position, odd = (None, ()) if garbage else position_of(fields.location, fields.hdop_most)
    if not garbage:  # whose own oddities would mean nothing
        known += (*doubts, *fields.warnings, *odd)
    message = _message(
        fields,
        hex_digits=f"{int(('10' if self_test else '00') + text, 2):0{HEX_DIGITS}X}",
        beacon_id=None if garbage else hex_id(text),
        self_test=self_test,
        reasons=known,
    )
    return msgspec.structs.replace(
        message,
        beacon_type=fields.beacon_type,
        identity=f"{fields.beacon_type}, {fields.words}",
        position=position,
        homing=HOMING if fields.homing else None,
        corrected_bits=corrected_bits,
    )


def decode_id(digits: str) -> Message:
    """The message of which only the 23 Hex ID is known, or the 15 digits that begin it."""
    table: Table[Any] = HEX_ID if len(digits) == HEX_ID_DIGITS else TRUNCATED_HEX_ID
    text = message_text(digits)
    fields, doubts = table.read(text)
    return _message(
        fields,
        hex_digits=digits,
        beacon_id=digits,
        self_test=False,
        reasons=(*doubts, *fields.warnings),
    )


def _message(
    fields: Identity,
    *,
    hex_digits: str,
    beacon_id: str | None,
    self_test: bool,
    reasons: tuple[Reason, ...],
) -> Message:
    """As far as an ID tells."""
    reasons = tuple(dict.fromkeys(reasons))
    valid = policy.is_valid(reasons)
    return Message(
        generation=GENERATION,
        hex=hex_digits,
        beacon_id=beacon_id,
        message_class=policy.message_class(fields.message_class, self_test=self_test, valid=valid),
        self_test=self_test,
        country=fields.country,
        country_name=country_name(fields.country),
        protocol=str(fields.__struct_config__.tag),
        beacon_type=None,
        identity=fields.words,
        position=None,
        homing=None,
        corrected_bits=(),
        valid=valid,
        reasons=reasons,
        fields=fields,
    )
