"""Every bit of a message, with what it means: the tables of C/S T.001 and T.018 laid over it."""

from collections.abc import Iterator
from typing import Any

import msgspec

from decoder.fields import Field, Table
from decoder.message import Message
from decoder.t001 import frame
from decoder.t001.protocols import BY_CODE, code_of
from decoder.t018.decoding import HEX_DIGITS
from decoder.t018.hex_id import (
    HEX_ID,
    HEX_ID_DIGITS,
    MESSAGE_BITS,
    TRUNCATED_HEX_ID,
    message_text,
)
from decoder.t018.message import MESSAGE

ID_DIGITS = 15
FRAME = (
    (1, 15, "bit_synchronization", "bit synchronization"),
    (16, 24, "frame_synchronization", "frame synchronization"),
    (25, 25, "format_flag", "0 short message, 1 long message"),
    (86, 106, "bch_1", "parity of bits 25 to 85"),
)
"""C/S T.001 Figures A1 and A2; only protected second fields have a parity of their own."""
PROTOCOL_FLAG = (26, 26, "protocol_flag", "0 location protocol, 1 user protocol")
SECOND_PARITY = (133, 144, "bch_2", "parity of bits 107 to 132")
PARITY = (MESSAGE_BITS + 1, 250, "bch", f"parity of bits 1 to {MESSAGE_BITS}")


class Bits(msgspec.Struct, frozen=True, kw_only=True):
    """Bits `first` to `last`, numbered as in the standard.

    name     in `fields` of the event, with dots; null where the bits are no field of the protocol
    bits     0 and 1, as transmitted
    meaning  of the field
    value    of these bits
    """

    name: str | None
    first: int
    last: int
    bits: str
    meaning: str
    unit: str | None
    value: Any


def explain(message: Message) -> tuple[Bits, ...]:
    """In the order of the bits; of an ID, those that it holds."""
    if message.fields is None:
        return ()
    first = _first_generation if message.generation == 1 else _second_generation
    return tuple(sorted(first(message), key=lambda each: (each.first, each.last)))


def _first_generation(message: Message) -> Iterator[Bits]:
    digits = message.hex
    text = f"{int(digits, 16):0{4 * len(digits)}b}"
    is_id = len(digits) == ID_DIGITS
    if is_id:
        text = "1" * 25 + text  # as decode_id has it
    found = [*_fields(BY_CODE[code_of(text)], message.fields, text), _named(text, *PROTOCOL_FLAG)]
    if not is_id:
        second = [SECOND_PARITY] if frame.is_second_field_protected(text) else []
        found += [_named(text, *each) for each in (*FRAME, *second)]
    yield from found
    yield from _rest(text, found, 26 if is_id else 1)


def _second_generation(message: Message) -> Iterator[Bits]:
    digits = message.hex
    if len(digits) != HEX_DIGITS:
        table = HEX_ID if len(digits) == HEX_ID_DIGITS else TRUNCATED_HEX_ID
        yield from _fields(table, message.fields, message_text(digits))
        return
    text = f"{int(digits, 16):0{4 * len(digits)}b}"[2:]
    found = [*_fields(MESSAGE, message.fields, text), _named(text, *PARITY)]
    yield from found
    yield from _rest(text, found, 1)


def _fields(table: Table[Any], values: Any, text: str, prefix: str = "") -> Iterator[Bits]:
    for field in table.fields:
        yield _field(field, values, text, prefix)
    for part in table.parts:
        inner = getattr(values, part.name)
        if inner is not None:
            chosen = next(each for each in part.tables if each.struct is type(inner))
            yield from _fields(chosen, inner, text, f"{prefix}{part.name}.")


def _field(field: Field, values: Any, text: str, prefix: str) -> Bits:
    return Bits(
        name=prefix + field.name,
        first=field.first,
        last=field.last,
        bits=text[field.bits],
        meaning=field.codec.meaning,
        unit=field.unit,
        value=msgspec.to_builtins(getattr(values, field.name)),
    )


def _named(text: str, first: int, last: int, name: str | None, meaning: str) -> Bits:
    bits = text[first - 1 : last]
    return Bits(
        name=name, first=first, last=last, bits=bits, meaning=meaning, unit=None, value=bits
    )


def _rest(text: str, found: list[Bits], first: int) -> Iterator[Bits]:
    """Runs of bits that no field covers: those that choose the protocol, spares, what is lost."""
    covered = {bit for each in found for bit in range(each.first, each.last + 1)}
    begin = None
    for bit in range(first, len(text) + 2):
        is_free = bit <= len(text) and bit not in covered
        if is_free and begin is None:
            begin = bit
        elif not is_free and begin is not None:
            yield _named(text, begin, bit - 1, None, "chooses the protocol, or is not read")
            begin = None
