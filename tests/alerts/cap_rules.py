"""The rules of CAP 1.2 (OASIS, section 3.2 and its schema in 3.4), as checks of their own.

The schema itself is copyright of OASIS and not shipped here: order and number of elements, words
and forms are written down again from the specification's data dictionary.
"""

import re
from xml.etree.ElementTree import Element, fromstring

SPACE = "{urn:oasis:names:tc:emergency:cap:1.2}"
ALERT = (
    "identifier sender sent status msgType source? scope restriction? addresses? code* note?"
    " references? incidents? info*"
)
INFO = (
    "language? category+ event responseType* urgency severity certainty audience? eventCode*"
    " effective? onset? expires? senderName? headline? description? instruction? web? contact?"
    " parameter* resource* area*"
)
AREA = "areaDesc polygon* circle* geocode* altitude? ceiling?"
PAIR = "valueName value"
WORDS = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "responseType": "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
TIMES = {"sent", "effective", "onset", "expires"}
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
REFERENCE = re.compile(r"[^\s,<&]+,[^\s,<&]+,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d")
NAME = re.compile(r"[^\s,<&]+")


def checked(document: bytes) -> Element:
    """The message, where it breaks no rule."""
    alert = fromstring(document)
    assert alert.tag == f"{SPACE}alert"
    _in_order(alert, ALERT)
    for name in ("identifier", "sender"):
        assert NAME.fullmatch(text(alert, name))
    assert (text(alert, "scope") == "Restricted") == (alert.find(f"{SPACE}restriction") is not None)
    if text(alert, "references"):
        assert all(map(REFERENCE.fullmatch, text(alert, "references").split()))
    for info in alert.findall(f"{SPACE}info"):
        _in_order(info, INFO)
        for area in info.findall(f"{SPACE}area"):
            _area(area)
        for pair in (*info.findall(f"{SPACE}parameter"), *info.findall(f"{SPACE}eventCode")):
            _in_order(pair, PAIR)
    for element in alert.iter():
        name = element.tag.removeprefix(SPACE)
        assert name not in WORDS or element.text in WORDS[name].split(), (name, element.text)
        assert name not in TIMES or TIME.fullmatch(element.text or ""), (name, element.text)
    return alert


def text(element: Element, path: str) -> str:
    """Of a descendant; nothing where there is none."""
    return element.findtext("/".join(f"{SPACE}{name}" for name in path.split("/"))) or ""


def _in_order(element: Element, model: str) -> None:
    pattern = "".join(
        f"(?:{name} ){times}" for name, times in re.findall(r"(\w+)([?*+]?)(?: |$)", model)
    )
    children = "".join(f"{child.tag.removeprefix(SPACE)} " for child in element)
    assert re.fullmatch(pattern, children), children


def _area(area: Element) -> None:
    _in_order(area, AREA)
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
