"""What the location protocols share: C/S T.001 A3.3.1 and 4.5.5.

A coarse position in the first protected field, and offsets from it in the second. A message
whose second field was not received still shows bits 107 to 112, protected by no code.
"""

from typing import ClassVar

import msgspec

from decoder.message import PositionSource
from decoder.t001.angles import Angle, Offset
from decoder.t001.structure import Encoded, T001Fields, position_source

POSITION_ERROR_M = 500
"""4.5.5.3, standard, national and RLS location protocols."""


class Offsets(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the second fields that hold a position."""

    latitude_offset: Offset | None = None
    longitude_offset: Offset | None = None


class LocationFields(T001Fields, frozen=True, kw_only=True):
    """minute_step is the step of the coarse position; the error is half of it, except where older
    beacons (approved before November 2010) may have chosen another of the nearest steps."""

    latitude: Angle | None = None
    longitude: Angle | None = None

    minute_step: ClassVar[int]
    coarse_error_min: ClassVar[float]
    permitted_error_m: ClassVar[float] = POSITION_ERROR_M

    @property
    def received(self) -> msgspec.Struct | None:
        """The second field, whatever its type."""
        second_field: msgspec.Struct | None = getattr(self, "second_field", None)
        return second_field

    @property
    def homing(self) -> str | None:
        return "121.5 MHz" if getattr(self.received, "homing_121_5_mhz", False) else None

    @property
    def source(self) -> PositionSource:
        return position_source(getattr(self.received, "source", None))

    @property
    def encoded(self) -> Encoded | None:
        second = self.received
        offsets = (
            (second.latitude_offset, second.longitude_offset)
            if isinstance(second, Offsets)
            else None
        )
        return Encoded(
            coarse=(self.latitude, self.longitude),
            offsets=offsets,
            source=self.source,
            coarse_error_min=self.coarse_error_min,
            permitted_error_m=self.permitted_error_m,
        )
