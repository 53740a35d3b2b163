"""Positions from the fields of a message, and fields from a position: C/S T.001 A3.2 and A3.3.1.

The radius of the 95 % circle is never less than the true one, if the beacon meets the standard and
stays where it was at its last fix: 4.5.5.3 and 4.5.5.6 limit the distance of the whole encoded
position from the true one; with the coarse position alone, the corner of its cell is added.
"""

import math
from typing import Any, TypeVar, cast

import msgspec

from decoder.message import Position
from decoder.policy import Detail
from decoder.reasons import Reason
from decoder.t001.angles import SECONDS_STEP, Angle, Hemisphere, Offset
from decoder.t001.location import LocationFields, Offsets
from decoder.t001.structure import Encoded, T001Fields
from decoder.t001.user import UserLocation

METRES_PER_MINUTE = 1852
"""One minute of latitude."""

F = TypeVar("F", bound=T001Fields)


def position_of(
    encoded: Encoded | None, detail: Detail
) -> tuple[Position | None, tuple[Reason, ...]]:
    """The position that may be shown, and what is odd about it. Never a default value."""
    needed = Detail.FULL if encoded and encoded.second_field_only else Detail.COARSE
    if encoded is None or detail.value < needed.value:
        return None, ()
    latitude, longitude = encoded.coarse
    if latitude is None and longitude is None:
        return None, ()
    if latitude is None or longitude is None:
        return None, (Reason.POSITION_INCOMPLETE,)
    if not (latitude.in_range and longitude.in_range):
        return None, (Reason.POSITION_OUT_OF_RANGE,)
    offsets = encoded.offsets if detail is Detail.FULL else None
    return _refined(encoded, (latitude, longitude), offsets or (None, None))


def _refined(
    encoded: Encoded,
    coarse: tuple[Angle, Angle],
    offsets: tuple[Offset | None, Offset | None],
) -> tuple[Position | None, tuple[Reason, ...]]:
    """Default detection is per axis: A3.2."""
    reasons: list[Reason] = []
    if (offsets[0] is None) != (offsets[1] is None):
        reasons.append(Reason.OFFSET_INCOMPLETE)
    magnitudes_s = [
        angle.magnitude_s + (offset.signed_s if offset else 0)
        for angle, offset in zip(coarse, offsets, strict=True)
    ]
    if any(m > angle.limit_s for m, angle in zip(magnitudes_s, coarse, strict=True)):
        reasons.append(Reason.OFFSET_OUT_OF_RANGE)
        offsets = (None, None)
        magnitudes_s = [angle.magnitude_s for angle in coarse]
    if any(offset and _nonstandard(offset) for offset in offsets):
        reasons.append(Reason.OFFSET_NONSTANDARD)
    if any(magnitude < 0 for magnitude in magnitudes_s):
        reasons.append(Reason.OFFSET_CROSSES_ZERO)
    lat, lon = (a.sign * m / 3600 for a, m in zip(coarse, magnitudes_s, strict=True))
    errors_min = [0.0 if offset else encoded.coarse_error_min for offset in offsets]
    radius_95_m = encoded.permitted_error_m + _corner_m(lat, *errors_min)
    return Position(lat, lon, round(radius_95_m, 1), encoded.source), tuple(reasons)


def _nonstandard(offset: Offset) -> bool:
    """Sixty seconds are the default's, and 31 minutes are more than 30: A3.3.5.4."""
    return offset.seconds > 56 or offset.minutes > 30


def _corner_m(lat: float, lat_error_min: float, lon_error_min: float) -> float:
    return METRES_PER_MINUTE * math.hypot(
        lat_error_min, lon_error_min * math.cos(math.radians(lat))
    )


def with_position(fields: F, lat: float, lon: float) -> F:
    """The same message with the position (degrees, north and east positive) encoded in it.

    The coarse angles are the nearest to the true position, and the offsets lead from there to the
    true position rounded to 4 seconds: A3.3.1. Offsets are set where the second field has any.
    """
    second: Any = getattr(fields, "second_field", None)
    if isinstance(second, UserLocation):
        located = msgspec.structs.replace(
            second, latitude=_nearest(lat, "NS", 4), longitude=_nearest(lon, "EW", 4)
        )
        return msgspec.structs.replace(fields, second_field=located)
    if not isinstance(fields, LocationFields):
        raise TypeError(f"{type(fields).__name__} has no room for a position: send it without")
    latitude = _nearest(lat, "NS", fields.minute_step)
    longitude = _nearest(lon, "EW", fields.minute_step)
    if isinstance(second, Offsets):
        second = msgspec.structs.replace(
            second,
            latitude_offset=_offset(lat, latitude),
            longitude_offset=_offset(lon, longitude),
        )
    changed = {"latitude": latitude, "longitude": longitude, "second_field": second}
    return msgspec.structs.replace(fields, **changed)


def _nearest(degrees: float, hemispheres: str, minute_step: int) -> Angle:
    step_s = minute_step * 60
    total_min = _round_half_up(abs(degrees) * 3600 / step_s) * minute_step
    hemisphere = cast(Hemisphere, hemispheres[1 if degrees < 0 else 0])
    return Angle(hemisphere, *divmod(total_min, 60))


def _offset(degrees: float, coarse: Angle) -> Offset:
    """A zero offset is sent as plus zero."""
    rounded_s = _round_half_up(abs(degrees) * 3600 / SECONDS_STEP) * SECONDS_STEP
    offset_s = rounded_s - coarse.magnitude_s
    return Offset("-" if offset_s < 0 else "+", *divmod(abs(offset_s), 60))


def _round_half_up(number: float) -> int:
    return math.floor(number + 0.5)
