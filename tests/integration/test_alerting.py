"""Bursts go into a station, and what it says of them comes out of real brokers."""

import asyncio
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from made_up_alerts import burst_event
from made_up_rows import listening, next_messages
from real_mosquitto import MakeBroker, Mosquitto

from alerts.acknowledgement import Acknowledgement, Action
from alerts.classify import OPERATIONAL
from alerts.delivery.delivery import Delivery
from alerts.desk import Desk
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import PASSWORD, BrokerUrl
from alerts.mqtt.connection import Connection, Incoming, open_connection
from alerts.mqtt.embedded_broker import embedded_broker
from alerts.outgoing import Outgoing
from alerts.schema import shipped_schema
from alerts.signing import Verdict, verify
from alerts.signing_keys import read_jwk_set
from alerts.store.forget import erase
from alerts.store.store import Store
from alerts.topics import Topics
from decoder.message import MessageClass
from recordings.shipped import shipped_recordings
from station.alerting import alerting
from station.config.config import Config
from station.main import main
from station.replay.decoding import Step
from station.replay.publishing import publish

pytestmark = pytest.mark.broker

TIMEOUT_S = 20.0
HOUR_S = 3600
BASE = "beacon406/v1/hill"
SCHEMAS = {"burst": "event", "alert": "alert", "incident": "incident", "status": "status"}
VALIDATORS = {
    level: jsonschema.Draft202012Validator(json.loads(shipped_schema(document)))
    for level, document in SCHEMAS.items()
}


def config(url: BrokerUrl, **settings: Any) -> Config:
    return Config(station="hill", brokers=(BrokerSettings.at(url),), **settings)


def one_of_each_class() -> list[Event]:
    """Of different beacons: one incident each."""
    now_s = time.time()
    return [
        burst_event(now_s, message_class=name, beacon_id=f"{number:015X}")
        for number, name in enumerate(MessageClass)
    ]


def level(message: Incoming) -> str:
    return message.topic.removeprefix(f"{BASE}/").split("/")[0]


async def said_of(events: list[Event], settings: Config) -> list[Incoming]:
    """All that comes of them while somebody listens, birth and farewell included."""
    told: list[str] = []
    broker = settings.brokers[0]
    async with listening(broker, f"{BASE}/#") as listener:
        async with alerting(settings, told.append) as station:
            await station.delivery.reached()
            for event in events:
                await station.take([event], time.time())
                await station.delivery.drained(TIMEOUT_S)
        arrived = await next_messages(listener, 3 + 3 * len(events))
        assert not listener.waiting
    assert told == []
    return arrived


def assert_complete_and_as_promised(arrived: list[Incoming], events: list[Event]) -> None:
    by_level = {name: [m for m in arrived if level(m) == name] for name in (*SCHEMAS, "keys")}
    assert {name: len(found) for name, found in by_level.items()} == {
        **dict.fromkeys(("burst", "alert", "incident"), len(events)),
        "status": 2,
        "keys": 1,
    }
    keys = read_jwk_set(by_level["keys"][0].payload)
    for name, validator in VALIDATORS.items():
        for message in by_level[name]:
            validator.validate(json.loads(message.payload))
            if name != "status":
                assert verify(message.payload, keys) is Verdict.VERIFIED
    told = zip(by_level["burst"], by_level["alert"], by_level["incident"], strict=True)
    for event, three in zip(events, told, strict=True):
        burst, alert, incident = (json.loads(message.payload) for message in three)
        assert burst["event_id"] == event.event_id == alert["burst"]["event_id"]
        assert alert["incident"] == {key: incident[key] for key in alert["incident"]}
        assert [message.topic.removeprefix(f"{BASE}/") for message in three] == [
            f"burst/{event.alert_class}",
            f"alert/{event.alert_class}/999/{event.beacon_id}",
            f"incident/{event.alert_class}/{incident['incident_id']}",
        ]


