"""The daemon from samples to the broker: every burst arrives, through every reload."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import msgspec
import pytest
from daemon_running import (
    RATE_HZ,
    STATION,
    Beacons,
    config_of,
    coordinator,
    dongle,
    rtl_tcp,
    running,
)
from made_up_event import make_event
from msgspec.structs import replace
from real_mosquitto import Mosquitto

from alerts.delivery.queue import BATCH
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.thresholds import Thresholds
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.store.errors import StoreError
from alerts.store.transaction import Transaction
from decoder.message import MessageClass
from sdr.live.settings import PlaySettings
from station import outlets
from station.daemon import inbox, outward
from station.daemon.daemon import Daemon
from station.web.health import Health

pytestmark = pytest.mark.broker

SPEED = 4.0


@pytest.fixture
def second_broker(tmp_path: Path) -> Iterator[Mosquitto]:
    folder = tmp_path / "second"
    folder.mkdir()
    broker = Mosquitto(folder, "allow_anonymous true")
    broker.start()
    yield broker
    broker.kill()


def play(heard: Beacons, name: str = "roof", *, loop: bool = False) -> PlaySettings:
    return PlaySettings(name=name, path=heard.path, speed=SPEED, loop=loop)


async def test_every_burst_arrives_through_reloads_and_no_sample_is_lost(
    mosquitto: Mosquitto, second_broker: Mosquitto, many: Beacons, few: Beacons, tmp_path: Path
) -> None:
    """Thresholds change, a broker is added and taken away, and another receiver too."""
    first = BrokerSettings(name="first", url=str(mosquitto.url))
    second = BrokerSettings(name="second", url=str(second_broker.url))
    plain = config_of(tmp_path, first, sources=(play(many),))
    others = [
        replace(plain, thresholds=Thresholds(closed_after_s=7200.0)),
        replace(plain, brokers=(first, second)),
        replace(plain, sources=(*plain.sources, play(few, "mast", loop=True))),
        plain,
    ]
    async with (
        coordinator(first) as it,
        coordinator(second) as visitor,
        running(plain) as daemon,
    ):
        for number, other in enumerate(others):
            await it.until(lambda n=number: len(it.events) > 3 * n)  # type: ignore[misc]
            daemon.reload(other)
        await it.until(lambda: set(many.messages) <= {event.hex for event in it.events})
        await it.until(lambda: "has been played" in it.states[-1])
        (source,) = daemon.condition().sources
        assert source.samples == round(many.duration_s * RATE_HZ)
        assert (source.samples_lost, source.restarts) == (0, 0)
        assert visitor.events
    heard = {event.event_id: event.hex for event in it.events if event.hex not in few.messages}
    assert sorted(heard.values()) == sorted(many.messages)
    assert {event.alert_class for event in it.events} == {MessageClass.TEST}


async def test_a_changed_receiver_is_opened_anew_when_it_has_been_let_go(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path
) -> None:
    """The server has one client at a time, as a dongle has."""
    told: list[str] = []
    async with dongle(few) as server, coordinator(BrokerSettings.at(mosquitto.url)) as it:
        before = config_of(tmp_path, BrokerSettings.at(mosquitto.url), sources=(rtl_tcp(server),))
        louder = replace(before, sources=(replace(rtl_tcp(server), gain_db=30.0),))
        async with running(before, told) as daemon:
            await it.until(lambda: len(it.events) > 0)
            daemon.reload(louder)
            daemon.reload(before)
            daemon.reload(louder)
            count = len(it.events)
            await it.until(lambda: len(it.events) > count + 1)
            (source,) = daemon.condition().sources
            assert source.gain_db == pytest.approx(30.0, abs=1.0)
            assert source.restarts == 0
    assert told == []


async def test_a_configuration_that_cannot_work_leaves_the_old_one_at_work(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path
) -> None:
    """It can be read, but its key cannot: nobody sees that before it is opened."""
    told: list[str] = []
    plain = config_of(tmp_path, BrokerSettings.at(mosquitto.url), sources=(play(few, loop=True),))
    broken = replace(plain, signing_key=tmp_path)
    async with (
        coordinator(BrokerSettings.at(mosquitto.url)) as it,
        running(plain, told) as daemon,
    ):
        await it.until(lambda: len(it.events) > 0)
        daemon.reload(broken)
        await it.until(lambda: "degraded: the configuration is read again" in it.states)
        await it.until(lambda: it.states[-1] == "online: connected")
        count = len(it.events)
        await it.until(lambda: len(it.events) > count + 2)
        assert daemon.config == plain
    assert len(told) == 1
    assert told[0].endswith("; the configuration stays as it was")


async def test_a_configuration_that_cannot_work_at_the_start_ends_it(
    few: Beacons, tmp_path: Path
) -> None:
    sources = (play(few, loop=True),)
    broken = config_of(tmp_path, sources=sources, signing_key=tmp_path)
    daemon = Daemon(broken, lambda _: None)
    with pytest.raises(Exception, match=str(tmp_path)):
        await asyncio.wait_for(daemon.run(), 60)


async def test_a_store_that_fails_once_delays_alerts_and_ends_nothing(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any reload: what fails after the start is tried again."""
    told: list[str] = []
    failures = iter([ZeroDivisionError("a fault of ours")])
    real = outward.Alerting.tick

    async def tick(self: outward.Alerting, now_s: float) -> object:
        if (error := next(failures, None)) is not None:
            raise error
        return await real(self, now_s)

    monkeypatch.setattr(outward.Alerting, "tick", tick)
    config = config_of(tmp_path, BrokerSettings.at(mosquitto.url), sources=(play(few, loop=True),))
    async with coordinator(BrokerSettings.at(mosquitto.url)) as it, running(config, told):
        await it.until(lambda: len(it.events) > 2)
    assert told == ["a fault of ours; alerts wait, trying again in 1 s"]


