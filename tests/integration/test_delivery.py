"""What waits in the store, through real brokers: in order, to each, and nothing twice for long."""

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from made_up_event import make_event
from made_up_rows import (
    ALERTS,
    TIMEOUT_S,
    TOPICS,
    alert,
    delivering,
    enqueue,
    listening,
    next_messages,
    said_by,
)
from real_mosquitto import MakeBroker, Mosquitto, free_port

import alerts.delivery.sender
import alerts.mqtt.connection
from alerts.acknowledgement import Acknowledgement, Action
from alerts.errors import AlertDeliveryError, AlertSettingError, BrokerUnreachableError
from alerts.incidents.incident import Incident
from alerts.incidents.machine import heard
from alerts.incidents.thresholds import Thresholds
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Connection, open_connection
from alerts.mqtt.embedded_broker import embedded_broker
from alerts.outgoing import Outgoing
from alerts.store.store import Store
from decoder.message import MessageClass

pytestmark = pytest.mark.broker

MIXED = [alert(incident, seq) for seq in range(30) for incident in range(10)]


def at(broker: Mosquitto, name: str = "broker") -> BrokerSettings:
    return BrokerSettings(name=name, url=str(broker.url))


async def first_message(broker: BrokerSettings, topic: str) -> bytes:
    async with listening(broker, topic) as connection:
        [message] = await next_messages(connection, 1)
        return message.payload


async def next_states(connection: Connection, count: int) -> list[str]:
    said = [json.loads(message.payload) for message in await next_messages(connection, count)]
    return [f"{status['state']}: {status['reason']}" for status in said]


async def soon(condition: Callable[[], object]) -> None:
    """Wait until it is true."""
    async with asyncio.timeout(TIMEOUT_S):
        while not condition():
            await asyncio.sleep(0.01)


async def test_all_that_waits_arrives_in_its_order_and_then_nothing_waits(
    mosquitto: Mosquitto,
) -> None:
    store = Store()
    async with listening(at(mosquitto), ALERTS) as listener, delivering(store, at(mosquitto)) as it:
        enqueue(store, MIXED)
        await it.drained(TIMEOUT_S)
        arrived = await next_messages(listener, len(MIXED))
    assert [message.payload for message in arrived] == [message.payload for message in MIXED]
    assert store.pending("broker") == []


async def test_over_mqtt_3_all_that_waits_arrives_too() -> None:
    store = Store()
    async with embedded_broker() as url:
        broker = BrokerSettings.at(url)
        async with listening(broker, ALERTS) as listener, delivering(store, broker) as it:
            enqueue(store, MIXED)
            await it.drained(TIMEOUT_S)
            arrived = await next_messages(listener, len(MIXED))
    assert [message.payload for message in arrived] == [message.payload for message in MIXED]


async def test_what_comes_later_goes_out_when_the_delivery_is_woken(mosquitto: Mosquitto) -> None:
    store = Store()
    async with listening(at(mosquitto), ALERTS) as listener, delivering(store, at(mosquitto)) as it:
        for seq in range(5):
            enqueue(store, [alert(1, seq)])
            it.wake()
            [message] = await next_messages(listener, 1)
            assert said_by(message).seq == seq


