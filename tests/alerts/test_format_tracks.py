"""Positions and tracks for maps and plotters: KML and GPX."""

from xml.etree.ElementTree import Element, fromstring

import msgspec
from golden_alerts import typical

from alerts.formats import gpx, kml
from decoder.message import Position

KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"
TYPICAL = typical()


def coordinates(element: Element) -> list[str]:
    return (element.findtext(f".//{KML}coordinates") or "").split()


def test_kml_shows_the_position_with_its_circle_and_the_track() -> None:
    document = fromstring(kml.render(TYPICAL["tracking"]))
    (point,) = document.iter(f"{KML}Point")
    (ring,) = document.iter(f"{KML}LinearRing")
    (line,) = document.iter(f"{KML}LineString")
    assert coordinates(point) == ["-117.000000,32.100000"]
    assert len(coordinates(ring)) == 65
    assert coordinates(line) == [
        "-117.000000,32.000000",
        "-117.000000,32.010000",
        "-117.000000,32.100000",
    ]


def test_kml_names_the_class_and_the_beacon() -> None:
    document = fromstring(kml.render(TYPICAL["self_test"]))
    name = document.findtext(f"{KML}Document/{KML}Placemark/{KML}name") or ""
    assert name == "SELF TEST ELT 0123456789ABCDE"
    assert "TEST ONLY" in (document.findtext(f"{KML}Document/{KML}description") or "")


def test_kml_of_an_alert_without_a_position_has_a_place_without_geometry() -> None:
    document = fromstring(kml.render(TYPICAL["distress_unlocated"]))
    (mark,) = document.iter(f"{KML}Placemark")
    assert (mark.findtext(f"{KML}name") or "").endswith("no position")
    assert not coordinates(mark)


def test_gpx_has_the_position_as_a_waypoint_and_the_track() -> None:
    document = fromstring(gpx.render(TYPICAL["tracking"]))
    (waypoint,) = document.iter(f"{GPX}wpt")
    assert (waypoint.get("lat"), waypoint.get("lon")) == ("32.100000", "-117.000000")
    assert waypoint.findtext(f"{GPX}time") == "2026-01-01T00:00:10.000Z"
    track = [point.get("lat") for point in document.iter(f"{GPX}trkpt")]
    assert track == ["32.000000", "32.010000", "32.100000"]


def test_gpx_shows_both_of_two_conflicting_positions() -> None:
    document = fromstring(gpx.render(TYPICAL["distress_conflict"]))
    names = [point.findtext(f"{GPX}name") for point in document.iter(f"{GPX}wpt")]
    name = "DISTRESS ELT 0123456789ABCDE"
    assert names == [name, f"{name}, conflicting position"]


def test_gpx_has_no_longitude_of_180_degrees() -> None:
    alert = TYPICAL["distress_initial"]
    (fix,) = alert.incident.fixes
    edge = Position(0.0, 180.0, 10.0, fix.position.source)
    fixes = (msgspec.structs.replace(fix, position=edge),)
    moved = msgspec.structs.replace(alert.incident, fixes=fixes)
    document = fromstring(gpx.render(msgspec.structs.replace(alert, incident=moved)))
    assert [point.get("lon") for point in document.iter(f"{GPX}wpt")] == ["-180.000000"]


def test_characters_that_xml_forbids_are_replaced_and_others_escaped() -> None:
    alert = TYPICAL["distress_initial"]
    odd = msgspec.structs.replace(alert.incident, identity="<b>&\x00\x1b\ud800]]>")
    document = fromstring(gpx.render(msgspec.structs.replace(alert, incident=odd)))
    said = document.findtext(f"{GPX}metadata/{GPX}desc") or ""
    assert "<b>&\ufffd\ufffd\ufffd]]>" in said
