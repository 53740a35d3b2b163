"""Circles on the earth as polygons on a plain map."""

import math

import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st

from alerts.formats.circle import Ring, rings
from alerts.incidents.great_circle import EARTH_RADIUS_M, distance_m
from decoder.message import Position, PositionSource

CORNER_TOLERANCE_M = 1.0
"""Six decimals of a degree are 0.1 m; asin near the poles costs some more."""


def circle(lat: float, lon: float, radius_95_m: float) -> Position:
    return Position(lat, lon, radius_95_m, PositionSource.UNSTATED)


def area_of(found: tuple[Ring, ...]) -> shapely.MultiPolygon:
    return shapely.MultiPolygon([shapely.Polygon(ring) for ring in found])


@given(st.floats(-80, 80), st.floats(-150, 150), st.floats(10, 500e3))
def test_corners_are_as_far_away_as_the_radius(lat: float, lon: float, radius_m: float) -> None:
    position = circle(lat, lon, radius_m)
    (ring,) = rings(position)
    for corner_lon, corner_lat in ring:
        corner = circle(corner_lat, corner_lon, 0)
        assert distance_m(position, corner) == pytest.approx(radius_m, abs=CORNER_TOLERANCE_M)


@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(0, 9.9e6))
def test_a_place_is_in_the_polygon_where_it_is_in_the_circle(
    lat: float, lon: float, radius_m: float
) -> None:
    found = rings(circle(lat, lon, radius_m))
    assert found
    area = area_of(found)
    assert area.is_valid
    assert area.buffer(1e-5).contains(shapely.Point(lon, lat))


@given(
    st.floats(-90, 90), st.floats(-180, 180), st.floats(100, 9.9e6),
    st.floats(-89, 89), st.floats(-180, 180),
)  # fmt: skip
def test_nothing_well_inside_is_left_out_and_nothing_well_outside_let_in(
    lat: float, lon: float, radius_m: float, other_lat: float, other_lon: float
) -> None:
    away = distance_m(circle(lat, lon, 0), circle(other_lat, other_lon, 0)) / radius_m
    assume(away < 0.8 or away > 1.2)
    # Chords of a circle that holds a pole bend far on a plain map, in the last degrees before it.
    assume(abs(abs(lat) + math.degrees(radius_m / EARTH_RADIUS_M) - 90) > 5)
    area = area_of(rings(circle(lat, lon, radius_m)))
    assert area.intersects(shapely.Point(other_lon, other_lat)) == (away < 1)


def test_a_circle_over_the_antimeridian_is_cut_in_two_that_meet_there() -> None:
    east, west = rings(circle(-17.0, 179.99, 5000.0))
    assert max(lon for lon, _ in east) == 180
    assert min(lon for lon, _ in west) == -180
    assert {lat for lon, lat in east if lon == 180} == {lat for lon, lat in west if lon == -180}


def test_a_circle_in_the_west_of_the_antimeridian_is_cut_alike() -> None:
    found = rings(circle(-17.0, -179.99, 5000.0))
    assert [max(lon for lon, _ in ring) for ring in found] == [
        180,
        pytest.approx(-179.943, abs=1e-3),
    ]


@pytest.mark.parametrize("pole", [90.0, -90.0])
def test_a_circle_round_a_pole_reaches_it_at_all_longitudes(pole: float) -> None:
    (ring,) = rings(circle(math.copysign(89.9, pole), 10.0, 50e3))
    assert {(-180.0, pole), (180.0, pole)} <= set(ring)


def test_what_could_be_anywhere_has_no_polygon() -> None:
    assert rings(circle(10.0, 10.0, 10.1e6)) == ()
