"""KML 2.2 (OGC 07-147r2): positions with their circles, and the track, for maps and planning."""

from typing import Final
from xml.etree.ElementTree import Element

from alerts.formats.circle import rings
from alerts.formats.markup import add, document, root
from alerts.formats.places import conflicting_fix, track, valid_fix
from alerts.formats.wording import description, headline, label
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Fix
from alerts.incidents.words import place

NAMESPACE: Final = "http://www.opengis.net/kml/2.2"


def render(alert: Alert) -> bytes:
    kml = root("kml", NAMESPACE)
    folder = add(kml, "Document")
    add(folder, "name", headline(alert))
    add(folder, "description", description(alert))
    valid, conflicting, fixes = valid_fix(alert), conflicting_fix(alert), track(alert)
    if valid is None:
        _placemark(folder, f"{label(alert)}, no position", description(alert))
    else:
        _position(folder, label(alert), description(alert), valid)
    if conflicting is not None:
        name = f"{label(alert)}, conflicting position"
        _position(folder, name, description(alert), conflicting)
    if len(fixes) > 1:
        _track(folder, alert, fixes)
    return document(kml)


def _position(folder: Element, name: str, text: str, fix: Fix) -> None:
    """The point and its circle in one, so that they are shown and hidden together."""
    mark = _placemark(folder, name, f"{text} Position: {place(fix.position)}.")
    add(add(mark, "TimeStamp"), "when", fix.time)
    shapes = add(mark, "MultiGeometry")
    add(add(shapes, "Point"), "coordinates", _coordinates(fix))
    for ring in rings(fix.position):
        boundary = add(add(shapes, "Polygon"), "outerBoundaryIs")
        corners = " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in ring)
        add(add(boundary, "LinearRing"), "coordinates", corners)


def _track(folder: Element, alert: Alert, fixes: tuple[Fix, ...]) -> None:
    name = f"{label(alert)}, track"
    mark = _placemark(folder, name, description(alert))
    span = add(mark, "TimeSpan")
    add(span, "begin", fixes[0].time)
    add(span, "end", fixes[-1].time)
    line = add(mark, "LineString")
    add(line, "coordinates", " ".join(map(_coordinates, fixes)))


def _placemark(folder: Element, name: str, text: str) -> Element:
    mark = add(folder, "Placemark")
    add(mark, "name", name)
    add(mark, "description", text)
    return mark


def _coordinates(fix: Fix) -> str:
    return f"{fix.position.lon:.6f},{fix.position.lat:.6f}"
