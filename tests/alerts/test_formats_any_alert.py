"""Over a thousand alerts of every class and kind, in every format."""

import re
from itertools import product
from xml.etree.ElementTree import Element, fromstring

import cap_rules
import geojson_rules
import msgspec
import pytest
from alerts_any import any_alerts
from golden_alerts import typical
from hypothesis import given, settings

from alerts.formats import FORMATS, cot
from alerts.formats.places import conflicting_fix, valid_fix
from alerts.formats.sit185_content import content
from alerts.formats.sit185_parser import parse
from alerts.incidents.alert import Alert
from alerts.incidents.kind import Kind
from decoder.message import MessageClass

KML = "{http://www.opengis.net/kml/2.2}"
GPX = "{http://www.topografix.com/GPX/1/1}"
LINE = re.compile(r"[A-Z0-9 \-?:().,'=/+]{1,69}")
COT_WORD = re.compile(r"\w+(-\w+)*")
TYPICAL = tuple(typical().values())
CAP_STATUS = {
    "self_test": "Test",
    "test": "Test",
    "calibration": "Test",
    "exercise": "Exercise",
}


@settings(max_examples=1100)
@given(any_alerts)
def test_any_alert_keeps_the_rules_of_every_format(alert: Alert) -> None:
    check_all(alert)


@pytest.mark.parametrize(("alert_class", "kind"), [*product(MessageClass, Kind)])
def test_every_class_and_kind_keeps_the_rules_of_every_format(
    alert_class: MessageClass, kind: Kind
) -> None:
    for alert in TYPICAL:
        changed = msgspec.structs.replace(alert.incident, alert_class=alert_class, kind=kind)
        check_all(msgspec.structs.replace(alert, kind=kind, incident=changed))


def check_all(alert: Alert) -> None:
    check_sit185(alert)
    check_cap(alert)
    check_geojson(alert)
    check_cot(alert)
    check_kml(alert)
    check_gpx(alert)


def rendered(alert: Alert, name: str) -> bytes:
    """It says what it is not, and that it is covert, if it is."""
    document = FORMATS[name].render(alert)
    said = " ".join(document.decode().upper().split())
    assert "UNVERIFIED, NOT A COSPAS-SARSAT MESSAGE" in said
    covert = alert.incident.alert_class is MessageClass.SHIP_SECURITY
    assert ("COVERT" in said) == covert
    return document


def check_sit185(alert: Alert) -> None:
    document = rendered(alert, "sit185").decode("ascii")
    assert all(LINE.fullmatch(line) for line in document.splitlines())
    reading = parse(document)
    assert reading.unread == ()
    assert reading.message == content(alert)
    assert reading.message.facility == "XXXX"
    assert "THIS IS NOT AN MCC MESSAGE" in " ".join(document.split())


def check_cap(alert: Alert) -> None:
    cap = cap_rules.checked(rendered(alert, "cap"))
    assert cap_rules.text(cap, "scope") == "Restricted"
    expected = CAP_STATUS.get(alert.incident.alert_class, "Actual")
    assert cap_rules.text(cap, "status") == expected
    assert (cap_rules.text(cap, "msgType") == "Alert") == (not cap_rules.text(cap, "references"))


def check_geojson(alert: Alert) -> None:
    features = geojson_rules.checked(rendered(alert, "geojson"))
    (position,) = geojson_rules.of_role(features, "position")
    assert (position["geometry"] is None) == (valid_fix(alert) is None)
    assert all(feature["properties"]["verified"] is False for feature in features)


def check_cot(alert: Alert) -> None:
    event = fromstring(rendered(alert, "cot"))
    assert set(event.attrib) == {"version", "uid", "type", "how", "time", "start", "stale"}
    assert event.get("type") in {"a-u-S", "a-u-A", "a-u-G"}
    assert COT_WORD.fullmatch(event.get("how", ""))
    assert [part.tag for part in event] == ["point", "detail"]
    point = event[0]
    assert set(point.attrib) == {"lat", "lon", "hae", "ce", "le"}
    assert abs(float(point.get("lat", "nan"))) <= 90
    assert abs(float(point.get("lon", "nan"))) <= 180
    assert (point.get("ce") == cot.UNKNOWN) == (valid_fix(alert) is None)
    assert event.find("detail/emergency") is None
    assert event.get("stale", "") >= event.get("time", "")


def check_kml(alert: Alert) -> None:
    kml = fromstring(rendered(alert, "kml"))
    assert kml.find(f"{KML}Document/{KML}Placemark") is not None
    for element in kml.iter(f"{KML}coordinates"):
        for corner in (element.text or "").split():
            lon, lat = map(float, corner.split(","))
            assert abs(lon) <= 180
            assert abs(lat) <= 90
    shown = [fix for fix in (valid_fix(alert), conflicting_fix(alert)) if fix]
    assert len(list(kml.iter(f"{KML}Point"))) == len(shown)


def check_gpx(alert: Alert) -> None:
    gpx = fromstring(rendered(alert, "gpx"))
    assert gpx.get("version") == "1.1"
    points: list[Element] = [*gpx.iter(f"{GPX}wpt"), *gpx.iter(f"{GPX}trkpt")]
    for point in points:
        assert abs(float(point.get("lat", ""))) <= 90
        assert -180 <= float(point.get("lon", "")) < 180
