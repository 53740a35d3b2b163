"""A position in a polygon, with shapely as the judge where the antimeridian is not involved."""

import math

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.routing.polygon import Polygon, RingError, Side

degrees = st.integers(-20, 20)  # whole ones, so that borders are hit, and exactly
points = st.tuples(degrees, degrees)


def around(corners: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """A closed ring through the corners, in the order of their directions from the middle."""
    ring = sorted(corners, key=lambda corner: (math.atan2(corner[1], corner[0]), corner))
    return [*ring, ring[0]]


rings = st.sets(points, min_size=3, max_size=9).map(around)


def wrapped(lon: float) -> float:
    return (lon + 180) % 360 - 180


@given(outer=rings, hole=st.none() | rings, point=points)
def test_shapely_says_the_same(
    outer: list[tuple[int, int]], hole: list[tuple[int, int]] | None, point: tuple[int, int]
) -> None:
    holes = [hole] if hole else []
    judge = shapely.Polygon(outer, holes)
    assume(judge.is_valid)
    assert Polygon.parse([outer, *holes]).covers(*point) == judge.covers(shapely.Point(point))


@given(ring=rings, point=points, shift=st.integers(-360, 360))
def test_the_antimeridian_is_a_meridian_like_any_other(
    ring: list[tuple[int, int]], point: tuple[int, int], shift: int
) -> None:
    elsewhere = Polygon.parse([[(wrapped(lon + shift), lat) for lon, lat in ring]])
    here = Polygon.parse([ring])
    assert elsewhere.covers(wrapped(point[0] + shift), point[1]) == here.covers(*point)


@given(
    border=st.lists(st.floats(-9, 9), min_size=2, max_size=8),
    lon=st.floats(-10, 10),
    lat=st.floats(0, 1),
)
def test_no_position_falls_between_neighbours(border: list[float], lon: float, lat: float) -> None:
    """One border, walked northwards by the one and southwards by the other."""
    shared = [(east, north / (len(border) - 1)) for north, east in enumerate(border)]
    west = Polygon.parse([[(-10, 0), *shared, (-10, 1), (-10, 0)]])
    east = Polygon.parse([[(10, 1), *reversed(shared), (10, 0), (10, 1)]])
    assert west.covers(lon, lat) or east.covers(lon, lat)


def box(west: float, south: float, east: float, north: float) -> Polygon:
    corners = [(west, south), (east, south), (east, north), (west, north), (west, south)]
    return Polygon.parse([corners])


@pytest.mark.parametrize("region", [box(170, -10, -170, 10), box(170, -10, 190, 10)])
def test_a_polygon_across_the_antimeridian_holds_both_sides(region: Polygon) -> None:
    assert all(region.covers(lon, 0) for lon in (170, 175, 180, -180, -175, -170))
    assert not any(region.covers(lon, 0) for lon in (169, -169, 0))


ICE = Polygon.parse([[(-180, -90), (180, -90), (180, -60), (0, -60), (-180, -60), (-180, -90)]])
SECTOR = box(0, 60, 90, 90)


@pytest.mark.parametrize("lon", [-180, -120, 0, 33, 180])
def test_a_pole_is_one_point_whatever_its_longitude(lon: float) -> None:
    assert ICE.covers(lon, -90)
    assert SECTOR.covers(lon, 90)
    assert not ICE.covers(lon, 90)
    assert not SECTOR.covers(lon, -90)


def test_a_polar_region_holds_every_longitude() -> None:
    assert all(ICE.covers(lon, -75) for lon in range(-180, 181, 15))
    assert not any(ICE.covers(lon, -59) for lon in range(-180, 181, 15))
    assert SECTOR.covers(45, 89)
    assert not SECTOR.covers(-45, 89)


def test_a_border_is_neither_inside_nor_outside() -> None:
    ring = box(0, 0, 10, 10).outer
    assert {ring.side(*point) for point in [(0, 0), (10, 10), (10, 5), (5, 0)]} == {Side.BORDER}
    assert ring.side(5, 5) is Side.INSIDE
    assert ring.side(5, 11) is Side.OUTSIDE


@pytest.mark.parametrize(
    ("rings", "told"),
    [
        ([], "a polygon has no ring: give at least its outer one"),
        ([[(0, 0), (1, 1), (0, 0)]], "a ring has 3 positions: must have 4 or more"),
        ([[(0, 0), (1, 1), (1, 0), (0, 1)]], "a ring does not end where it starts"),
        ([[(0, 0), (1,), (1, 0), (0, 0)]], r"position \[1\]: must be \[longitude, latitude\]"),
        ([[(0, 0), (45, 100), (1, 0), (0, 0)]], r"position \[45, 100\]: must be .* in degrees"),
        ([[(0, 0), (361, 1), (1, 0), (0, 0)]], r"position \[361, 1\]: must be .* in degrees"),
        (
            [[(0, 70), (120, 70), (-120, 70), (0, 70)]],
            "a ring goes round a pole: cut it at 180 degrees, and take it along the pole",
        ),
        (
            [[(-180, 0), (180, 0), (180, 9), (-180, 9), (-180, 0)]],
            "an edge from longitude -180 to 180 at latitude 0 may mean all of that circle or",
        ),
    ],
)
def test_a_ring_that_is_none_or_may_mean_two_things_is_refused(
    rings: list[list[tuple[float, ...]]], told: str
) -> None:
    with pytest.raises(RingError, match=told):
        Polygon.parse(rings)