async def test_over_mqtt_5_each_class_has_its_topics_documents_and_properties(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    events = one_of_each_class()
    settings = config(mosquitto.url, signing_key=tmp_path / "key.pem")
    arrived = await said_of(events, settings)
    assert_complete_and_as_promised(arrived, events)
    for message in arrived:
        if level(message) not in SCHEMAS:
            assert message.content_type == "application/jwk-set+json"
            continue
        assert message.content_type == "application/json"
        if level(message) == "status":
            assert message.expiry_s is None
            continue
        document = json.loads(message.payload)
        expected = {"schema": f"beacon406/{SCHEMAS[level(message)]}/1"}
        if level(message) != "incident":
            expected["event_id"] = document["event_id"]
        if level(message) != "burst":
            expected["seq"] = "1"
        assert dict(message.user_properties) == expected
        operational = MessageClass(message.topic.split("/")[4]) in OPERATIONAL
        longest_s = (96 if operational else 24) * HOUR_S
        assert message.expiry_s is not None
        assert longest_s - TIMEOUT_S <= message.expiry_s <= longest_s


async def test_over_mqtt_3_nothing_is_missing_from_the_documents(tmp_path: Path) -> None:
    events = one_of_each_class()
    async with embedded_broker() as url:
        connection = await open_connection(url)
        assert not connection.is_version_5
        await connection.close()
        settings = config(url, signing_key=tmp_path / "key.pem")
        assert_complete_and_as_promised(await said_of(events, settings), events)


async def test_who_comes_late_gets_states_and_never_an_old_alarm(mosquitto: Mosquitto) -> None:
    events = one_of_each_class()
    settings = config(mosquitto.url)
    await said_of_unsigned(events, settings)
    async with listening(settings.brokers[0], f"{BASE}/#") as late:
        retained = await next_messages(late, 1 + len(events))
        assert not late.waiting
    assert all(message.retain for message in retained)
    assert sorted({level(message) for message in retained}) == ["incident", "status"]
    assert [json.loads(m.payload)["state"] for m in retained if level(m) == "status"] == ["stopped"]


async def said_of_unsigned(events: list[Event], settings: Config) -> None:
    async with alerting(settings, list[str]().append) as station:
        await station.take(events, time.time())
        await station.delivery.drained(TIMEOUT_S)


async def test_a_closed_incident_is_no_longer_retained(mosquitto: Mosquitto) -> None:
    settings = config(mosquitto.url)
    async with alerting(settings, list[str]().append) as station:
        now_s = time.time()
        await station.take([burst_event(now_s)], now_s)
        await station.delivery.drained(TIMEOUT_S)
        kinds = [alert.kind for alert in await station.tick(now_s + 25 * HOUR_S)]
        await station.delivery.drained(TIMEOUT_S)
    assert kinds == ["closed"]
    async with listening(settings.brokers[0], f"{BASE}/#") as late:
        assert [level(message) for message in await next_messages(late, 1)] == ["status"]
        await asyncio.sleep(0.05)
        assert not late.waiting


def contents(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


async def test_brokers_no_longer_keep_the_state_of_what_was_erased(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    settings = config(mosquitto.url, store=tmp_path / "alerts.db", root="else/where")
    now_s = time.time()
    async with alerting(settings, list[str]().append) as station:
        [told] = await station.take([burst_event(now_s)], now_s)
        await station.take([burst_event(now_s, beacon_id="0" * 15)], now_s)
        await station.delivery.drained(TIMEOUT_S)
    with Store.open(tmp_path / "alerts.db") as store:
        assert erase(store, told.incident.incident_id)
    async with alerting(settings, list[str]().append) as station:
        await station.delivery.drained(TIMEOUT_S)
    async with listening(settings.brokers[0], "else/where/hill/incident/#") as late:
        [left] = await next_messages(late, 1)
        await asyncio.sleep(0.05)
        assert not late.waiting
    assert json.loads(left.payload)["beacon_id"] == "0" * 15
    assert told.incident.incident_id.encode() not in contents(tmp_path)


class Gate:
    """Holds the station's next connections back until the listener has its own again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.open = asyncio.Event()
        self.open.set()
        monkeypatch.setattr("alerts.delivery.sender.open_connection", self._open_connection)

    async def _open_connection(self, *args: Any, **options: Any) -> Connection:
        await self.open.wait()
        return await open_connection(*args, **options)


async def bursts_heard(listener: Connection, count: int) -> list[str]:
    """Distinct ones: a burst whose acknowledgement was lost is sent again."""
    found: dict[str, None] = {}
    async with asyncio.timeout(TIMEOUT_S):
        async for message in listener.messages():
            found[msgspec.json.decode(message.payload, type=Event).event_id] = None
            if len(found) == count:
                break
    return list(found)


async def test_a_broker_killed_and_restarted_within_a_replay_costs_nothing(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, told = Gate(monkeypatch), list[str]()
    settings, start_s = config(mosquitto.url), time.time()
    events = [burst_event(start_s + number) for number in range(60)]
    ids = [event.event_id for event in events]
    broker, topic_filter = settings.brokers[0], f"{BASE}/burst/#"
    async with alerting(settings, told.append) as station:
        async with listening(broker, topic_filter) as listener:
            await station.take(events[:30], start_s)
            assert await bursts_heard(listener, 30) == ids[:30]
            await station.delivery.drained(TIMEOUT_S)
        mosquitto.freeze()
        for event in events[30:]:
            await station.take([event], start_s)
        await asyncio.sleep(0.1)  # the first of them is sent, and will never be acknowledged
        gate.open.clear()
        mosquitto.kill()
        await asyncio.sleep(0.3)
        mosquitto.start()
        async with listening(broker, topic_filter) as listener:
            gate.open.set()
            assert await bursts_heard(listener, 30) == ids[30:]
        await station.delivery.drained(TIMEOUT_S)
    assert told[-1].endswith("connected again")


def acknowledgement(alert: Alert, by: str) -> Outgoing:
    incident = alert.incident
    said = Acknowledgement(
        action=Action.ACKNOWLEDGED,
        incident_id=incident.incident_id,
        alert_class=incident.alert_class,
        event_id=alert.event_id,
        by=by,
        at=alert.time,
    )
    topic = Topics("hill").acknowledgement(by, said.alert_class, said.incident_id)
    return Outgoing(topic=topic, payload=msgspec.json.encode(said))


async def test_what_coordinators_said_last_is_written_down_before_the_end(
    mosquitto: Mosquitto, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()
    acknowledge = Desk.acknowledge

    def slowly(desk: Desk, ack: Acknowledgement, now_s: float) -> list[Alert]:
        begun.set()
        time.sleep(0.2)
        return acknowledge(desk, ack, now_s)

    monkeypatch.setattr(Desk, "acknowledge", slowly)
    settings = config(mosquitto.url, store=tmp_path / "alerts.db")
    async with alerting(settings, list[str]().append) as station:
        [alert] = await station.take([burst_event(time.time())], time.time())
        await station.delivery.drained(TIMEOUT_S)
        coordinator = await open_connection(mosquitto.url)
        for name in ("anna", "ben", "carl"):
            await coordinator.publish(acknowledgement(alert, by=name))
        await coordinator.close()
        assert await asyncio.to_thread(begun.wait, TIMEOUT_S)
        await asyncio.sleep(0.1)  # the others are here too, and wait
    with Store.open(tmp_path / "alerts.db") as store:
        [incident] = store.open_incidents()
    assert [each.by for each in incident.acknowledged] == ["anna", "ben", "carl"]


def steps(events: Sequence[Event]) -> Iterator[Step]:
    for number, event in enumerate(events):
        yield Step("made up", float(number), None, [event])


def test_a_broker_that_stays_away_ends_the_publishing_after_the_patience(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("station.replay.publishing.PATIENCE_S", 0.5)
    events = [burst_event(time.time()) for _ in range(5)]
    shown: list[Step] = []

    def show(step: Step) -> None:
        shown.append(step)
        if len(shown) == 2:
            mosquitto.kill()

    waiting = steps(events)
    started_s = time.monotonic()
    assert not publish(config(mosquitto.url), waiting, show)
    assert time.monotonic() - started_s < 6.0
    assert len(shown) == 2
    assert len(list(waiting)) == 3
    *_, last = capfd.readouterr().err.splitlines()
    assert str(mosquitto.url) in last
    assert last.endswith("not everything was published")


def test_a_broker_that_is_not_there_at_first_is_not_waited_for(
    mosquitto: Mosquitto, capfd: pytest.CaptureFixture[str]
) -> None:
    mosquitto.kill()
    waiting = steps([burst_event(time.time())])
    started_s = time.monotonic()
    assert not publish(config(mosquitto.url), waiting, pytest.fail)
    assert time.monotonic() - started_s < 6.0
    assert len(list(waiting)) == 1
    assert "cannot be reached: Connection refused" in capfd.readouterr().err


def test_a_wrong_password_costs_one_line_and_the_exit_code_but_nothing_that_is_shown(
    start_mosquitto: MakeBroker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    passwords = tmp_path / "passwords"
    passwords.write_text("hill:s3cret\n")
    subprocess.run([shutil.which("mosquitto_passwd") or "", "-U", passwords], check=True)
    broker = start_mosquitto(f"allow_anonymous false\npassword_file {passwords}")
    monkeypatch.setenv(PASSWORD, "gu3ss")
    # The first try fails before anybody asks how it went: that too is told once.
    monkeypatch.setattr(Delivery, "forget_others", lambda _: asyncio.sleep(1.0))
    url, recording = f"mqtt://hill@localhost:{broker.port}", shipped_recordings()["user"]
    assert main(["replay", "--json", "--mqtt", url, str(recording)]) == 1
    shown = capfd.readouterr()
    assert [json.loads(line)["schema"] for line in shown.out.splitlines()]
    [refused] = [each for each in shown.err.splitlines() if "broker" in each]
    assert refused.startswith("beacon406: ")
    assert "refused user 'hill'" in refused
    assert PASSWORD in refused
    assert "gu3ss" not in shown.err
