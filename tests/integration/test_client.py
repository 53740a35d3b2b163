"""The subscriber at the real mosquitto: nothing missed, nothing twice, no silence untold."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import msgspec
import pytest
from made_up_alerts import (
    STATION,
    alert_message,
    burst_event,
    burst_message,
    keys_message,
    state_message,
    status_message,
    story,
)
from real_mosquitto import MakeBroker, Mosquitto, free_port

from alerts.acknowledgement import Acknowledgement, Action, parse_acknowledgement
from alerts.client.client import AlertClient
from alerts.client.items import (
    BrokerContact,
    ReceivedAlert,
    ReceivedBurst,
    ReceivedIncident,
    StationContact,
    Withdrawn,
)
from alerts.client.topics import Interest, Subject
from alerts.client.trust import Trust
from alerts.errors import AlertSettingError, BrokerUnreachableError
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.connection import Connection, open_connection
from alerts.mqtt.embedded_broker import embedded_broker
from alerts.outgoing import Outgoing
from alerts.signing import Signer
from alerts.status import State
from alerts.topics import Topics
from decoder.message import MessageClass

pytestmark = pytest.mark.broker

TIMEOUT_S = 15.0
ALL_SUBJECTS = Interest(subjects=(Subject.INCIDENT, Subject.ALERT, Subject.BURST))

T = TypeVar("T")


@asynccontextmanager
async def publisher(url: BrokerUrl, *messages: Outgoing) -> AsyncIterator[Connection]:
    """A station, for as much as a broker sees of one."""
    connection = await open_connection(url)
    await publish(connection, *messages)
    try:
        yield connection
    finally:
        await connection.close()


async def publish(connection: Connection, *messages: Outgoing) -> None:
    for message in messages:
        await connection.publish(message)


async def next_of(client: AlertClient, kind: type[T], count: int = 1) -> list[T]:
    """The next items of a kind. For the last one the program has not come back: no receipt."""
    found: list[T] = []
    async with asyncio.timeout(TIMEOUT_S), aclosing(client.received()) as items:
        async for item in items:
            if isinstance(item, kind):
                found.append(item)
            if len(found) == count:
                return found
    raise AssertionError


async def receipts(station: Connection, count: int) -> list[Acknowledgement]:
    messages = station.messages()
    async with asyncio.timeout(TIMEOUT_S):
        arrived = [await anext(messages) for _ in range(count)]
    return [parse_acknowledgement(message.topic, message.payload) for message in arrived]


async def test_who_comes_late_sees_what_is_open_and_whose_word_it_is(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    signer = Signer.open(tmp_path / "key.pem")
    pinned = tmp_path / "keys.json"
    pinned.write_bytes(signer.public_keys)
    incident = story(2)[-1].incident
    retained = keys_message(signer), state_message(incident, signer)
    async with publisher(mosquitto.url, *reversed(retained)):
        for trust, words in (
            (Trust(), "key seen on the broker"),
            (Trust.in_file(pinned), "pinned key"),
        ):
            async with AlertClient(mosquitto.url, trust=trust) as client:
                (received,) = await next_of(client, ReceivedIncident)
                assert (received.incident, str(received.origin)) == (incident, words)


async def test_each_kind_of_document_arrives_and_only_of_the_classes_asked_for(
    mosquitto: Mosquitto,
) -> None:
    interest = msgspec.structs.replace(ALL_SUBJECTS, classes=(MessageClass.DISTRESS,))
    alert, event = story(1)[0], burst_event(time.time())
    tests = story(1, message_class=MessageClass.TEST)[0]
    state = state_message(alert.incident)
    async with (
        AlertClient(mosquitto.url, interest=interest) as client,
        publisher(mosquitto.url, alert_message(tests), state_message(tests.incident)) as station,
    ):
        await publish(station, state, alert_message(alert), burst_message(event))
        await publish(station, msgspec.structs.replace(state, payload=b""))
        kinds = [type(item) for item in await next_of(client, object, 4)]
        assert kinds == [ReceivedIncident, ReceivedAlert, ReceivedBurst, Withdrawn]
        assert client.counters == {"incident": 2, "alert": 1, "burst": 1}


async def test_the_narrow_streams_give_their_documents_and_every_loss_of_contact(
    mosquitto: Mosquitto,
) -> None:
    alert, event = story(1)[0], burst_event(time.time())
    async with (
        AlertClient(mosquitto.url, interest=ALL_SUBJECTS) as client,
        publisher(mosquitto.url) as station,
        asyncio.timeout(TIMEOUT_S),
    ):
        for stream, kind in (
            (client.alerts(), ReceivedAlert),
            (client.incidents(), ReceivedIncident),
            (client.bursts(), ReceivedBurst),
        ):
            await publish(station, alert_message(alert), state_message(alert.incident))
            await publish(station, burst_message(event), status_message(State.OFFLINE, "lost"))
            found = [type(await anext(stream)), type(await anext(stream))]
            assert found == [kind, StationContact]
            await stream.aclose()
            alert, event = story(1)[0], burst_event(time.time())


async def test_an_alert_that_comes_again_is_given_once_and_receipted_each_time(
    mosquitto: Mosquitto,
) -> None:
    alerts = story(3)
    first, second, third = map(alert_message, alerts)
    async with (
        AlertClient(mosquitto.url, name="anna") as client,
        publisher(mosquitto.url) as station,
    ):
        await station.subscribe(Topics(STATION).all_acknowledgements)
        await publish(station, first, first, second, third)
        given = await next_of(client, ReceivedAlert, 3)
        assert [received.alert for received in given] == alerts
        said = await receipts(station, 3)
        assert [ack.event_id for ack in said] == [alerts[n].event_id for n in (0, 0, 1)]
        assert {(ack.action, ack.by) for ack in said} == {(Action.RECEIVED, "anna")}


async def test_an_alert_that_the_program_did_not_survive_is_not_receipted(
    mosquitto: Mosquitto,
) -> None:
    alerts = story(2)
    async with publisher(mosquitto.url) as station:
        await station.subscribe(Topics(STATION).all_acknowledgements)
        async with AlertClient(mosquitto.url, name="anna") as client:
            await publish(station, *map(alert_message, alerts))
            # It comes back for the second one, so the first was handled.
            assert len(await next_of(client, ReceivedAlert, 2)) == 2
        (said,) = await receipts(station, 1)
        assert (said.action, said.event_id) == (Action.RECEIVED, alerts[0].event_id)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(station.messages()), 0.3)


async def test_who_was_away_misses_nothing_and_knows_the_keys_before_he_reads_it(
    mosquitto: Mosquitto, tmp_path: Path
) -> None:
    signer = Signer.open(tmp_path / "key.pem")
    alerts = story(50)
    async with publisher(mosquitto.url, keys_message(signer)) as station:
        async with AlertClient(mosquitto.url, name="anna"):
            pass
        for alert in alerts:
            await station.publish(alert_message(alert, signer))
        async with AlertClient(mosquitto.url, name="anna") as client:
            given = await next_of(client, ReceivedAlert, len(alerts))
    assert [received.alert for received in given] == alerts
    assert {str(received.origin) for received in given} == {"key seen on the broker"}


async def test_a_broker_that_is_killed_and_comes_back_is_told_and_costs_nothing(
    start_mosquitto: MakeBroker, tmp_path: Path
) -> None:
    broker = start_mosquitto(
        f"allow_anonymous true\npersistence true\npersistence_location {tmp_path}/\n"
        "autosave_on_changes true\nautosave_interval 1"
    )
    alerts = story(40)
    async with AlertClient(broker.url, name="anna") as client:
        async with publisher(broker.url, *map(alert_message, alerts[:20])):
            assert len(await next_of(client, ReceivedAlert, 20)) == 20
        broker.kill()
        (lost,) = await next_of(client, BrokerContact)
        assert not lost.connected
        assert f"broker {broker.url}" in lost.reason
        with pytest.raises(BrokerUnreachableError, match="not connected"):
            await client.acknowledge(STATION, alerts[0].incident, Action.ACKNOWLEDGED)
        broker.start()
        # The station sends again what was not receipted, and what is new.
        async with publisher(broker.url) as station:
            await publish(station, *map(alert_message, alerts[10:]))
            given = await next_of(client, ReceivedAlert, 20)
    assert [received.alert for received in given] == alerts[20:]
    assert client.counters["alert"] == 40


async def test_a_lost_station_is_an_item_of_the_stream(mosquitto: Mosquitto) -> None:
    will = status_message(State.OFFLINE, "lost")
    async with AlertClient(mosquitto.url) as client:
        doomed = await open_connection(mosquitto.url, will=will)
        await doomed.publish(status_message(State.ONLINE, "connected"))
        doomed._client._client.socket().close()  # without a word
        contacts = await next_of(client, StationContact, 2)
        assert [(each.station, each.lost, each.reason) for each in contacts] == [
            ("hill", False, "connected"),
            ("hill", True, "lost"),
        ]


async def test_a_person_who_acknowledges_is_heard_by_the_station(mosquitto: Mosquitto) -> None:
    incident = story(1)[0].incident
    async with (
        publisher(mosquitto.url) as station,
        AlertClient(mosquitto.url, name="anna") as client,
        AlertClient(mosquitto.url) as nobody,
    ):
        await station.subscribe(Topics(STATION).all_acknowledgements)
        await client.acknowledge(STATION, incident, Action.CLOSED)
        (said,) = await receipts(station, 1)
        assert (said.action, said.by, said.event_id) == ("closed", "anna", incident.alert_id)
        with pytest.raises(AlertSettingError, match="needs a name"):
            await nobody.acknowledge(STATION, incident, Action.CLOSED)


async def test_what_may_not_be_receipted_is_given_all_the_same(
    start_mosquitto: MakeBroker, tmp_path: Path
) -> None:
    access = tmp_path / "acl"
    access.write_text("topic read #\ntopic write +/+/+/alert/#\n")
    access.chmod(0o600)
    broker = start_mosquitto(f"allow_anonymous true\nacl_file {access}")
    async with (
        AlertClient(broker.url, name="anna") as client,
        publisher(broker.url, *map(alert_message, story(3))),
    ):
        assert len(await next_of(client, ReceivedAlert, 3)) == 3
    assert client.counters == {"alert": 3, "receipt_refused": 2}


async def test_messages_beyond_the_limit_do_not_make_the_broker_fall_silent(
    mosquitto: Mosquitto,
) -> None:
    """mosquitto 2.0.11 loses one of its 20 places in flight for each that a subscriber forbids."""
    alert = story(1)[0]
    huge = Outgoing(topic=alert_message(alert).topic, payload=bytes(300_000))
    async with (
        AlertClient(mosquitto.url, name="anna") as client,
        publisher(mosquitto.url, *(30 * [huge]), alert_message(alert)),
    ):
        (received,) = await next_of(client, ReceivedAlert)
        assert received.alert == alert
        assert client.counters == {"too_large": 30, "alert": 1}


@pytest.mark.parametrize("name", [None, "anna"])
async def test_over_mqtt_3_nothing_is_missing(name: str | None, tmp_path: Path) -> None:
    signer = Signer.open(tmp_path / "key.pem")
    alert = story(1)[0]
    async with (
        embedded_broker() as url,
        publisher(url, keys_message(signer)) as station,
        AlertClient(url, name=name) as client,
    ):
        await publish(station, alert_message(alert, signer))
        (received,) = await next_of(client, ReceivedAlert)
        assert (received.alert, str(received.origin)) == (alert, "key seen on the broker")


async def test_a_broker_that_is_not_there_is_told_at_once() -> None:
    with pytest.raises(BrokerUnreachableError, match="Connection refused"):
        async with AlertClient(BrokerUrl("localhost", free_port(), tls=False)):
            pass


def test_a_name_that_is_no_level_of_a_topic_is_refused_at_once() -> None:
    async def make() -> None:
        AlertClient(BrokerUrl("localhost", 1883, tls=False), name="a/b")

    with pytest.raises(AlertSettingError, match="subscriber's name"):
        asyncio.run(make())
