"""Which partners get a copy of an alert, and when its country is to be notified."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from incident_made_up import START_S, THRESHOLDS, heard_at
from msgspec.structs import replace

from alerts.errors import AlertSettingError
from alerts.incidents.incident import Incident
from alerts.incidents.machine import fold
from alerts.routing.regions import Regions, read_regions
from alerts.routing.routes import (
    Route,
    check_routes,
    notification_due,
    placed,
    regions_told,
    routes_for,
)
from decoder.message import MessageClass

REGIONS = read_regions(Path(__file__).parents[2] / "deploy" / "regions.example.geojson")
NORTH, SOUTH, ICE, NOWHERE = (57.0, -25.0), (-40.0, 175.0), (-75.0, 12.0), (0.0, 0.0)
DISTRESS = MessageClass.DISTRESS

names = st.sampled_from(["northland", "southland", "norland"])
regions = st.lists(st.sampled_from(REGIONS.names), max_size=2).map(tuple)
countries = st.lists(st.sampled_from([997, 998, 999]), max_size=2).map(tuple)
classes = st.sampled_from(MessageClass)
routes = st.builds(
    Route,
    name=names,
    countries=countries,
    regions=regions,
    classes=st.lists(classes, min_size=1, max_size=3).map(tuple),
    notify_country=st.booleans(),
)
default_routes = st.builds(Route, name=names, countries=countries, regions=regions)


def incident(
    *places: tuple[float, float] | None,
    alert_class: MessageClass = DISTRESS,
    country: int | None = 999,
) -> Incident:
    """Of bursts with these positions, a minute apart."""
    bursts = [
        heard_at(60.0 * number, place, alert_class=alert_class, country=country)
        for number, place in enumerate(places)
    ]
    return fold(bursts, START_S, THRESHOLDS, station="hill")


def test_a_rule_takes_what_all_its_lists_have() -> None:
    rule = Route(name="n", countries=(999, 998), regions=("A", "B"), classes=(DISTRESS,))
    assert rule.takes(DISTRESS, 998, {"B", "C"})
    assert not rule.takes(DISTRESS, 997, {"B"})
    assert not rule.takes(DISTRESS, None, {"B"})
    assert not rule.takes(DISTRESS, 998, {"C"})
    assert not rule.takes(DISTRESS, 998, set())
    assert not rule.takes(MessageClass.DISTRESS_TRACKING, 998, {"B"})


def test_what_a_rule_leaves_out_it_does_not_ask_for() -> None:
    assert Route(name="n").takes(DISTRESS, None, ())
    assert Route(name="n", countries=(999,)).takes(DISTRESS, 999, ())
    assert Route(name="n", regions=("A",)).takes(DISTRESS, None, {"A"})


def test_who_names_no_class_gets_what_people_are_sent_out_for_except_ship_security() -> None:
    taken = {name for name in MessageClass if Route(name="n").takes(name, 999, ())}
    assert taken == {DISTRESS, MessageClass.DISTRESS_TRACKING, MessageClass.CANCELLATION}


@pytest.mark.parametrize("alerted", [DISTRESS, MessageClass.DISTRESS_TRACKING])
def test_who_is_alerted_is_called_back(alerted: MessageClass) -> None:
    assert Route(name="n", classes=(alerted,)).takes(MessageClass.CANCELLATION, 999, ())


@pytest.mark.parametrize(
    "name", sorted(set(MessageClass) - {DISTRESS, MessageClass.DISTRESS_TRACKING})
)
def test_who_is_not_alerted_is_not_called_back(name: MessageClass) -> None:
    taken = Route(name="n", classes=(name,)).takes(MessageClass.CANCELLATION, 999, ())
    assert taken == (name is MessageClass.CANCELLATION)


@given(rules=st.lists(routes | default_routes), country=st.integers(1, 999), told=regions)
def test_ship_security_follows_only_rules_that_name_it(
    rules: list[Route], country: int, told: tuple[str, ...]
) -> None:
    for route in routes_for(MessageClass.SHIP_SECURITY, country, told, rules):
        assert MessageClass.SHIP_SECURITY in route.classes


@given(rules=st.lists(routes), alert_class=classes, country=st.none() | st.just(999), told=regions)
def test_every_partner_gets_one_copy_if_any_of_his_rules_takes_the_alert(
    rules: list[Route], alert_class: MessageClass, country: int | None, told: tuple[str, ...]
) -> None:
    found = [route.name for route in routes_for(alert_class, country, told, rules)]
    assert len(found) == len(set(found))
    assert set(found) == {route.name for route in rules if route.takes(alert_class, country, told)}


def test_an_incident_is_placed_by_its_valid_position() -> None:
    assert placed(incident(NORTH), REGIONS).region == "Northern Waters"
    assert placed(incident(NOWHERE), REGIONS).region is None
    assert placed(incident(None), REGIONS).region is None
    assert placed(replace(incident(NOWHERE), region="old"), REGIONS).region is None
    assert placed(incident(NORTH), Regions()).region is None


def test_who_was_told_of_a_position_hears_what_becomes_of_it() -> None:
    conflict = incident(NORTH, SOUTH)
    moved = incident(NORTH, SOUTH, SOUTH)
    returned = incident(NORTH, SOUTH, NORTH, NORTH)
    both = {"Northern Waters", "Southern Waters"}
    assert regions_told(REGIONS, None, incident(None)) == set()
    assert regions_told(REGIONS, None, incident(NORTH)) == {"Northern Waters"}
    assert regions_told(REGIONS, conflict) == both
    assert regions_told(REGIONS, moved) == both
    assert regions_told(REGIONS, conflict, returned) == both
    assert regions_told(REGIONS, returned) == {"Northern Waters"}


NOTIFYING = [Route(name="n", notify_country=True)]


@pytest.mark.parametrize(
    ("place", "country", "due"),
    [
        (SOUTH, 999, True),
        (SOUTH, 998, False),  # at home
        (ICE, 999, True),  # where nobody is
        (NOWHERE, 999, False),
        (SOUTH, None, False),
        (None, 999, False),
    ],
)
def test_a_country_is_notified_of_its_beacons_abroad(
    place: tuple[float, float] | None, country: int | None, *, due: bool
) -> None:
    assert notification_due(None, incident(place, country=country), REGIONS, NOTIFYING) == due


def test_a_region_that_names_no_countries_notifies_nobody() -> None:
    silent = Regions(tuple(replace(region, countries=None) for region in REGIONS.all))
    assert not notification_due(None, incident(SOUTH), silent, NOTIFYING)


def test_a_country_is_notified_once_when_the_first_position_comes() -> None:
    places = [None, None, SOUTH, SOUTH, NORTH, NORTH, ICE, SOUTH]
    states = [None, *(incident(*places[: count + 1]) for count in range(len(places)))]
    due = [
        new is not None and notification_due(old, new, REGIONS, NOTIFYING)
        for old, new in pairwise(states)
    ]
    assert due == [place is SOUTH and number == 2 for number, place in enumerate(places)]


@pytest.mark.parametrize("name", MessageClass)
def test_only_alarms_are_notified(name: MessageClass) -> None:
    every = [Route(name="n", classes=tuple(MessageClass), notify_country=True)]
    alarming = {DISTRESS, MessageClass.DISTRESS_TRACKING, MessageClass.SHIP_SECURITY}
    new = replace(incident(SOUTH), alert_class=name)
    assert notification_due(None, new, REGIONS, every) == (name in alarming)


def test_only_a_rule_that_asks_for_it_and_takes_the_alert_notifies() -> None:
    def due(*rules: Route) -> bool:
        return notification_due(None, incident(SOUTH), REGIONS, rules)

    assert not due()
    assert not due(Route(name="n"))
    assert not due(Route(name="n", countries=(997,), notify_country=True))
    assert due(Route(name="n"), Route(name="n", countries=(999,), notify_country=True))
    covert = replace(incident(SOUTH), alert_class=MessageClass.SHIP_SECURITY)
    assert not notification_due(None, covert, REGIONS, NOTIFYING)


def read_rules(text: str) -> list[Route]:
    class Rules(msgspec.Struct, forbid_unknown_fields=True):
        routes: list[Route]

    return msgspec.toml.decode(text.encode(), type=Rules).routes


def test_the_rules_of_the_document_are_taken() -> None:
    page = (Path(__file__).parents[2] / "docs" / "routing.md").read_text(encoding="utf-8")
    rules = read_rules(page.split("```toml\n")[1].split("```")[0])
    check_routes(rules, REGIONS, ["primary"])
    assert [rule.name for rule in rules] == ["northland", "northland"]
    assert rules[1].notify_country


def test_every_key_of_a_rule_is_explained_in_its_order() -> None:
    page = (Path(__file__).parents[2] / "docs" / "routing.md").read_text(encoding="utf-8")
    section = page.split("## Routes")[1].split("| Key |")[1].split("\n\n")[0]
    keys = [line.split("`")[1] for line in section.splitlines()[2:]]
    assert keys == [field.name for field in msgspec.structs.fields(Route)]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "missing required field `name`"),
        ('name = "a/b"', "route 'a/b': must not contain /"),
        ('name = "n"\ncountry = 999', "unknown field `country`"),
        ('name = "n"\ncountries = [0]', "Expected `int` >= 1"),
        ('name = "n"\nclasses = ["distres"]', "Invalid enum value 'distres'"),
        ('name = "n"\nclasses = []', "length >= 1"),
        ('name = "n"\nnotify_country = 1', "Expected `bool`"),
    ],
)
def test_a_mistyped_rule_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=rf"{told}.* - at `\$\.routes"):
        read_rules(f"[[routes]]\n{text}")


@pytest.mark.parametrize(
    ("rules", "told"),
    [
        (
            [Route(name="n", regions=("Northern Water",))],
            "route 'n': no region is named 'Northern Water': there is 'Island of Southland', ",
        ),
        (
            [Route(name="n", brokers=("second",))],
            "route 'n': no broker is named 'second': there is 'primary'",
        ),
        (
            [Route(name="n", brokers=("primary",)), Route(name="n")],
            "route 'n': must name the same brokers in all its rules",
        ),
    ],
)
def test_a_rule_that_could_never_work_is_refused(rules: list[Route], told: str) -> None:
    with pytest.raises(AlertSettingError, match=told):
        check_routes(rules, REGIONS, ["primary"])


def test_rules_for_regions_need_a_file_of_regions() -> None:
    with pytest.raises(AlertSettingError, match="no region is named 'A': there is none"):
        check_routes([Route(name="n", regions=("A",))], Regions(), [])
    check_routes([Route(name="n"), Route(name="m")], Regions(), [])
