"""The rules of RFC 7946, as checks of their own, with shapely as a second opinion on polygons."""

import json
from itertools import pairwise
from typing import Any

import shapely

Json = dict[str, Any]


def checked(document: bytes) -> list[Json]:
    """The features, where they break no rule."""
    collection = json.loads(document)
    assert collection["type"] == "FeatureCollection"
    ids = [feature["id"] for feature in collection["features"]]
    assert len(set(ids)) == len(ids)
    for feature in collection["features"]:
        assert set(feature) == {"type", "id", "geometry", "properties"}
        assert feature["type"] == "Feature"
        if feature["geometry"] is not None:
            _geometry(feature["geometry"])
    return list(collection["features"])


def of_role(features: list[Json], role: str) -> list[Json]:
    return [feature for feature in features if feature["properties"]["role"] == role]


def _geometry(geometry: Json) -> None:
    coordinates = geometry["coordinates"]
    match geometry["type"]:
        case "Point":
            _is_on_earth(coordinates)
        case "Polygon":
            _polygon(coordinates)
        case "MultiPolygon":
            assert len(coordinates) > 1
            for polygon in coordinates:
                _polygon(polygon)
        case other:
            raise AssertionError(other)
    assert shapely.is_valid(shapely.from_geojson(json.dumps(geometry))), geometry


def _polygon(rings: list[list[list[float]]]) -> None:
    """3.1.6: closed, four positions or more, the outer ring counterclockwise.

    3.1.9: cut at the antimeridian, so that no edge but one along a pole goes around the world.
    """
    (ring,) = rings
    assert len(ring) >= 4
    assert ring[0] == ring[-1]
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) > 0
    assert all(abs(a[0] - b[0]) <= 180 or abs(a[1]) == abs(b[1]) == 90 for a, b in pairwise(ring))
    for position in ring:
        _is_on_earth(position)


def _is_on_earth(position: list[float]) -> None:
    lon, lat = position
    assert abs(lon) <= 180
    assert abs(lat) <= 90
