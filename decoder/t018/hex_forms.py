"""Second-generation messages in hexadecimal digits: C/S T.018 3.6, Appendices B and E.

    23 digits    the 23 Hex ID                      15    its first 60 bits, the 15 Hex ID
    51 digits    bits 1-202 after 00 or before 00   75    50 zeros of the preamble, bits 1-250
    63 digits    bits 1-250 after 00, in a self-test 10; or before 00; or with 00 after bit 202

Nothing says which end is padded, and the code is cyclic: of messages with two zeros at the other
end both readings may be codewords. Then the spare bits decide, which only one reading has where
they should be; or, in an ELT(DT), whose type goes before them with two ones, the other rules.
"""

from collections.abc import Callable, Iterator

from decoder.arrays import Bits
from decoder.codes.bch_250_202 import BCH_250_202
from decoder.message import FieldTrust, Message
from decoder.reasons import Reason
from decoder.t001.frame import from_text
from decoder.t018.decoding import decode_hard, decode_id, decode_with
from decoder.t018.hex_id import MESSAGE_BITS
from decoder.t018.message import SecondGeneration

PADDING = "00"
PREAMBLE_BITS = 50


def read_digits(digits: str) -> Message:
    """The message, or ID, in as many digits as one of these forms has."""
    reader = READERS.get(len(digits))
    if reader is None:
        return decode_id(digits)
    return min(reader(f"{int(digits, 16):0{4 * len(digits)}b}"), key=_oddity)


def _oddity(message: Message) -> tuple[bool, bool, int]:
    """Of two readings the right one has less; of two alike the first is taken."""
    fields = message.fields
    spare_bits_right = isinstance(fields, SecondGeneration) and fields.spare_bits_right
    return message.corrected_bits == (None,), not spare_bits_right, len(message.reasons)


def _read_whole(text: str) -> Iterator[Message]:
    """63 digits."""
    yield _hard(text[2:], self_test=text[0] == "1", known=_padding_reasons(text))
    if text.endswith(PADDING):
        yield _hard(text[:-2])
    if text.startswith(PADDING, MESSAGE_BITS):
        yield _hard(text[:MESSAGE_BITS] + text[MESSAGE_BITS + 2 :])


def _read_without_parity(text: str) -> Iterator[Message]:
    """51 digits."""
    yield _unprotected(text[2:], self_test=text[0] == "1", known=_padding_reasons(text))
    if text.endswith(PADDING):
        yield _unprotected(text[:-2])


def _read_with_preamble(text: str) -> Iterator[Message]:
    """75 digits."""
    damaged = "1" in text[:PREAMBLE_BITS]
    yield _hard(text[PREAMBLE_BITS:], known=(Reason.PADDING_WRONG,) if damaged else ())


def _padding_reasons(text: str) -> tuple[Reason, ...]:
    return (Reason.PADDING_WRONG,) if text[1] == "1" else ()


def _hard(text: str, *, self_test: bool = False, known: tuple[Reason, ...] = ()) -> Message:
    return decode_hard(from_text(text), self_test=self_test, known=known)


def _unprotected(text: str, *, self_test: bool = False, known: tuple[Reason, ...] = ()) -> Message:
    bits: Bits = BCH_250_202.encode(from_text(text))
    return decode_with(
        bits,
        self_test=self_test,
        corrected_bits=(),
        trust=FieldTrust.TRUSTED,
        known=(*known, Reason.PARITY_MISSING),
    )


READERS: dict[int, Callable[[str], Iterator[Message]]] = {
    51: _read_without_parity,
    63: _read_whole,
    75: _read_with_preamble,
}
