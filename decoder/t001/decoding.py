"""From bits to a Message, first-generation beacons: C/S T.001 section 3 and Annex A."""

import numpy as np
from numpy.typing import NDArray

from decoder import policy
from decoder.codes.bch import BCH_1, BCH_2, Bch
from decoder.country import country_name
from decoder.message import FieldTrust, Message
from decoder.reasons import Reason
from decoder.t001 import frame
from decoder.t001.position import position_of
from decoder.t001.protocols import BY_CODE, beacon_id, code_of
from decoder.t001.structure import T001Fields

GENERATION = 1
TRUSTED, UNDECODED = FieldTrust.TRUSTED, FieldTrust.UNDECODED
Bits = NDArray[np.uint8]


def second_field_is_protected(bits: Bits) -> bool:
    """False: do not decode bits 107 to 144 with BCH-2. bits (112,) or (144,)."""
    return frame.is_second_field_protected(frame.to_text(bits))


def decode(
    bits: Bits,
    *,
    corrected_bits: tuple[int | None, ...],
    first: FieldTrust,
    second: FieldTrust | None,
) -> Message:
    """The message in bits that are already corrected, as far as that was possible.

    bits              (112,) or (144,) uint8, from the first bit of the bit synchronization
    corrected_bits    one number for each protected field, None for one that is not decodable
    second            None where no code protects the second field
    """
    return _decode(frame.to_text(bits), corrected_bits, first, second)


def decode_id(text: str, hex_digits: str) -> Message:
    """The message of which only bits 26 to 85 are known: a 15 Hex ID.

    text    85 digits "0" or "1", of which the first 25 say nothing
    """
    return _message(
        text=text,
        hex_digits=hex_digits,
        self_test=False,
        corrected_bits=(),
        trust=(TRUSTED, None),
        known=(),
    )


def decode_hard(bits: Bits) -> Message:
    """The message in bits as received: corrected by the BCH codes, and judged by their number."""
    return decode_received(frame.to_text(bits))


def decode_received(text: str) -> Message:
    """The same, of 112 or 144 digits "0" or "1"."""
    text, number = _correct(BCH_1, text, frame.FIRST_FIELD)
    numbers: tuple[int | None, ...] = (number,)
    second = None
    if frame.is_second_field_protected(text):
        text, number_2 = _correct(BCH_2, text, frame.SECOND_FIELD)
        second = policy.trust_of_corrections(2, number_2)
        numbers = (number, number_2)
    return _decode(text, numbers, policy.trust_of_corrections(1, number), second)


def _correct(code: Bch, text: str, where: slice) -> tuple[str, int | None]:
    word, errors = code.correct_text(text[where])
    return text[: where.start] + word + text[where.stop :], None if errors < 0 else errors


def _decode(
    text: str,
    corrected_bits: tuple[int | None, ...],
    first: FieldTrust,
    second: FieldTrust | None,
) -> Message:
    if not frame.is_long(text):
        text = text[: frame.SHORT_BITS]
    protected = frame.is_second_field_protected(text)
    missing = None if protected else frame.missing_second_field(text)
    second = second if protected else None
    self_test, damage = frame.classify_sync(text)
    empty = "1" not in text[frame.FIRST_FIELD_DATA]
    found = [damage, Reason.FIRST_FIELD_ALL_ZERO if empty else None, missing]
    known = tuple(reason for reason in found if reason)
    if missing and len(text) == frame.LONG_BITS:
        corrected_bits = (corrected_bits[0], None)
    unknown = damage is Reason.FRAME_SYNC_UNKNOWN
    sync = text[:24] if unknown else frame.sync(self_test=self_test)
    return _message(
        text=_readable(text, missing, second),
        hex_digits=_hex_digits(text, sync),
        self_test=self_test,
        corrected_bits=corrected_bits,
        trust=(UNDECODED if empty else first, second),
        known=known + policy.field_reasons(first, second),
    )


def _readable(text: str, missing: Reason | None, second: FieldTrust | None) -> str:
    """The message up to where it can be read: fill ends it at bit 112, garbage at bit 106."""
    if second is UNDECODED or missing is Reason.SECOND_FIELD_ALL_ZERO:
        return text[: frame.FIRST_FIELD.stop]
    return text[: frame.SHORT_BITS] if missing else text


def _message(
    *,
    text: str,
    hex_digits: str,
    self_test: bool,
    corrected_bits: tuple[int | None, ...],
    trust: tuple[FieldTrust, FieldTrust | None],
    known: tuple[Reason, ...],
) -> Message:
    table = BY_CODE[code_of(text)]
    fields: T001Fields
    fields, doubts = table.read(text)
    position, odd = position_of(fields.encoded, policy.position_detail(*trust))
    garbage = trust[0] is UNDECODED
    if not garbage:  # whose own oddities would mean nothing
        withdrawn = not frame.is_long(text) and not frame.is_user_protocol(text)
        format_ = (Reason.FORMAT_WITHDRAWN,) if withdrawn else ()
        known = (*known, *format_, *doubts, *fields.warnings, *odd)
    reasons = tuple(dict.fromkeys(known))
    valid = policy.is_valid(reasons)
    kind = fields.beacon_type
    return Message(
        generation=GENERATION,
        hex=hex_digits,
        beacon_id=None if garbage else beacon_id(text),
        message_class=policy.message_class(fields.message_class, self_test=self_test, valid=valid),
        self_test=self_test,
        country=fields.country,
        country_name=country_name(fields.country),
        protocol=str(fields.__struct_config__.tag),
        beacon_type=kind,
        identity=f"{kind}, {fields.identity}" if kind else fields.identity,
        position=position,
        homing=fields.homing,
        corrected_bits=corrected_bits,
        valid=valid,
        reasons=reasons,
        fields=fields,
    )


def _hex_digits(text: str, sync: str) -> str:
    whole = sync + text[len(sync) :]
    return f"{int(whole, 2):0{len(whole) // 4}X}"
