"""Many stations, several correlators as they are typed, and a network that cannot be relied on."""

import asyncio
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import msgspec
import pytest
from made_up_event import make_event
from msgspec.structs import replace
from real_mosquitto import MakeBroker, Mosquitto

from alerts.connection import Connection, open_connection
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Kind
from alerts.messages import Messages
from alerts.outgoing import Outgoing
from alerts.store.store import Store
from alerts.timestamp import rfc3339, unix_s
from alerts.topics import Topics
from decoder.message import MessageClass, Position, PositionSource

pytestmark = pytest.mark.broker

STATIONS = ("hill", "tower", "ship")
PERIOD_S = 50.0
TIMEOUT_S = 60.0

MakeCorrelator = Callable[[], subprocess.Popen[bytes]]


def bursts(beacons: int, each: int, *, seed: int) -> list[Event]:
    """In the order in which they were sent: each station hears nearly all of them."""
    chance, now_s = random.Random(seed), time.time()
    found = []
    for beacon in range(beacons):
        plain = make_event(MessageClass.DISTRESS)
        start_s = now_s - PERIOD_S * each - chance.uniform(0.0, 30.0)
        for number in range(each):
            position = Position(
                lat=40.0 + (number > each // 2), lon=10.0, radius_95_m=150.0,
                source=PositionSource.INTERNAL,
            )  # fmt: skip
            for station in STATIONS:
                if chance.random() < 0.1:
                    continue
                at_s = start_s + PERIOD_S * number + chance.uniform(0.0, 0.02)
                event = replace(
                    plain,
                    beacon_id=f"{beacon:015X}",
                    event_id=f"{beacon:08x}-{number:04x}-7000-8000-{STATIONS.index(station):012x}",
                    station=station,
                    time=rfc3339(at_s),
                    position=position,
                )
                found.append(event)
    return sorted(found, key=lambda event: event.time or "")


def badly_delivered(events: list[Event], *, seed: int) -> list[Event]:
    """Each up to two minutes late, one in five twice."""
    chance = random.Random(seed)
    arrivals = [
        (unix_s(event.time or "") + chance.uniform(0.0, 120.0), event)
        for event in events
        for _ in range(1 + (chance.random() < 0.2))
    ]
    return [event for _, event in sorted(arrivals, key=lambda arrival: arrival[0])]


def of_a_perfect_network(events: list[Event]) -> list[Incident]:
    store = Store()
    desk = Desk(store, Messages(Topics("rcc"), repeats_bursts=False))
    for event in events:
        desk.take([event], unix_s(event.time or ""))
    return compared(store.open_incidents())


def compared(incidents: list[Incident]) -> list[Incident]:
    """Without what depends on the order of arrival: what was told, and when it was opened."""
    return sorted(
        (
            replace(each, kind=Kind.TRACKING, seq=0, alert_id=None, incident_id="")
            for each in incidents
        ),
        key=lambda each: each.beacon_id,
    )


async def publish(broker: Mosquitto, events: list[Event]) -> None:
    connection = await open_connection(broker.url)
    messages = [
        Outgoing(
            topic=Topics(event.station or "").burst(event.alert_class),
            payload=msgspec.json.encode(event),
        )
        for event in events
    ]
    async for answer in connection.publish_all(messages):
        assert isinstance(answer, bool)
    await connection.close()


@pytest.fixture
def broker(start_mosquitto: MakeBroker) -> Mosquitto:
    return start_mosquitto("allow_anonymous true\nmax_queued_messages 0")


@pytest.fixture
def correlator(tmp_path: Path, broker: Mosquitto) -> Iterator[MakeCorrelator]:
    """Start one more; all share a store."""
    folder = tmp_path / "shared"
    folder.mkdir()
    config = folder / "correlate.toml"
    config.write_text(f'station = "rcc"\nstore = "alerts.db"\n[[brokers]]\nurl = "{broker.url}"\n')
    with ExitStack() as ending:

        def start() -> subprocess.Popen[bytes]:
            process = subprocess.Popen(
                [sys.executable, "-m", "station.main", "correlate", str(config)],
                stdout=subprocess.DEVNULL,
                stderr=(folder / "said.txt").open("ab"),
            )
            ending.callback(process.wait)
            ending.callback(process.kill)
            return process

        yield start


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(TIMEOUT_S):
        while not condition():  # noqa: ASYNC110 another process makes it true
            await asyncio.sleep(0.1)


async def everything(listener: Connection) -> list[Alert]:
    """What has been published until nothing more comes, each once."""
    told: dict[str, Alert] = {}
    messages = listener.messages()
    with suppress(TimeoutError):
        while True:
            message = await asyncio.wait_for(anext(messages), 3.0)
            alert = msgspec.json.decode(message.payload, type=Alert)
            told[alert.event_id] = alert
    return list(told.values())


def seats(folder: Path) -> int:
    return len(list(folder.glob("*.seat")))


def known_bursts(store: Store, events: list[Event]) -> int:
    return store.write(lambda books: sum(books.has_burst(event.event_id) for event in events))


async def test_whatever_the_network_and_a_killed_correlator_do_the_incidents_are_the_same(
    tmp_path: Path, broker: Mosquitto, correlator: MakeCorrelator
) -> None:
    folder = tmp_path / "shared"
    listener = await open_connection(broker.url)
    await listener.subscribe("beacon406/v1/rcc/alert/#")
    events = bursts(100, 4, seed=1)
    arriving = badly_delivered(events, seed=2)
    first, second = correlator(), correlator()
    await until(lambda: seats(folder) == 2 and (folder / "alerts.db").exists())
    await asyncio.sleep(1.0)  # both have subscribed
    third = len(arriving) // 3
    await publish(broker, arriving[:third])
    first.kill()
    first.wait()
    await publish(broker, arriving[third:])
    with Store.open(folder / "alerts.db") as store:
        await until(lambda: known_bursts(store, events) == len(events))
        assert second.poll() is None
        assert compared(store.open_incidents()) == of_a_perfect_network(events)
    await until(lambda: seats(folder) == 1)
    told = await everything(listener)
    await listener.close()
    initial = Counter(each.incident.beacon_id for each in told if each.seq == 1)
    assert initial == Counter(incident.beacon_id for incident in of_a_perfect_network(events))
    assert (folder / "said.txt").read_text() == ""
