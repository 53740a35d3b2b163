"""Processes that correlate, killed, ended and stopped: no burst is lost, and no alert."""

import asyncio
import signal
from pathlib import Path

import msgspec
import pytest
from correlating import (
    TIMEOUT_S,
    Correlators,
    broker,
    bursts,
    correlators,
    publish,
    saved,
    told,
    until,
)
from real_mosquitto import MakeBroker, Mosquitto

from alerts.mqtt.connection import UNCONFIRMED_MAX, WAITING_MAX, open_connection
from station.web.health import Health

pytestmark = pytest.mark.broker
__all__ = ["broker", "correlators"]

TO_ONE = "$share/rcc/beacon406/v1/+/burst/+"


async def test_what_is_sent_while_all_correlators_and_the_broker_are_dead_is_taken_later(
    broker: Mosquitto, correlators: Correlators, tmp_path: Path
) -> None:
    events = bursts(20, 3)
    processes = await correlators.start(2)
    for process in processes:
        process.kill()
        process.wait()
    await publish(broker, events[:40])
    await saved(tmp_path / "mosquitto.db")
    broker.kill()
    broker.start()
    processes = await correlators.start(2)
    await until(lambda: correlators.known(events[:40]) == 40)
    broker.kill()  # once more, under those that listen
    broker.start()
    await until(lambda: "connected again" in correlators.said())
    await publish(broker, events[40:])
    await until(lambda: correlators.known(events) == len(events))
    assert set(correlators.counted().values()) == {3}
    assert all(process.poll() is None for process in processes)


async def test_a_correlator_that_is_told_to_end_ends_well_and_leaves_its_work_to_the_other(
    broker: Mosquitto, correlators: Correlators
) -> None:
    events = bursts(50, 4)
    first, _second = await correlators.start(2)
    await publish(broker, events[:100])
    first.terminate()
    await publish(broker, events[100:])
    assert await asyncio.to_thread(first.wait, 10.0) == 0
    await until(lambda: correlators.known(events) == len(events))
    await until(lambda: correlators.seats() == 1)
    assert set(correlators.counted().values()) == {4}
    assert correlators.said() == ""


async def test_it_reports_its_health_so_that_its_silence_is_noticed(
    broker: Mosquitto, correlators: Correlators
) -> None:
    listener = await open_connection(broker.url)
    await listener.subscribe("beacon406/v1/rcc/health")
    await correlators.start()
    async with asyncio.timeout(TIMEOUT_S):
        report = await anext(listener.messages())
    assert msgspec.json.decode(report.payload, type=Health).state == "online"
    await listener.close()


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP])
async def test_when_the_sender_is_no_more_or_stops_another_one_sends_on(
    broker: Mosquitto, correlators: Correlators, sign: signal.Signals
) -> None:
    listener = await open_connection(broker.url)
    await listener.subscribe("beacon406/v1/rcc/alert/#")
    events = bursts(10, 12)
    (sender,) = await correlators.start()
    await correlators.start()
    await publish(broker, events[:60])
    if sign == signal.SIGSTOP:
        # Not within a transaction: then the store stays locked, and the other goes on in memory.
        await until(lambda: correlators.known(events[:60]) == 60)
        await asyncio.sleep(1.0)
    sender.send_signal(sign)
    await publish(broker, events[60:])
    await until(lambda: correlators.known(events) == len(events))
    alerts = await told(listener)
    sender.send_signal(signal.SIGCONT)  # where it can: it is one of several again
    last = bursts(10, 1, station="tower")
    await publish(broker, last)
    await until(lambda: correlators.known(last) == len(last))
    alerts += await told(listener)
    await listener.close()
    named = {(each.incident.beacon_id, each.seq): each.event_id for each in alerts}
    assert all(
        named[each.incident.beacon_id, each.seq] == each.event_id for each in alerts
    )  # doubles have the same name
    for event in events[:10]:
        numbers = sorted(seq for beacon_id, seq in named if beacon_id == event.beacon_id)
        assert numbers == list(range(1, 14))


async def test_a_flood_waits_in_the_broker_and_not_in_memory(start_mosquitto: MakeBroker) -> None:
    generous = "allow_anonymous true\nmax_queued_messages 0\nmax_inflight_messages 0"
    broker = start_mosquitto(generous)
    listener = await open_connection(
        broker.url, client_id="one", session_expiry_s=60, confirms=True
    )
    await listener.subscribe(TO_ONE)
    events = bursts(10, 200)
    await publish(broker, events)
    await asyncio.sleep(0.5)
    assert listener.waiting == UNCONFIRMED_MAX
    messages, most = listener.messages(), 0
    for _ in events:
        listener.confirm(await asyncio.wait_for(anext(messages), 5.0))
        most = max(most, listener.waiting)
    assert most < 2 * WAITING_MAX < len(events)
    await listener.close()
