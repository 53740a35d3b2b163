"""Whether a position lies in a polygon of a GeoJSON file: RFC 7946, sections 3.1.6 and 3.1.9.

Edges are straight on a plain map of longitude and latitude. A ring is kept unrolled: its longitudes
run on beyond 180 degrees instead of jumping, so that one across the antimeridian is like any other.
"""

import math
from collections.abc import Iterator, Sequence
from enum import Enum
from itertools import pairwise

import msgspec

HALF_TURN = 180.0
FULL_TURN = 360.0
POLE = 90.0


class RingError(ValueError):
    """What is wrong with a ring, and what to do."""


class Side(Enum):
    INSIDE = "inside"
    BORDER = "border"
    OUTSIDE = "outside"


class Ring(msgspec.Struct, frozen=True):
    """Points as (longitude, latitude); the last one is the first."""

    points: tuple[tuple[float, float], ...]
    west: float
    east: float
    south: float
    north: float

    @classmethod
    def parse(cls, coordinates: Sequence[Sequence[float]]) -> "Ring":
        points = tuple(_unrolled(_checked(coordinates)))
        if points[0] != points[-1]:
            raise RingError(
                "a ring goes round a pole: cut it at 180 degrees, and take it along the pole"
            )
        longitudes, latitudes = zip(*points, strict=True)
        return cls(points, min(longitudes), max(longitudes), min(latitudes), max(latitudes))

    def side(self, lon: float, lat: float) -> Side:
        if abs(lat) == POLE:  # one point, whatever its longitude
            return Side.BORDER if lat in (self.south, self.north) else Side.OUTSIDE
        if not self.south <= lat <= self.north:
            return Side.OUTSIDE
        turns = (lon - FULL_TURN, lon, lon + FULL_TURN)
        sides = {self._side(turn, lat) for turn in turns if self.west <= turn <= self.east}
        if Side.BORDER in sides:
            return Side.BORDER
        return Side.INSIDE if Side.INSIDE in sides else Side.OUTSIDE

    def _side(self, lon: float, lat: float) -> Side:
        """By the number of edges that lie east of the position, at its latitude."""
        inside = False
        for edge in pairwise(self.points):
            # Neighbours share an edge: from south to north, it is the same one for both of them.
            (lon_1, lat_1), (lon_2, lat_2) = sorted(edge, key=lambda point: point[::-1])
            if not lat_1 <= lat <= lat_2:
                continue
            turn = (lon_2 - lon_1) * (lat - lat_1) - (lon - lon_1) * (lat_2 - lat_1)
            if turn == 0 and min(lon_1, lon_2) <= lon <= max(lon_1, lon_2):
                return Side.BORDER
            if turn > 0 and lat < lat_2:
                inside = not inside
        return Side.INSIDE if inside else Side.OUTSIDE


class Polygon(msgspec.Struct, frozen=True):
    outer: Ring
    holes: tuple[Ring, ...]

    @classmethod
    def parse(cls, rings: Sequence[Sequence[Sequence[float]]]) -> "Polygon":
        if not rings:
            raise RingError("a polygon has no ring: give at least its outer one")
        outer, *holes = map(Ring.parse, rings)
        return cls(outer, tuple(holes))

    def covers(self, lon: float, lat: float) -> bool:
        """Borders included, those of holes as well."""
        return self.outer.side(lon, lat) is not Side.OUTSIDE and not any(
            hole.side(lon, lat) is Side.INSIDE for hole in self.holes
        )


def _checked(coordinates: Sequence[Sequence[float]]) -> Sequence[Sequence[float]]:
    if len(coordinates) < 4:
        raise RingError(f"a ring has {len(coordinates)} positions: must have 4 or more")
    for position in coordinates:
        if len(position) < 2:
            raise RingError(f"position {list(position)}: must be [longitude, latitude]")
        lon, lat = position[:2]
        if not abs(lon) <= FULL_TURN or not abs(lat) <= POLE:
            raise RingError(
                f"position [{lon:g}, {lat:g}]: must be [longitude, latitude] in degrees"
            )
    if list(coordinates[0][:2]) != list(coordinates[-1][:2]):
        raise RingError("a ring does not end where it starts: repeat its first position at its end")
    return coordinates


def _unrolled(coordinates: Sequence[Sequence[float]]) -> Iterator[tuple[float, float]]:
    """An edge of more than half a turn goes the short way, but for one along a pole."""
    turns = 0.0
    before = coordinates[0][:2]
    for lon, lat, *_ in coordinates:
        step = lon - before[0]
        along_pole = lat == before[1] and abs(lat) == POLE
        if abs(step) >= FULL_TURN and not along_pole:
            raise RingError(
                f"an edge from longitude {before[0]:g} to {lon:g} at latitude {lat:g} may mean"
                f" all of that circle or nothing: put points between, or leave one of them out"
            )
        if HALF_TURN < abs(step) < FULL_TURN:
            turns -= math.copysign(FULL_TURN, step)
        before = (lon, lat)
        yield lon + turns, lat
