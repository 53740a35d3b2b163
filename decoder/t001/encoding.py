"""From fields to the bits of a message, for recordings made by calculation and for tests:
C/S T.001 2.2.4 and Annex B. Nothing here, or anywhere in this project, can transmit."""

from decoder.codes.bch import BCH_1, BCH_2, Bch
from decoder.fields import UNWRITTEN, FieldValueError
from decoder.t001 import frame
from decoder.t001.decoding import Bits
from decoder.t001.position import with_position
from decoder.t001.protocols import BY_STRUCT, AnyFields


def encode_message(
    fields: AnyFields, *, position: tuple[float, float] | None = None, self_test: bool = False
) -> Bits:
    """The whole message, (112,) or (144,) uint8, as the type of its second field asks for.

    position    latitude and longitude in degrees, to replace the one in `fields`
    """
    if fields.second_field is None:
        raise FieldValueError("second_field: a message has one; give one of its types")
    if position is not None:
        fields = with_position(fields, *position)
    text = list(frame.sync(self_test=self_test).ljust(frame.LONG_BITS, UNWRITTEN))
    BY_STRUCT[type(fields)].write(fields, text)
    whole = "".join(text).replace(UNWRITTEN, "0")
    bits = _with_parity(BCH_1, frame.from_text(whole), frame.FIRST_FIELD)
    if not frame.is_long(whole):
        return bits[: frame.SHORT_BITS]
    if frame.is_orbitography(whole):
        return bits
    return _with_parity(BCH_2, bits, frame.SECOND_FIELD)


def _with_parity(code: Bch, bits: Bits, where: slice) -> Bits:
    coded = bits.copy()
    coded[where] = code.encode(bits[where][: code.data_bits])
    return coded
