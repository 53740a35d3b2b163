"""The subscriber at the broker of deploy/mosquitto: each role is given what is for it."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import msgspec
import pytest
from deployed_mosquitto import DeployedMosquitto
from made_up_alerts import STATION, alert_message, keys_message, state_message, story

from alerts.acknowledgement import Action, parse_acknowledgement
from alerts.client.client import AlertClient
from alerts.client.items import Item, ReceivedAlert, ReceivedIncident
from alerts.client.topics import Interest
from alerts.mqtt.connection import open_connection
from alerts.signing import Signer
from alerts.topics import Topics
from decoder.message import MessageClass

pytestmark = pytest.mark.broker

TIMEOUT_S = 15.0


async def given(client: AlertClient, count: int) -> list[Item]:
    """So many, and a little time for one too many."""
    items: list[Item] = []
    async with aclosing(client.received()) as stream:
        async with asyncio.timeout(TIMEOUT_S):
            while len(items) < count:
                items.append(await anext(stream))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(stream), 0.7)
    return items


async def test_a_coordinator_answers_a_partner_reads_his_route_and_neither_sees_what_is_covert(
    tmp_path: Path,
) -> None:
    broker = DeployedMosquitto(tmp_path, ["hill", "anna", "northland"])
    broker.start()
    try:
        signer = Signer.open(tmp_path / "key.pem")
        alert = story(1)[0]
        covert = story(1, message_class=MessageClass.SHIP_SECURITY)[0]
        told = alert_message(alert, signer)
        routed = Topics(STATION).alert(alert.incident, route="northland")
        hill = await open_connection(broker.settings("hill"))
        await hill.subscribe(Topics(STATION).all_acknowledgements)
        partner = Interest(route="northland")
        async with (
            AlertClient(broker.settings("anna"), name="anna") as coordinator,
            AlertClient(
                broker.settings("northland"), interest=partner, name="northland"
            ) as northland,
        ):
            for message in (
                keys_message(signer),
                alert_message(covert, signer),
                state_message(covert.incident, signer),
                state_message(alert.incident, signer),
                told,
                msgspec.structs.replace(told, topic=routed),
            ):
                await hill.publish(message)
            seen = await given(coordinator, 2)
            assert [type(item) for item in seen] == [ReceivedIncident, ReceivedAlert]
            (shared,) = await given(northland, 1)
            assert isinstance(shared, ReceivedAlert)
            assert (shared.alert, str(shared.origin)) == (alert, "key seen on the broker")
            assert not northland.counters["receipt_refused"]
            await coordinator.acknowledge(STATION, alert.incident, Action.ACKNOWLEDGED)
        async with asyncio.timeout(TIMEOUT_S):
            answer = await anext(hill.messages())
        said = parse_acknowledgement(answer.topic, answer.payload)
        assert (said.by, said.incident_id) == ("anna", alert.incident.incident_id)
        await hill.close()
    finally:
        broker.kill()
