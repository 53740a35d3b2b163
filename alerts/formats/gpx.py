"""GPX 1.1 (topografix.com/GPX/1/1): positions as waypoints, and their track, for plotters."""

from typing import Final
from xml.etree.ElementTree import Element

from alerts.formats.markup import add, document, root
from alerts.formats.places import conflicting_fix, track, valid_fix
from alerts.formats.wording import description, headline, label
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Fix
from alerts.incidents.words import place

NAMESPACE: Final = "http://www.topografix.com/GPX/1/1"


def render(alert: Alert) -> bytes:
    gpx = root("gpx", NAMESPACE, version="1.1", creator="beacon406")
    metadata = add(gpx, "metadata")
    add(metadata, "name", headline(alert))
    add(metadata, "desc", description(alert))
    add(metadata, "time", alert.time)
    valid, conflicting, fixes = valid_fix(alert), conflicting_fix(alert), track(alert)
    if valid is not None:
        _waypoint(gpx, label(alert), alert, valid)
    if conflicting is not None:
        _waypoint(gpx, f"{label(alert)}, conflicting position", alert, conflicting)
    if len(fixes) > 1:
        path = add(gpx, "trk")
        add(path, "name", label(alert))
        add(path, "desc", description(alert))
        segment = add(path, "trkseg")
        for fix in fixes:
            _point(segment, "trkpt", fix)
    return document(gpx)


def _waypoint(gpx: Element, name: str, alert: Alert, fix: Fix) -> None:
    point = _point(gpx, "wpt", fix)
    add(point, "name", name)
    add(point, "desc", f"{description(alert)} Position: {place(fix.position)}.")


def _point(parent: Element, name: str, fix: Fix) -> Element:
    """Longitudes of GPX go up to 180 degrees, and not to 180 itself."""
    lon = f"{fix.position.lon:.6f}"
    west = "-180.000000" if lon == "180.000000" else lon
    point = add(parent, name, lat=f"{fix.position.lat:.6f}", lon=west)
    add(point, "time", fix.time)
    return point
