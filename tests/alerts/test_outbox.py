"""The queue between decoder and broker: nothing lost, nothing reordered, and bounded."""

import asyncio

import pytest
from made_up import message

from alerts.errors import AlertDeliveryError
from alerts.event import Event, event_from_message
from alerts.outbox import Outbox

EVENTS = [event_from_message(message(), event_id=f"{number}") for number in range(50)]


async def test_all_events_are_sent_in_their_order_before_it_closes() -> None:
    sent: list[Event] = []

    async def send(event: Event) -> None:
        await asyncio.sleep(0.0005)
        sent.append(event)

    async with Outbox(send, capacity=4) as outbox:
        for event in EVENTS:
            await outbox.put(event)
    assert sent == EVENTS


async def test_a_slow_broker_slows_the_decoder_and_drops_nothing() -> None:
    broker_back = asyncio.Event()
    sent: list[Event] = []

    async def send(event: Event) -> None:
        await broker_back.wait()
        sent.append(event)

    async with Outbox(send, capacity=4) as outbox:
        for event in EVENTS[:5]:  # one at the sender, four in the queue
            await asyncio.wait_for(outbox.put(event), 5.0)
        waiting = asyncio.create_task(outbox.put(EVENTS[5]))
        await asyncio.sleep(0.02)
        assert not waiting.done()
        broker_back.set()
        await asyncio.wait_for(waiting, 5.0)
    assert sent == EVENTS[:6]


async def test_a_failed_delivery_is_raised_where_the_events_come_from() -> None:
    async def send(event: Event) -> None:
        raise AlertDeliveryError(f"refused {event.event_id}")

    async def decode() -> None:
        async with Outbox(send, capacity=1) as outbox:
            for event in EVENTS:
                await asyncio.wait_for(outbox.put(event), 5.0)

    with pytest.raises(AlertDeliveryError, match="refused 0"):
        await decode()


async def test_a_delivery_that_fails_at_the_very_end_is_raised_too() -> None:
    async def send(event: Event) -> None:
        await asyncio.sleep(0.01)
        raise AlertDeliveryError(f"refused {event.event_id}")

    with pytest.raises(AlertDeliveryError, match="refused 0"):
        async with Outbox(send) as outbox:
            await outbox.put(EVENTS[0])


async def test_another_error_is_not_hidden_and_ends_it_at_once() -> None:
    async def send(event: Event) -> None:
        await asyncio.Event().wait()

    async def decode() -> None:
        async with Outbox(send) as outbox:
            await outbox.put(EVENTS[0])
            raise KeyError("damaged")

    with pytest.raises(KeyError, match="damaged"):
        await asyncio.wait_for(decode(), 5.0)
