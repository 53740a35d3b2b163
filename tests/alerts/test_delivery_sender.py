"""How a sender takes a broker's answers: order before speed, and each message for itself."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import cast

import pytest

from alerts.delivery.queue import Queue
from alerts.delivery.sender import Sender
from alerts.delivery.station import Station
from alerts.errors import AlertDeliveryError, BrokerUnreachableError
from alerts.incidents.incident import Incident
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Connection
from alerts.outgoing import Outgoing
from alerts.store.store import Store
from alerts.store.transaction import Transaction
from alerts.topics import Topics

Answer = bool | AlertDeliveryError
BROKER = BrokerSettings(url="mqtt://localhost")
REFUSED = AlertDeliveryError("not authorized")
BUSY = BrokerUnreachableError("quota exceeded")


class ScriptedConnection:
    """A broker that answers as it is told."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = answers

    async def publish_all(self, messages: Sequence[Outgoing]) -> AsyncIterator[Answer]:
        for _, answer in zip(messages, self._answers, strict=True):
            yield answer


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as store:
        store.set_brokers([BROKER.name])
        yield store


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def sender(store: Store, told: list[str]) -> Iterator[Sender]:
    def no_incident(incident: Incident) -> Outgoing:
        raise AssertionError(incident)

    def ignore(_: object) -> None: ...

    with ThreadPoolExecutor(1) as thread:
        yield Sender(
            BROKER,
            Queue(store, BROKER.name, thread),
            Station(
                topics=Topics("hill"),
                keys=None,
                incident_message=no_incident,
                acknowledge=ignore,
                report=told.append,
            ),
        )


def enqueue(count: int, topic: str = "t") -> Callable[[Transaction], None]:
    def change(transaction: Transaction) -> None:
        for number in range(count):
            transaction.enqueue(Outgoing(topic=topic, payload=b"%d" % number))

    return change


async def answered(sender: Sender, store: Store, answers: Sequence[Answer]) -> list[int]:
    """What still waits after these answers."""
    rows = store.pending(BROKER.name)
    await sender._send(cast("Connection", ScriptedConnection(answers)), rows)
    return [int(row.outgoing.payload) for row in store.pending(BROKER.name)]


async def test_what_is_acknowledged_no_longer_waits(sender: Sender, store: Store) -> None:
    store.write(enqueue(3))
    assert await answered(sender, store, [True, False, True]) == []


async def test_after_a_refusal_that_may_pass_all_from_there_on_waits_so_that_order_holds(
    sender: Sender, store: Store
) -> None:
    store.write(enqueue(4))
    with pytest.raises(BrokerUnreachableError, match="quota exceeded"):
        await answered(sender, store, [True, BUSY, True, True])
    assert [int(row.outgoing.payload) for row in store.pending(BROKER.name)] == [1, 2, 3]


async def test_what_is_refused_for_good_is_passed_over_and_told(
    sender: Sender, store: Store, told: list[str]
) -> None:
    store.write(enqueue(3))
    assert await answered(sender, store, [True, REFUSED, True]) == []
    assert store.tally(BROKER.name).refused == 1
    assert told == ["not authorized"]
    assert sender.refusal is REFUSED


async def test_an_unheard_burst_is_no_reason_to_worry_but_an_unheard_alert_is(
    sender: Sender, store: Store, told: list[str]
) -> None:
    store.write(enqueue(2, "beacon406/v1/hill/burst/test"))
    await answered(sender, store, [False, False])
    assert sender.unheard == 0
    store.write(enqueue(2, "beacon406/v1/hill/alert/test/999/0"))
    await answered(sender, store, [False, False])
    assert sender.unheard == 2
    assert len(told) == 1
