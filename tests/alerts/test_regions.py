"""Search-and-rescue regions of the operator's file, and what a bad file is told."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import AlertSettingError
from alerts.routing.regions import Regions, parse_regions, read_regions

EXAMPLE = Path(__file__).parents[2] / "deploy" / "regions.example.geojson"


def square(west: float, south: float, size: float) -> list[list[list[float]]]:
    east, north = west + size, south + size
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(name: str = "Sea", **changes: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": square(0, 0, 10)}
    plain = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
    return plain | changes


def parsed(*features: dict[str, Any]) -> Regions:
    collection = {"type": "FeatureCollection", "features": features}
    return parse_regions(json.dumps(collection).encode())


@pytest.mark.parametrize(
    ("lat", "lon", "name"),
    [
        (49, -30, "Island of Southland"),
        (50, -29, "Island of Southland"),  # its corner
        (50.1, -29, "Northern Waters"),
        (53, -35, None),  # the hole
        (52, -35, "Northern Waters"),  # the hole's border
        (-40, 175, "Southern Waters"),
        (-40, 180, "Southern Waters"),
        (-40, -180, "Southern Waters"),
        (-40, -165, "Southern Waters"),
        (-90, 12, "Southern Ice"),
        (-75, -180, "Southern Ice"),
        (-59.9, 12, None),
        (0, 0, None),
    ],
)
def test_the_example_has_islands_holes_both_sides_of_the_antimeridian_and_a_pole(
    lat: float, lon: float, name: str | None
) -> None:
    region = read_regions(EXAMPLE).at(lat, lon)
    assert (region and region.name) == name


def test_the_example_tells_no_countries_from_none_at_home() -> None:
    regions = {region.name: region.countries for region in read_regions(EXAMPLE).all}
    assert regions["Southern Waters"] == {997, 998}
    assert regions["Southern Ice"] == frozenset()
    assert parsed(feature()).all[0].countries is None


def test_of_regions_that_overlap_the_first_in_the_file_has_the_position() -> None:
    small = feature("small", geometry={"type": "Polygon", "coordinates": square(2, 2, 2)})
    for features, name in (((small, feature()), "small"), ((feature(), small), "Sea")):
        region = parsed(*features).at(3, 3)
        assert region
        assert region.name == name


@given(lat=st.floats(-90, 90), lon=st.floats(-180, 180))
def test_every_position_is_looked_up_without_ado(lat: float, lon: float) -> None:
    regions = read_regions(EXAMPLE)
    region = regions.at(lat, lon)
    assert region is None or region in regions.all


def test_without_a_file_there_are_no_regions() -> None:
    assert Regions().at(0, 0) is None
    assert Regions().names == ()


def test_what_else_stands_in_the_file_is_passed_over() -> None:
    ring = [[*point, 12.5] for point in square(0, 0, 10)[0]]  # heights
    geometry = {"type": "Polygon", "coordinates": [ring]}
    regions = parsed(feature(id=7, bbox=[0, 0, 10, 10], geometry=geometry))
    assert regions.names == ("Sea",)
    assert regions.at(5, 5)


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ([], "has no features: give at least one region, or no file"),
        ([feature(), feature()], "feature 2 'Sea': another has this name: make one MultiPolygon"),
        ([feature(), feature(properties={})], "feature 2: .* missing required field `name`"),
        ([feature(properties=None)], "feature 1: must be .* with the property name: Expected"),
        ([feature("\x1b[2J")], r"feature 1: .* - at `\$.properties.name`"),
        ([feature(properties={"name": "Sea", "countries": [1000]})], r"countries\[0\]`"),
        ([feature(properties={"name": "Sea", "countries": "999"})], "countries`"),
        ([feature(geometry=None)], r"feature 1: .* `null` - at `\$.geometry`"),
        ([feature(geometry={"type": "Point", "coordinates": [0, 0]})], r"'Point'"),
        (
            [feature(geometry={"type": "Polygon", "coordinates": [["a"]]})],
            "feature 1: .* got `str`",
        ),
        (
            [feature(geometry={"type": "MultiPolygon", "coordinates": []})],
            "feature 1 'Sea': has no polygon: give it one, or leave it out",
        ),
        (
            [feature(geometry={"type": "Polygon", "coordinates": [square(0, 0, 10)[0][:4]]})],
            "feature 1 'Sea': a ring does not end where it starts: repeat its first position",
        ),
    ],
)
def test_a_bad_feature_is_named_with_the_remedy(features: list[dict[str, Any]], told: str) -> None:
    with pytest.raises(AlertSettingError, match=told) as refused:
        parsed(*features)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "text",
    [b"", b"\xff", b"[]", b"{}", b'{"type": "Feature"}', b"[" * 100_000, b'{"a": ' * 100_000],
)
def test_a_file_of_something_else_is_refused_in_one_line(text: bytes, tmp_path: Path) -> None:
    path = tmp_path / "regions.geojson"
    path.write_bytes(text)
    with pytest.raises(AlertSettingError, match=f"^regions {path}: must be a GeoJSON") as refused:
        read_regions(path)
    assert str(refused.value).isprintable()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(AlertSettingError, match=r"no\.geojson: No such file or directory"):
        read_regions(tmp_path / "no.geojson")


@given(st.binary())
def test_no_bytes_are_more_than_refused(text: bytes) -> None:
    with pytest.raises(AlertSettingError):
        parse_regions(text)
