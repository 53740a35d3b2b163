"""What CAP's own words say of an alert."""

import cap_rules
import msgspec
import pytest
from golden_alerts import typical
from incident_made_up import HERE, NEAR, Desk, cancellation_at, heard_at
from lxml import etree

from alerts.acknowledgement import Action
from alerts.formats import cap
from alerts.incidents.alert import Alert
from decoder.message import MessageClass, Position

TYPICAL = typical()


def said(alert: Alert, path: str) -> str:
    return cap_rules.text(cap_rules.checked(cap.render(alert)), path)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (b"<status>Actual<", b"<status>Real<"),
        (b"-00:00</sent>", b"Z</sent>"),
        (b"<urgency>Immediate</urgency>", b""),
    ],
)
def test_the_schema_refuses_what_is_not_cap(right: bytes, wrong: bytes) -> None:
    document = cap.render(TYPICAL["distress_initial"])
    assert right in document
    with pytest.raises(etree.DocumentInvalid):
        cap_rules.checked(document.replace(right, wrong))


def test_the_first_alert_is_an_alert_and_the_next_updates_it() -> None:
    desk = Desk()
    desk.take(heard_at(0.7, HERE))
    desk.take(heard_at(50, NEAR))
    first, second = desk.alerts
    assert said(first, "msgType") == "Alert"
    assert said(second, "msgType") == "Update"
    names = ("sender", "identifier", "sent")
    assert said(second, "references") == ",".join(said(first, name) for name in names)
    assert said(first, "incidents") == said(second, "incidents") == first.incident.incident_id


def test_a_cancellation_by_the_user_cancels_the_alert_before_it() -> None:
    alert = TYPICAL["cancelled"]
    assert said(alert, "msgType") == "Cancel"
    assert f",{alert.previous}," in said(alert, "references")
    assert said(alert, "info/urgency") == "Past"


def test_a_cancellation_of_an_alert_that_was_not_heard_cancels_nothing() -> None:
    desk = Desk()
    for at_s in (0, 10):
        desk.take(cancellation_at(at_s))
    assert [said(alert, "msgType") for alert in desk.alerts] == ["Alert", "Update"]


def test_an_alert_whose_forerunner_has_no_time_refers_to_nothing() -> None:
    alert = msgspec.structs.replace(TYPICAL["cancelled"], previous_time=None)
    assert said(alert, "msgType") == "Alert"
    assert said(alert, "references") == ""


@pytest.mark.parametrize(
    ("name", "status", "response"),
    [
        ("distress_initial", "Actual", "Assess"),
        ("ship_security", "Actual", "Assess"),
        ("tracking", "Actual", "Assess"),
        ("self_test", "Test", "None"),
        ("exercise", "Exercise", "None"),
    ],
)
def test_status_and_response_are_those_of_the_class(name: str, status: str, response: str) -> None:
    assert said(TYPICAL[name], "status") == status
    assert said(TYPICAL[name], "info/responseType") == response


def test_certainty_grows_with_bursts_and_stations() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    desk.take(heard_at(50, HERE))
    desk.take(heard_at(100, NEAR, station="valley"))
    desk.take(heard_at(150, (32.3, -117.0), station="valley"))
    certainties = [said(alert, "info/certainty") for alert in desk.alerts]
    assert certainties[0] == "Possible"
    assert certainties[1] == "Likely"
    assert certainties[-1] == "Observed"


def test_silence_is_no_reason_to_stand_down_but_a_person_closing_it_is() -> None:
    assert said(TYPICAL["silent"], "info/urgency") == "Immediate"
    assert said(TYPICAL["closed"], "info/urgency") == "Past"
    desk = Desk()
    desk.take(heard_at(0, HERE))
    desk.tick(25 * 3600)
    assert said(desk.alerts[-1], "info/urgency") == "Unknown"


def test_times_are_to_the_second_with_a_numeric_offset() -> None:
    alert = TYPICAL["distress_initial"]
    assert said(alert, "sent") == "2026-01-01T00:00:00-00:00"
    assert said(alert, "info/expires") == "2026-01-02T00:00:00-00:00"


def test_a_covert_alert_says_so_where_it_restricts_and_where_it_instructs() -> None:
    alert = TYPICAL["ship_security"]
    assert said(alert, "restriction").startswith("COVERT")
    assert said(alert, "info/instruction").startswith("COVERT")
    assert said(alert, "info/headline").startswith("SHIP SECURITY")


def test_both_of_two_conflicting_positions_are_areas() -> None:
    document = cap_rules.checked(cap.render(TYPICAL["distress_conflict"]))
    areas = document.findall(f".//{cap_rules.SPACE}area")
    assert [cap_rules.text(area, "circle")[:20] for area in areas] == [
        "32.000000,-117.00000",
        "32.500000,-117.00000",
    ]


def test_a_circle_over_the_antimeridian_is_two_polygons() -> None:
    document = cap_rules.checked(cap.render(TYPICAL["date_line"]))
    assert len(document.findall(f".//{cap_rules.SPACE}polygon")) == 2


def test_without_a_position_there_is_an_area_without_a_shape() -> None:
    alert = TYPICAL["distress_unlocated"]
    assert said(alert, "info/area/areaDesc").endswith("no position")
    assert said(alert, "info/area/circle") == ""


def test_a_position_that_is_no_place_is_not_shown() -> None:
    alert = TYPICAL["distress_initial"]
    (fix,) = alert.incident.fixes
    nowhere = Position(91.0, 0.0, 10.0, fix.position.source)
    fixes = (msgspec.structs.replace(fix, position=nowhere),)
    incident = msgspec.structs.replace(alert.incident, fixes=fixes)
    assert said(msgspec.structs.replace(alert, incident=incident), "info/area/circle") == ""


def test_several_stations_and_what_was_corrected_are_parameters() -> None:
    document = cap_rules.checked(cap.render(TYPICAL["distress_initial"]))
    found = {
        cap_rules.text(each, "valueName"): cap_rules.text(each, "value")
        for each in document.findall(f".//{cap_rules.SPACE}parameter")
    }
    assert found["corrected_bits"] == "0, undecodable"
    assert found["verified"] == "false"
    assert found["radius_95_m"] == "120.0"
    assert found["beacon_id"] == "0123456789ABCDE"


def test_closed_by_a_person_is_no_cancellation_of_the_message() -> None:
    desk = Desk()
    desk.take(heard_at(0, HERE))
    desk.acknowledge(Action.CLOSED, 10)
    assert said(desk.alerts[-1], "msgType") == "Update"


def test_no_class_is_ever_public() -> None:
    alert = TYPICAL["distress_initial"]
    for alert_class in MessageClass:
        incident = msgspec.structs.replace(alert.incident, alert_class=alert_class)
        assert said(msgspec.structs.replace(alert, incident=incident), "scope") == "Restricted"
