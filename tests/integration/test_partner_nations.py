"""From a burst to a partner's screen: a station with rules, and the broker of deploy/mosquitto.

Partners see what the rules give them and nothing else; whatever the rules say, a coordinator gets
every alert.
"""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec
import pytest
from deployed_mosquitto import SHIPPED, DeployedMosquitto
from made_up_alerts import burst_event
from msgspec.structs import replace
from visitor import Visitor

from alerts.delivery.delivery import Delivery
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.messages import Messages
from alerts.routing.regions import read_regions
from alerts.routing.routes import Route
from alerts.store.store import Store
from alerts.topics import Topics
from decoder.message import MessageClass, Position, PositionSource

pytestmark = pytest.mark.broker

REGIONS = read_regions(SHIPPED.parent / "regions.example.geojson")
ROUTES = [
    Route(name="northland", regions=("Northern Waters",)),
    Route(name="northland", countries=(999,), notify_country=True),
    Route(name="southland", regions=("Southern Waters",)),
]
NORTH, SOUTH, NOWHERE = (57.0, -25.0), (-40.0, 175.0), (0.0, 0.0)
READERS = ["anna", "club", "flag-state", "northland", "southland"]
PATIENCE_S = 20.0


def burst(
    beacon_id: str,
    place: tuple[float, float],
    country: int,
    message_class: MessageClass = MessageClass.DISTRESS,
) -> Event:
    heard = burst_event(time.time(), message_class=message_class, beacon_id=beacon_id)
    position = Position(*place, 120.0, PositionSource.INTERNAL)
    return replace(heard, position=position, country=country)


BURSTS = [
    burst("HOMENORTH", NORTH, 999),
    burst("HOMESOUTH", SOUTH, 998),
    burst("ABROAD", SOUTH, 999),
    burst("HIGHSEAS", NOWHERE, 997),
    burst("COVERT", NORTH, 999, MessageClass.SHIP_SECURITY),
    burst("SELFTEST", NORTH, 999, MessageClass.SELF_TEST),
]


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[DeployedMosquitto]:
    broker = DeployedMosquitto(tmp_path, ["hill", *READERS])
    broker.start()
    yield broker
    broker.kill()


async def deliver(broker: DeployedMosquitto, routes: list[Route]) -> None:
    """Everything that a station has to say of the bursts."""
    topics, store, told = Topics("hill"), Store(), list[str]()
    messages = Messages(topics, regions=REGIONS, routes=routes)
    desk = Desk(store, messages)
    delivery = Delivery(
        store,
        [broker.settings("hill")],
        topics,
        on_acknowledgement=lambda _: None,
        report=told.append,
        keys=b"{}",
        incident_message=messages.incident,
    )
    async with delivery:
        for event in BURSTS:
            assert desk.take([event], time.time())
        delivery.wake()
        await delivery.drained(PATIENCE_S)
    assert not [line for line in told if "refused" in line]
    store.close()


def alerts_seen(visitor: Visitor) -> dict[str, str]:
    """Class of the alert, by the beacon."""
    visitor.wait()
    topics = [topic.split("/") for topic in visitor.received]
    return {levels[-1]: levels[-3] for levels in topics if "alert" in levels}


async def test_a_partner_sees_what_the_rules_give_him_and_nothing_else(
    broker: DeployedMosquitto,
) -> None:
    with ExitStack() as leaving:
        seen = {
            user: leaving.enter_context(Visitor(broker.tls_port, tls=broker.tls(user)))
            for user in READERS
        }
        for visitor in seen.values():
            visitor.subscribe("#")
        await deliver(broker, ROUTES)
        assert {user: sorted(alerts_seen(visitor)) for user, visitor in seen.items()} == {
            "anna": ["ABROAD", "HIGHSEAS", "HOMENORTH", "HOMESOUTH"],
            "club": ["SELFTEST"],
            "flag-state": ["COVERT"],
            "northland": ["ABROAD", "HOMENORTH"],
            "southland": ["ABROAD", "HOMESOUTH"],
        }
        for partner in ("northland", "southland"):
            others = [topic for topic in seen[partner].received if "/alert/" not in topic]
            assert set(others) == {"beacon406/v1/hill/status", "beacon406/v1/hill/keys"}
            assert all(
                topic.startswith(f"beacon406/v1/hill/route/{partner}/alert/distress/")
                for topic in seen[partner].received
                if topic not in others
            )
        notified = {
            alert.incident.beacon_id
            for alert in (
                msgspec.json.decode(payload, type=Alert)
                for topic, payload in seen["northland"].payloads.items()
                if "/alert/" in topic
            )
            if alert.notify_country
        }
        assert notified == {"ABROAD"}


@pytest.mark.parametrize("routes", [[], [Route(name="northland", countries=(111,))]])
async def test_no_alert_vanishes_for_want_of_a_rule(
    broker: DeployedMosquitto, routes: list[Route]
) -> None:
    with (
        Visitor(broker.tls_port, tls=broker.tls("anna")) as coordinator,
        Visitor(broker.tls_port, tls=broker.tls("northland")) as partner,
    ):
        coordinator.subscribe("#")
        partner.subscribe("#")
        await deliver(broker, routes)
        assert set(alerts_seen(coordinator).values()) == {"distress"}
        assert len(alerts_seen(coordinator)) == 4
        assert alerts_seen(partner) == {}
