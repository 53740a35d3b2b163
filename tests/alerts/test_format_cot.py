"""An alert as a mark on the maps of field teams."""

from xml.etree.ElementTree import Element, fromstring

import msgspec
import pytest
from golden_alerts import typical

from alerts.formats import cot
from alerts.timestamp import unix_s
from decoder.message import MessageClass

TYPICAL = typical()


def event(name: str, *, emergency: bool = False) -> Element:
    return fromstring(cot.render(TYPICAL[name], emergency=emergency))


def part(event: Element, path: str) -> Element:
    found = event.find(path)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("name", "mark"),
    [("date_line", "a-u-S"), ("tracking", "a-u-A"), ("distress_unlocated", "a-u-G")],
)
def test_a_mark_is_of_the_sea_of_the_air_or_of_the_ground(name: str, mark: str) -> None:
    assert event(name).get("type") == mark


def test_a_position_has_its_radius_and_no_altitude() -> None:
    point = part(event("distress_initial"), "point")
    assert (point.get("lat"), point.get("lon"), point.get("ce")) == (
        "32.000000", "-117.000000", "120.0",
    )  # fmt: skip
    assert point.get("hae") == point.get("le") == "9999999.0"


def test_an_alert_without_a_position_says_so_in_its_name() -> None:
    point = part(event("distress_unlocated"), "point")
    assert (point.get("lat"), point.get("lon"), point.get("ce")) == ("0.0", "0.0", "9999999.0")
    assert "NO POSITION" in part(event("distress_unlocated"), "detail/contact").get("callsign", "")


def test_the_class_comes_first_in_the_name() -> None:
    names = {name: part(event(name), "detail/contact").get("callsign", "") for name in TYPICAL}
    assert names["distress_initial"].startswith("DISTRESS EPIRB")
    assert names["self_test"].startswith("SELF TEST")
    assert names["exercise"].startswith("EXERCISE")
    assert names["ship_security"].startswith("COVERT SHIP SECURITY")


def test_alerts_of_one_incident_are_one_mark_and_its_classes_are_several() -> None:
    alert = TYPICAL["distress_initial"]
    other = msgspec.structs.replace(alert.incident, alert_class=MessageClass.SELF_TEST)
    self_test = fromstring(cot.render(msgspec.structs.replace(alert, incident=other)))
    assert event("distress_conflict").get("uid") == event("distress_initial").get("uid")
    assert event("distress_initial").get("uid") != self_test.get("uid")


def test_a_mark_is_current_for_an_hour_and_one_that_is_over_not_at_all() -> None:
    shown = event("distress_initial")
    assert unix_s(shown.get("stale", "")) - unix_s(shown.get("start", "")) == cot.SHOWN_S
    for name in ("cancelled", "closed"):
        assert event(name).get("stale") == event(name).get("start")


def test_emergency_types_are_sent_only_when_asked_for() -> None:
    assert event("distress_initial").find("detail/emergency") is None
    loud = event("distress_initial", emergency=True)
    assert loud.get("type") == "b-a-o-tbl"
    assert part(loud, "detail/emergency").get("type") == "911 Alert"


def test_an_emergency_that_is_over_is_cancelled() -> None:
    over = event("cancelled", emergency=True)
    assert over.get("type") == "b-a-o-can"
    assert part(over, "detail/emergency").get("cancel") == "true"


@pytest.mark.parametrize("name", ["self_test", "exercise", "ship_security"])
def test_tests_and_covert_alerts_are_never_an_emergency(name: str) -> None:
    assert event(name, emergency=True).get("type", "").startswith("a-u-")
    assert event(name, emergency=True).find("detail/emergency") is None
