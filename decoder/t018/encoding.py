"""From fields to the bits of a message, for recordings made by calculation and for tests:
C/S T.018 section 3. Nothing here, or anywhere in this project, can transmit."""

import msgspec

from decoder.arrays import Bits
from decoder.codes.bch_250_202 import BCH_250_202
from decoder.fields import UNWRITTEN, FieldValueError
from decoder.t001.frame import from_text
from decoder.t018.hex_id import MESSAGE_BITS
from decoder.t018.location import Location
from decoder.t018.message import MESSAGE, SecondGeneration


def encode_message(
    fields: SecondGeneration, *, position: tuple[float, float] | None = None
) -> Bits:
    """The whole message, (250,) uint8. A self-test is not another message, but spread otherwise.

    position    latitude and longitude in degrees, to replace the one in `fields`
    """
    if position is not None:
        lat, lon = position
        if not (abs(lat) <= 90 and abs(lon) <= 180):
            raise FieldValueError(
                f"position: {lat}, {lon} is no place: give degrees north and east"
            )
        fields = msgspec.structs.replace(fields, location=Location(lat, lon))
    text = [UNWRITTEN] * MESSAGE_BITS
    MESSAGE.write(fields, text)
    return BCH_250_202.encode(from_text("".join(text)))
