"""What a station says of itself, and what the broker says of one that died."""

import asyncio
import json
import sys
from pathlib import Path

import pytest
from made_up_rows import TOPICS, delivering, listening, next_messages
from real_mosquitto import Mosquitto

from alerts.delivery import station
from alerts.delivery.ending import RenewedError
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Connection
from alerts.mqtt.embedded_broker import embedded_broker
from alerts.store.store import Store
from alerts.timestamp import rfc3339

pytestmark = pytest.mark.broker

START_S = 1_767_225_600.0


def at(broker: Mosquitto) -> BrokerSettings:
    return BrokerSettings.at(broker.url)


async def next_states(connection: Connection, count: int) -> list[str]:
    said = [json.loads(message.payload) for message in await next_messages(connection, count)]
    return [f"{status['state']}: {status['reason']}" for status in said]


async def test_the_status_says_what_is_broken_and_that_it_works_again_and_that_it_ended(
    mosquitto: Mosquitto,
) -> None:
    async with listening(at(mosquitto), TOPICS.status) as listener:
        async with delivering(Store(), at(mosquitto)) as it:
            assert await next_states(listener, 1) == ["online: connected"]
            for fault in ("the disk is full", None):
                it.set_fault(fault)
                it.set_fault(fault)
                state = f"degraded: {fault}" if fault else "online: connected"
                assert await next_states(listener, 1) == [state]
        assert await next_states(listener, 1) == ["stopped: finished"]
    async with listening(at(mosquitto), TOPICS.status) as late:
        assert await next_states(late, 1) == ["stopped: finished"]


async def test_a_fault_whose_figures_change_is_one_fault_and_said_again_now_and_then(
    mosquitto: Mosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [START_S]
    store = Store(clock=lambda: now_s[0])
    async with (
        listening(at(mosquitto), TOPICS.status) as listener,
        delivering(store, at(mosquitto)) as it,
    ):
        assert await next_states(listener, 1) == ["online: connected"]
        for number in range(1, 100):
            it.set_fault(f"no samples for {number} s, at {number / 3:.1f} dB")
            now_s[0] += 1
            await asyncio.sleep(0.001)
        said = await next_messages(listener, 1)
        monkeypatch.setattr(station, "SAID_AGAIN_S", 0.0)
        it.set_fault("no samples for 100 s, at 33.3 dB")
        said += await next_messages(listener, 1)
        monkeypatch.setattr(station, "SAID_AGAIN_S", 3600.0)
        it.set_fault("the disk of hill2 is full")
        said += await next_messages(listener, 1)
        now_s[0] += 1
        it.set_fault("the disk of hill3 is full")
        said += await next_messages(listener, 1)
    states = [json.loads(each.payload) for each in said]
    assert [(each["reason"], each["since"]) for each in states] == [
        ("no samples for 1 s, at 0.3 dB", rfc3339(START_S)),
        ("no samples for 100 s, at 33.3 dB", rfc3339(START_S)),
        ("the disk of hill2 is full", rfc3339(START_S + 99)),
        ("the disk of hill3 is full", rfc3339(START_S + 100)),
    ]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (asyncio.CancelledError(), "stopped: interrupted"),
        (
            RenewedError("the configuration is read again"),
            "degraded: the configuration is read again",
        ),
        (ZeroDivisionError("a fault of ours"), "degraded: a fault of ours"),
        (ZeroDivisionError(), "degraded: ZeroDivisionError()"),
    ],
)
async def test_only_a_station_that_ends_on_purpose_says_that_it_has_stopped(
    mosquitto: Mosquitto, error: BaseException, said: str
) -> None:
    async def fail() -> None:
        async with delivering(Store(), at(mosquitto)) as it:
            await it.reached()
            raise error

    async with listening(at(mosquitto), TOPICS.status) as listener:
        with pytest.raises(type(error)):
            await fail()
        assert await next_states(listener, 2) == ["online: connected", said]


DIES_WHILE_CONNECTED = """
import asyncio, os, sys
sys.path.append(sys.argv[2])
from made_up_rows import BrokerSettings, Store, delivering
async def main():
    async with delivering(Store(), BrokerSettings(url=sys.argv[1])) as delivery:
        await delivery.reached()
        os._exit(9)
asyncio.run(main())
"""


async def test_of_a_station_that_dies_the_broker_says_offline_and_its_successor_online(
    mosquitto: Mosquitto,
) -> None:
    await check_what_is_said_of_the_dead(at(mosquitto))


async def test_over_mqtt_3_the_broker_says_of_a_dead_station_that_it_is_offline_too() -> None:
    async with embedded_broker() as url:
        await check_what_is_said_of_the_dead(BrokerSettings.at(url))


async def check_what_is_said_of_the_dead(broker: BrokerSettings) -> None:
    here = Path(__file__).parent
    async with listening(broker, TOPICS.status) as listener:
        command = [sys.executable, "-c", DIES_WHILE_CONNECTED, broker.url, str(here)]
        station = await asyncio.create_subprocess_exec(*command)
        assert await station.wait() == 9
        assert await next_states(listener, 2) == ["online: connected", "offline: lost"]
        async with delivering(Store(), broker):
            assert await next_states(listener, 1) == ["online: connected"]


async def test_of_two_stations_with_one_name_each_is_told_of_the_other(
    mosquitto: Mosquitto,
) -> None:
    broker, told = BrokerSettings.at(mosquitto.url), (list[str](), list[str]())
    async with (
        delivering(Store(), broker, report=told[0].append),
        delivering(Store(), broker, report=told[1].append),
        asyncio.timeout(20.0),
    ):
        while not all("if another station has this name" in "".join(lines) for lines in told):
            await asyncio.sleep(0.01)
