"""The circle of a position's uncertainty as polygons: RFC 7946 sections 3.1.6 and 3.1.9.

Rings run counterclockwise on a plain map of longitude and latitude, end where they start, and never
cross 180 degrees: a circle that does becomes two. One that holds a pole reaches the map's edge.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from alerts.incidents.great_circle import EARTH_RADIUS_M
from decoder.message import Position

Point = tuple[float, float]
"""Longitude and latitude, in degrees."""
Ring = tuple[Point, ...]

CORNERS = 64
DECIMALS = 6
"""About 0.1 m: more is noise (RFC 7946 section 11.2)."""
LEAST_RADIUS_M = 1.0
POLE = 90.0
HALF_TURN = 180.0
FULL_TURN = 360.0


def rings(position: Position) -> tuple[Ring, ...]:
    """None for a radius of a quarter of the earth's circumference or more: that is no position."""
    radius_deg = math.degrees(max(position.radius_95_m, LEAST_RADIUS_M) / EARTH_RADIUS_M)
    if radius_deg >= POLE:
        return ()
    if abs(position.lat) + radius_deg >= POLE:
        outlines = [_round_a_pole(position, radius_deg)]
    else:
        outlines = _cut(_round(position, radius_deg))
    return tuple(ring for ring in map(_closed, outlines) if _area(ring) > 0)


def _round(position: Position, radius_deg: float) -> list[Point]:
    """By the formula for the place at a distance and a bearing on the sphere."""
    lat, radius = math.radians(position.lat), math.radians(radius_deg)
    corners = []
    for corner in range(CORNERS):
        bearing = -2 * math.pi * corner / CORNERS  # counterclockwise
        north = math.sin(lat) * math.cos(radius)
        north += math.cos(lat) * math.sin(radius) * math.cos(bearing)
        corner_lat = math.asin(max(-1.0, min(1.0, north)))
        east = math.atan2(
            math.sin(bearing) * math.sin(radius) * math.cos(lat),
            math.cos(radius) - math.sin(lat) * north,
        )
        corners.append((position.lon + math.degrees(east), math.degrees(corner_lat)))
    return corners


def _round_a_pole(position: Position, radius_deg: float) -> list[Point]:
    """From 180 degrees west to east along the circle, and back along the pole."""
    side = math.copysign(1.0, position.lat)
    height = math.sin(math.radians(abs(position.lat)))
    edge = []
    for step in range(CORNERS + 1):
        lon = FULL_TURN * step / CORNERS - HALF_TURN
        ahead = math.cos(math.radians(position.lat)) * math.cos(math.radians(lon - position.lon))
        share = math.cos(math.radians(radius_deg)) / math.hypot(height, ahead)
        lat = math.degrees(math.atan2(height, ahead) - math.acos(min(1.0, share)))
        edge.append((lon, side * min(POLE, lat)))
    if side > 0:
        return [*edge, (HALF_TURN, POLE), (-HALF_TURN, POLE)]
    return [*edge[::-1], (-HALF_TURN, -POLE), (HALF_TURN, -POLE)]


def _cut(outline: list[Point]) -> list[list[Point]]:
    if min(lon for lon, _ in outline) < -HALF_TURN:
        outline = _shifted(outline, FULL_TURN)
    if max(lon for lon, _ in outline) <= HALF_TURN:
        return [outline]
    west = list(_clipped(outline, 1.0))
    return [west, _shifted(list(_clipped(outline, -1.0)), -FULL_TURN)]


def _clipped(outline: list[Point], side: float) -> Iterator[Point]:
    """What lies west (1) or east (-1) of 180 degrees: Sutherland and Hodgman."""
    for (lon, lat), (next_lon, next_lat) in pairwise([*outline, outline[0]]):
        inside, next_inside = (side * (each - HALF_TURN) <= 0 for each in (lon, next_lon))
        if inside:
            yield lon, lat
        if inside is not next_inside:
            yield HALF_TURN, lat + (next_lat - lat) * (HALF_TURN - lon) / (next_lon - lon)


def _shifted(outline: list[Point], by_deg: float) -> list[Point]:
    return [(lon + by_deg, lat) for lon, lat in outline]


def _closed(outline: Sequence[Point]) -> Ring:
    rounded = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in outline]
    return tuple(
        point for point, before in zip([*rounded, rounded[0]], [None, *rounded], strict=True)
        if point != before
    )  # fmt: skip


def _area(ring: Ring) -> float:
    """Twice the area on a plain map, positive where the ring runs counterclockwise."""
    return sum(
        lon * next_lat - next_lon * lat for (lon, lat), (next_lon, next_lat) in pairwise(ring)
    )
