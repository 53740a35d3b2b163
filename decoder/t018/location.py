"""Encoded location: C/S T.018 Table 3.1 (bits 44 to 90), 4.5.5 and Appendix C."""

import math

import msgspec

from decoder.fields import Field, OneOf, Part, Table, When
from decoder.message import Position, PositionSource
from decoder.reasons import Reason
from decoder.t018.codecs import DEGREE, Degrees

LATITUDE_DEFAULT = "1111111" + "000001111100000"
LONGITUDE_DEFAULT = "11111111" + "111110000011111"
NO_LATITUDE_DEG = int(LATITUDE_DEFAULT, 2) / DEGREE
NO_LONGITUDE_DEG = int(LONGITUDE_DEFAULT, 2) / DEGREE

METRES_PER_DEGREE = 111_120
INTERNAL_ERROR_M = 30
"""4.5.5.2 and 4.5.5.3: 95 % of the positions of the beacon's own receiver, under a clear sky."""
INPUT_ERROR_M = 20
"""4.5.5.4: between what another receiver says and what the beacon sends. Messages do not say which
receiver it was, so this is always added."""
CLEAR_SKY_HDOP = 2.0
"""With which the 30 m are taken to be met; beyond, the error is taken to grow in proportion."""


class NoLocation(msgspec.Struct, frozen=True, tag="no_location"):
    """The default values; their hemisphere flags say why there is no location."""

    latitude: str = "none yet"
    longitude: str = "none yet"


class Location(msgspec.Struct, frozen=True, tag="location"):
    latitude: float
    longitude: float


WHY_NONE = OneOf({"0": "none yet", "1": "no capability"})
LOCATION = Part(
    "location",
    Table(
        NoLocation,
        Field("latitude", 44, 44, WHY_NONE),
        When(45, 66, LATITUDE_DEFAULT),
        Field("longitude", 67, 67, WHY_NONE),
        When(68, 90, LONGITUDE_DEFAULT),
        title="No encoded location",
        section="Table 3.1",
    ),
    Table(
        Location,
        Field("latitude", 44, 66, Degrees("N", "S"), "degrees"),
        Field("longitude", 67, 90, Degrees("E", "W"), "degrees"),
        title="Encoded location",
        section="Table 3.1, Appendix C",
    ),
)


def position_of(
    location: Location | NoLocation, hdop_most: float | None
) -> tuple[Position | None, tuple[Reason, ...]]:
    """The position that may be shown, and what is odd about it. Never a default value.

    hdop_most    the largest horizontal dilution of precision that the message allows for
    """
    if isinstance(location, NoLocation):
        return None, ()
    lat, lon = location.latitude, location.longitude
    if abs(lat) == NO_LATITUDE_DEG or abs(lon) == NO_LONGITUDE_DEG:
        return None, (Reason.POSITION_INCOMPLETE,)
    if abs(lat) > 90 or abs(lon) > 180:
        return None, (Reason.POSITION_OUT_OF_RANGE,)
    radius_95_m = round(_radius_95_m(lat, hdop_most), 1)
    return Position(lat, lon, radius_95_m, PositionSource.UNSTATED), ()


def _radius_95_m(lat: float, hdop_most: float | None) -> float:
    """Never less than the true one, if the beacon meets the standard and stays where it was."""
    worse = 1.0 if hdop_most is None else max(1.0, hdop_most / CLEAR_SKY_HDOP)
    half_step_m = METRES_PER_DEGREE / DEGREE / 2
    corner_m = math.hypot(half_step_m, half_step_m * math.cos(math.radians(lat)))
    return INTERNAL_ERROR_M * worse + INPUT_ERROR_M + corner_m