async def test_a_dead_primary_delays_nothing_to_the_secondary_and_gets_all_when_it_is_back(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    told: list[str] = []
    (tmp_path / "other").mkdir()
    primary = Mosquitto(tmp_path / "other", "allow_anonymous true")
    brokers = [at(primary, "primary"), at(mosquitto, "secondary")]
    store = Store()
    async with (
        listening(brokers[1], ALERTS) as second,
        delivering(store, *brokers, report=told.append) as it,
    ):
        enqueue(store, MIXED)
        it.wake()
        assert len(await next_messages(second, len(MIXED))) == len(MIXED)
        with pytest.raises(BrokerUnreachableError, match=f"{len(MIXED)} messages were not"):
            await it.drained(0.1)
        assert list(it.troubles) == ["primary"]
        primary.start()
        try:
            async with listening(brokers[0], ALERTS) as first:
                arrived = await next_messages(first, len(MIXED))
        finally:
            primary.kill()
    assert [message.payload for message in arrived] == [message.payload for message in MIXED]
    assert "cannot be reached: Connection refused; trying again until it works" in told[0]
    assert told[1] == f"broker {primary.url}: connected again"


async def test_alerts_that_no_coordinator_has_confirmed_are_sent_to_a_broker_that_forgot_them(
    mosquitto: Mosquitto,
) -> None:
    store = Store()
    sent = [alert(1, seq, receipt=True) for seq in range(3)]
    async with delivering(store, at(mosquitto)) as it:
        enqueue(store, sent)
        await it.drained(TIMEOUT_S)
        store.write(lambda transaction: transaction.receipted("1-0", "rcc", "2026-01-01"))
        mosquitto.kill()
        await asyncio.sleep(1.0)  # the listener of this test is there before the station is back
        mosquitto.start()
        async with listening(at(mosquitto), ALERTS) as listener:
            again = await next_messages(listener, 2)
    assert [said_by(message).seq for message in again] == [1, 2]


async def test_alerts_that_nobody_was_there_for_are_repeated_until_a_coordinator_confirms_them(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts.delivery.sender, "FIRST_REPEAT_S", 0.2)
    store = Store()
    async with delivering(store, at(mosquitto)) as it:
        enqueue(store, [alert(1, seq, receipt=True) for seq in range(3)])
        await it.drained(TIMEOUT_S)
        async with listening(at(mosquitto), ALERTS) as listener:
            with pytest.raises(TimeoutError):  # coordinators here may never confirm anything
                await next_messages(listener, 1, timeout_s=0.5)
            store.write(lambda transaction: transaction.receipted("1-0", "rcc", "2026-01-01"))
            again = await next_messages(listener, 2)
    assert [said_by(message).seq for message in again] == [1, 2]


def make_incident() -> Incident:
    event = make_event(MessageClass.TEST)
    return heard(None, event, time.time(), Thresholds(), station="hill")


async def test_open_incidents_and_keys_are_retained_again_by_a_broker_that_forgot_them(
    mosquitto: Mosquitto,
) -> None:
    store, incident = Store(), make_incident()
    store.write(lambda transaction: transaction.put_incident(incident))
    async with delivering(store, at(mosquitto), keys=b'{"keys":[]}'):
        for _ in range(2):
            state = await first_message(at(mosquitto), TOPICS.incident(incident))
            assert msgspec.json.decode(state, type=Incident) == incident
            async with listening(at(mosquitto), TOPICS.keys) as late:
                [keys] = await next_messages(late, 1)
            assert (keys.payload, keys.retain) == (b'{"keys":[]}', True)
            mosquitto.kill()
            mosquitto.start()


async def test_a_state_for_other_brokers_is_not_shown_to_this_one(mosquitto: Mosquitto) -> None:
    def for_another(incident: Incident) -> Outgoing:
        return Outgoing(topic=f"{TOPICS.base}/secret", payload=b"x", retain=True, brokers=("rcc",))

    store = Store()
    store.write(lambda transaction: transaction.put_incident(make_incident()))
    async with delivering(store, at(mosquitto), incident_message=for_another) as it:
        enqueue(store, [alert(1, 1)])
        await it.drained(TIMEOUT_S)
    async with listening(at(mosquitto), "#") as listener:
        [message] = await next_messages(listener, 1)
        assert message.topic == TOPICS.status


async def test_a_message_that_the_broker_does_not_allow_is_refused_told_and_passed_over(
    start_mosquitto: MakeBroker, tmp_path: Path
) -> None:
    (tmp_path / "rights").write_text(
        f"topic readwrite {TOPICS.status}\ntopic read {TOPICS.base}/ack/+/+/+\n"
        f"topic readwrite {TOPICS.base}/alert/test/999/{2:015X}\n"
    )
    mosquitto = start_mosquitto(f"allow_anonymous true\nacl_file {tmp_path / 'rights'}")
    told: list[str] = []
    store = Store()
    async with (
        listening(at(mosquitto), ALERTS) as listener,
        delivering(store, at(mosquitto), report=told.append) as it,
    ):
        enqueue(store, [alert(2, 1), alert(3, 1), alert(2, 2)])
        with pytest.raises(AlertDeliveryError, match=r"refused a message on .*: Not authorized"):
            await it.drained(TIMEOUT_S)
        arrived = await next_messages(listener, 2)
    assert [said_by(message).event_id for message in arrived] == ["2-1", "2-2"]
    assert len(told) == 1
    assert store.tally("broker").refused == 1
    assert store.pending("broker") == []


async def test_a_message_too_large_for_the_broker_does_not_hold_up_the_others(
    start_mosquitto: MakeBroker,
) -> None:
    mosquitto = start_mosquitto("allow_anonymous true\nmax_packet_size 2000")
    store = Store()
    large = Outgoing(topic=f"{TOPICS.base}/alert/large", payload=b"x" * 2000)
    async with (
        listening(at(mosquitto), ALERTS) as listener,
        delivering(store, at(mosquitto)) as it,
    ):
        enqueue(store, [alert(2, 1), large, alert(2, 2)])
        with pytest.raises(AlertDeliveryError, match="takes no more than 2000 bytes"):
            await it.drained(TIMEOUT_S)
        arrived = await next_messages(listener, 2)
    assert [said_by(message).event_id for message in arrived] == ["2-1", "2-2"]


def said(by: str, action: Action = Action.ACKNOWLEDGED) -> Acknowledgement:
    return Acknowledgement(
        action=action,
        incident_id="X.20260101T000000Z",
        alert_class=MessageClass.TEST,
        event_id="1-1",
        by=by,
        at="2026-01-01T00:00:00.000Z",
    )


async def say(broker: BrokerSettings, who: str, payload: bytes) -> None:
    coordinator = await open_connection(broker)
    topic = TOPICS.acknowledgement(who, MessageClass.TEST, "X.20260101T000000Z")
    await coordinator.publish(Outgoing(topic=topic, payload=payload))
    await coordinator.close()


async def test_what_coordinators_say_is_heard_even_if_the_station_was_away(
    mosquitto: Mosquitto,
) -> None:
    heard_of: list[str] = []

    def take(said: Acknowledgement) -> None:
        heard_of.append(said.by)

    for who in ("anna", "boris"):
        async with delivering(Store(), at(mosquitto), on_acknowledgement=take) as it:
            await it.reached()
            await say(at(mosquitto), who, msgspec.json.encode(said(who)))
            await soon(lambda: heard_of[-1:] == [who])  # noqa: B023 awaited before the next
        await say(at(mosquitto), f"{who}-later", msgspec.json.encode(said(f"{who}-later")))
    async with delivering(Store(), at(mosquitto), on_acknowledgement=take):
        await soon(lambda: len(heard_of) == 4)
    assert heard_of == ["anna", "anna-later", "boris", "boris-later"]


async def test_what_is_no_acknowledgement_is_told_once_and_changes_nothing(
    mosquitto: Mosquitto,
) -> None:
    told: list[str] = []
    heard_of: list[Acknowledgement] = []
    async with delivering(
        Store(), at(mosquitto), report=told.append, on_acknowledgement=heard_of.append
    ) as it:
        await it.reached()
        for payload in [b"", b"\xff\0", b"[" * 100_000, b"{}", msgspec.json.encode(said("boris"))]:
            await say(at(mosquitto), "anna", payload)
        await say(at(mosquitto), "anna", msgspec.json.encode(said("anna")))
        await soon(lambda: heard_of)
    assert heard_of == [said("anna")]
    assert len(told) == 2
    assert "malformed" in told[0]
    assert "another_name: anna" in told[1]


class Clock:
    def __init__(self) -> None:
        self.now_s = time.time()

    def __call__(self) -> float:
        return self.now_s


async def test_the_broker_is_told_what_remains_of_the_expiry_and_the_operator_what_expired(
    mosquitto: Mosquitto,
) -> None:
    clock, told = Clock(), list[str]()
    store = Store(clock=clock)
    store.set_brokers(["broker"])
    enqueue(store, [alert(1, 1, expiry_s=3600), alert(1, 2, expiry_s=24 * 3600)])
    async with listening(at(mosquitto), ALERTS) as listener:
        late = at(mosquitto)
        async with delivering(store, late, report=told.append) as it:
            await it.drained(TIMEOUT_S)
            first = await next_messages(listener, 2)
            mosquitto.freeze()
            enqueue(store, [alert(1, 3, expiry_s=3600), alert(1, 4, expiry_s=24 * 3600)])
            clock.now_s += 2 * 3600
            mosquitto.kill()
        mosquitto.start()
    async with (
        listening(late, ALERTS) as listener,
        delivering(store, late, report=told.append) as it,
    ):
        await it.drained(TIMEOUT_S)
        [second] = await next_messages(listener, 1)
    assert [message.expiry_s for message in first] == [3600, 24 * 3600]
    assert (said_by(second).seq, second.expiry_s) == (4, 22 * 3600)
    assert store.tally("broker").expired == 1
    assert [line for line in told if "1 message was too old" in line]


async def test_alerts_that_nobody_listens_to_are_counted_and_told_once(
    mosquitto: Mosquitto,
) -> None:
    told: list[str] = []
    store = Store()
    async with delivering(store, at(mosquitto), report=told.append) as it:
        enqueue(store, [alert(1, seq) for seq in range(3)])
        await it.drained(TIMEOUT_S)
        assert it.unheard == 3
    assert told == [f"broker {mosquitto.url}: nobody listens to its alerts"]


async def test_a_broker_that_falls_silent_is_noticed_by_the_keep_alive_alone(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts.mqtt.connection, "KEEPALIVE_S", 1)
    async with delivering(Store(), at(mosquitto)) as it:
        await it.reached()
        mosquitto.freeze()
        await soon(lambda: it.troubles)
        mosquitto.kill()


async def test_two_brokers_of_one_name_are_refused() -> None:
    twice = BrokerSettings(name="a", url="mqtt://localhost")
    with pytest.raises(AlertSettingError, match="brokers a, a: give each a name"):
        async with delivering(Store(), twice, twice):
            pass


async def test_a_broker_that_cannot_be_reached_is_told_at_once_to_who_waits_for_it() -> None:
    away = BrokerSettings(url=f"mqtt://localhost:{free_port()}")
    async with asyncio.timeout(4.0), delivering(Store(), away) as it:
        with pytest.raises(BrokerUnreachableError, match="cannot be reached: Connection refused"):
            await it.reached()


async def test_an_unreachable_broker_does_not_hold_up_the_end_of_the_station() -> None:
    away = BrokerSettings(url=f"mqtt://localhost:{free_port()}")
    async with asyncio.timeout(4.0), delivering(Store(), away) as it:
        await soon(lambda: it.troubles)