@pytest.mark.parametrize("full_times", [0, 2])
async def test_a_burst_at_which_the_desk_fails_goes_out_as_it_is_and_the_others_as_alerts(
    mosquitto: Mosquitto,
    few: Beacons,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    full_times: int,
) -> None:
    """Where the disk is full just then, it waits for the disk."""
    real, poison, repeat = Desk._take, few.messages[0], Desk.repeat
    full = iter(range(full_times))

    def take(self: Desk, books: Transaction, event: Event, now_s: float) -> object:
        if event.hex == poison:
            raise ZeroDivisionError("a fault of ours")
        return real(self, books, event, now_s)

    def repeat_or_not(self: Desk, event: Event) -> None:
        if next(full, None) is not None:
            raise StoreError("the disk is full")
        repeat(self, event)

    monkeypatch.setattr(Desk, "_take", take)
    monkeypatch.setattr(Desk, "repeat", repeat_or_not)
    monkeypatch.setattr(inbox, "PAUSES_S", (0.1,))
    told: list[str] = []
    config = config_of(tmp_path, BrokerSettings.at(mosquitto.url), sources=(play(few),))
    async with coordinator(BrokerSettings.at(mosquitto.url)) as it, running(config, told):
        await it.until(lambda: set(few.messages) <= {event.hex for event in it.events})
        await it.until(lambda: "could not be made an alert" in it.states[-1])
        await it.until(lambda: any(it.payloads("/alert/")))
        assert not any(state.startswith("stopped") for state in it.states)
    assert poison.encode() not in b"".join(it.payloads("/alert/"))
    assert any("could not be made an alert: ZeroDivisionError" in line for line in told)
    assert not any("lost but for this line" in line for line in told)


async def test_a_fault_of_the_decoder_costs_what_it_decoded_and_not_what_comes_after(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The receiver that it has left in who knows which state is not used again."""
    from decoder.receiver import Receiver

    real, broken = Receiver.feed, set[int]()

    def feed(self: Receiver, block: object) -> object:
        if not broken:
            broken.add(id(self))
        if id(self) in broken:
            raise ZeroDivisionError("a fault of ours")
        return real(self, block)  # type: ignore[arg-type]

    monkeypatch.setattr(Receiver, "feed", feed)
    told: list[str] = []
    config = config_of(tmp_path, BrokerSettings.at(mosquitto.url), sources=(play(few, loop=True),))
    async with coordinator(BrokerSettings.at(mosquitto.url)) as it, running(config, told):
        await it.until(lambda: len(it.events) > 2)
    assert told[0] == "a fault of ours; trying again in 1 s"
    assert set(told[1:]) <= {"roof: hears again"}


async def test_its_health_is_said_again_and_again_as_documented(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert outlets.HEALTH_EVERY_S == 30.0
    monkeypatch.setattr(outlets, "HEALTH_EVERY_S", 1.0)
    config = config_of(tmp_path, BrokerSettings.at(mosquitto.url), sources=(play(few, loop=True),))
    async with coordinator(BrokerSettings.at(mosquitto.url)) as it, running(config):
        await it.until(lambda: len(list(it.payloads("/health"))) > 4)
    schema = msgspec.json.schema(Health)
    for payload in it.payloads("/health"):
        jsonschema.validate(json.loads(payload), schema)
    said = msgspec.json.decode(payload, type=Health)
    assert said.station == STATION
    (source,) = said.sources
    assert (source.name, source.kind, source.problem) == ("roof", "play", None)
    assert source.samples > 0
    assert sum(source.bursts.values()) > 0


async def test_when_it_ends_all_that_was_heard_is_at_the_broker_before_it_says_so(
    mosquitto: Mosquitto, few: Beacons, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A burst, an alert and a state of each: more than is sent at once."""
    monkeypatch.setattr("station.daemon.daemon.GOODBYE_S", 30.0)
    broker = BrokerSettings.at(mosquitto.url)
    config = config_of(tmp_path, broker, sources=(play(few),))
    heard = [
        replace(make_event(MessageClass.TEST), beacon_id=f"{number:015X}")
        for number in range(BATCH // 2)
    ]
    async with coordinator(broker) as it:
        async with running(config) as daemon:
            await it.until(lambda: len(it.states) > 0)
            daemon._heard(heard)
        await it.until(lambda: it.states[-1] == "stopped: interrupted")
        arrived = {event.event_id for event in it.events}
        assert {event.event_id for event in heard} <= arrived
