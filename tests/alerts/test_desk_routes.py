"""Who is told: the region of a position, copies for partners, and whom nothing covert reaches."""

import json
from pathlib import Path

import pytest
from desk_made_up import BASE, Station
from incident_made_up import cancellation_at, heard_at

from alerts.incidents.kind import Kind
from alerts.routing.regions import read_regions
from alerts.routing.routes import Route
from decoder.message import MessageClass

REGIONS = read_regions(Path(__file__).parents[2] / "deploy" / "regions.example.geojson")
NORTH, SOUTH, NOWHERE = (57.0, -25.0), (-40.0, 175.0), (0.0, 0.0)
ROUTES = [
    Route(name="north", regions=("Northern Waters",), notify_country=True, brokers=("second",)),
    Route(name="south", regions=("Southern Waters",), notify_country=True),
    Route(name="all", classes=tuple(each for each in MessageClass if each != "ship_security")),
]


def station() -> Station:
    return Station(regions=REGIONS, routes=ROUTES)


def test_the_region_of_the_position_is_in_state_and_alert() -> None:
    it = station()
    it.take(heard_at(0, NORTH))
    [alert] = it.alerts
    assert alert.incident.region == "Northern Waters"
    state = it.state(alert.incident)
    assert state is not None
    assert state["region"] == "Northern Waters"
    it.take(heard_at(0, NOWHERE, beacon_id="0" * 15))
    assert it.alerts[-1].incident.region is None


def test_each_partner_gets_his_copy_on_his_brokers_and_no_receipt_is_asked_of_him() -> None:
    it = station()
    it.take(heard_at(0, NORTH))
    [own] = it.said("alert")
    copies = it.said("route")
    assert [copy.topic.removeprefix(f"{BASE}/route/").split("/")[0] for copy in copies] == ["all"]
    assert own.receipt
    assert not any(copy.receipt for copy in copies)
    waiting = [row.outgoing for row in it.store.pending("second", 100)]
    [north] = [each for each in waiting if each.topic.startswith(f"{BASE}/route/north/")]
    assert (north.payload, north.event_id) == (own.payload, own.event_id)


def test_who_was_alerted_hears_that_the_beacon_has_moved_on() -> None:
    it = station()
    it.take(heard_at(0, SOUTH), heard_at(50, NORTH), heard_at(100, NORTH))
    south = [each for each in it.said("route") if "/route/south/" in each.topic]
    assert len(south) == len(it.alerts) == 3


@pytest.mark.parametrize(("country", "due"), [(999, True), (998, False)])
def test_the_country_of_registration_is_notified_once_and_abroad_only(
    country: int, *, due: bool
) -> None:
    it = station()
    it.take(heard_at(0, SOUTH, country=country), heard_at(50, SOUTH, country=country))
    assert [alert.notify_country for alert in it.alerts] == [due, False]
    marked = [json.loads(each.payload)["notify_country"] for each in it.said("alert")]
    assert marked == [due, False]


def test_ship_security_goes_to_its_own_topics_and_nowhere_else() -> None:
    it = station()
    it.take(
        heard_at(0, NORTH, alert_class=MessageClass.SHIP_SECURITY),
        heard_at(50, SOUTH, alert_class=MessageClass.SHIP_SECURITY),
    )
    it.tick(7200)
    queue = [row.outgoing for name in ("broker", "second") for row in it.store.pending(name, 100)]
    assert {each.topic.removeprefix(f"{BASE}/").split("/")[1] for each in queue} == {
        "ship_security"
    }
    assert {each.topic.removeprefix(f"{BASE}/").split("/")[0] for each in queue} == {
        "burst",
        "alert",
        "incident",
    }


def test_what_takes_a_ship_security_alert_back_is_told_as_covertly() -> None:
    it = station()
    it.take(heard_at(0, NORTH, alert_class=MessageClass.SHIP_SECURITY))
    it.take(cancellation_at(50), cancellation_at(60))
    assert it.alerts[-1].kind is Kind.CANCELLED_BY_USER
    assert not it.said("route")
    assert all("/ship_security/" in each.topic for each in it.said("alert") + it.said("incident"))
