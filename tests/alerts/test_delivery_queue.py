"""The store as a sender sees it."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.delivery.queue import BATCH, Queue
from alerts.outgoing import Outgoing
from alerts.store.store import Store
from alerts.store.transaction import Transaction


@pytest.fixture(scope="module")
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as thread:
        yield thread


def put(store: Store, message: Outgoing) -> None:
    def change(transaction: Transaction) -> None:
        transaction.enqueue(message)

    store.write(change)


@given(expiry_s=st.integers(1, 2**31), waited_s=st.floats(0, 2**31))
async def test_the_broker_counts_on_from_what_the_message_has_waited(
    thread: ThreadPoolExecutor, expiry_s: int, waited_s: float
) -> None:
    now_s = [1.8e9]
    with Store(clock=lambda: now_s[0]) as store:
        store.set_brokers(["a"])
        put(store, Outgoing(topic="t", payload=b"", expiry_s=expiry_s))
        now_s[0] += waited_s
        rows = await Queue(store, "a", thread).pending()
    for row in rows:
        left_s = row.outgoing.expiry_s
        assert left_s is not None
        assert 1 <= left_s <= expiry_s
        assert left_s == pytest.approx(expiry_s - waited_s, abs=1.0)
    assert len(rows) == (waited_s < expiry_s)


async def test_what_does_not_expire_has_no_expiry(thread: ThreadPoolExecutor) -> None:
    with Store() as store:
        store.set_brokers(["a"])
        put(store, Outgoing(topic="t", payload=b""))
        [row] = await Queue(store, "a", thread).pending()
    assert row.outgoing.expiry_s is None


async def test_a_long_queue_is_read_in_parts(thread: ThreadPoolExecutor) -> None:
    with Store() as store:
        store.set_brokers(["a"])
        for _ in range(BATCH + 1):
            put(store, Outgoing(topic="t", payload=b""))
        queue = Queue(store, "a", thread)
        first = await queue.pending()
        await queue.delivered([row.position for row in first])
        await queue.delivered([])
        second = await queue.pending()
        assert (len(first), len(second)) == (BATCH, 1)
        await queue.refused(second[0].position, "too large")
        assert (await queue.tally()).refused == 1
        assert await queue.pending() == []
