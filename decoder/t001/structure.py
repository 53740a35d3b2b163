"""What all first-generation messages have in common: C/S T.001 A1.2 and A3.3.2.

The Structs of the protocols fill in what they know; the rest of the decoder asks only these.
"""

from typing import NamedTuple

import msgspec

from decoder.country import COUNTRIES
from decoder.fields import Field, Flag, OneOf, Unsigned
from decoder.message import MessageClass, PositionSource
from decoder.reasons import Reason
from decoder.t001.angles import Angle, Offset


class Mid(Unsigned):
    """A country code of the ITU."""

    def __init__(self) -> None:
        super().__init__()
        self.meaning = "maritime identification digits"

    def doubt(self, bits: str) -> Reason | None:
        return None if int(bits, 2) in COUNTRIES else Reason.COUNTRY_UNASSIGNED


class MmsiDigits(Unsigned):
    """The last six digits of an MMSI, in binary notation."""

    def __init__(self) -> None:
        super().__init__(most=999999)
        self.meaning = "last six digits of the MMSI"

    def doubt(self, bits: str) -> Reason | None:
        return Reason.MMSI_OUT_OF_RANGE if super().doubt(bits) else None


COUNTRY = Field("country", 27, 36, Mid())
TYPE_APPROVAL = Unsigned(1, 1023)
POSITION_SOURCE = OneOf({"0": "external", "1": "internal"})
HOMING_121_5_MHZ = Flag("121.5 MHz homing transmitter")


class Encoded(NamedTuple):
    """A position as a message holds it.

    second_field_only    the coarse angles too are in the second protected field
    coarse_error_min     how far either axis of the coarse position may be from the encoded one
    permitted_error_m    encoded from true position: T.001 4.5.5.3 and 4.5.5.6
    """

    coarse: tuple[Angle | None, Angle | None]
    offsets: tuple[Offset | None, Offset | None] | None
    source: PositionSource
    coarse_error_min: float
    permitted_error_m: float
    second_field_only: bool = False


def position_source(word: str | None) -> PositionSource:
    """From the word in a message, if that part of the message was received."""
    match word:
        case "internal":
            return PositionSource.INTERNAL
        case "external":
            return PositionSource.EXTERNAL
        case _:
            return PositionSource.UNSTATED


class T001Fields(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all protocols' fields.

    second_field, in every protocol, is what follows the first protected field: None where it was
    not received, could not be decoded, or can not be read.
    """

    country: int

    @property
    def identity(self) -> str:
        """Who the beacon is, in words."""
        raise NotImplementedError

    @property
    def beacon_type(self) -> str | None:
        return None

    @property
    def message_class(self) -> MessageClass:
        """What a message of this protocol is about, unless it is a self-test."""
        return MessageClass.DISTRESS

    @property
    def homing(self) -> str | None:
        return None

    @property
    def encoded(self) -> Encoded | None:
        return None

    @property
    def warnings(self) -> tuple[Reason, ...]:
        """What is wrong with several fields together, or with the protocol."""
        return ()
