"""Positions of an alert as GeoJSON."""

import geojson_rules
from golden_alerts import typical

from alerts.formats import geojson

TYPICAL = typical()


def features(name: str) -> list[geojson_rules.Json]:
    return geojson_rules.checked(geojson.render(TYPICAL[name]))


def test_a_position_comes_with_its_circle() -> None:
    position, uncertainty = features("distress_initial")
    assert position["geometry"] == {"type": "Point", "coordinates": [-117.0, 32.0]}
    assert position["id"] == TYPICAL["distress_initial"].event_id
    assert position["properties"]["radius_95_m"] == 120.0
    assert uncertainty["geometry"]["type"] == "Polygon"
    assert uncertainty["properties"]["role"] == "uncertainty"


def test_longitude_comes_first() -> None:
    (position, _) = features("date_line")
    assert position["geometry"]["coordinates"] == [179.999, 52.0]


def test_an_alert_without_a_position_is_a_feature_without_geometry() -> None:
    (feature,) = features("distress_unlocated")
    assert feature["geometry"] is None
    assert feature["properties"]["radius_95_m"] is None


def test_a_contradicting_position_is_there_as_such() -> None:
    found = features("distress_conflict")
    roles = [feature["properties"]["role"] for feature in found]
    assert roles == ["position", "uncertainty", "conflict", "conflict_uncertainty"]
    assert found[2]["geometry"]["coordinates"] == [-117.0, 32.5]


def test_a_circle_over_the_antimeridian_is_two_polygons() -> None:
    geometry = features("date_line")[1]["geometry"]
    assert geometry["type"] == "MultiPolygon"
    assert len(geometry["coordinates"]) == 2


def test_a_covert_alert_says_so() -> None:
    (caveat,) = features("ship_security")[0]["properties"]["caveats"][1:]
    assert caveat.startswith("COVERT")
