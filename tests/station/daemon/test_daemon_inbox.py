"""Bursts between the receivers and the store: none is lost, whoever ends in between."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.event import Event, undecodable_event
from alerts.store.errors import StoreError
from station.daemon import inbox as inbox_module
from station.daemon.inbox import Inbox, Take


def event(number: int) -> Event:
    return undecodable_event("a burst", (), event_id=str(number))


class Store:
    """Knows what it has, as the real one does."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def take(self, events: Sequence[Event], _: float) -> None:
        await asyncio.sleep(0)
        self.keep(events)

    def keep(self, events: Sequence[Event]) -> None:
        self.taken += [each.event_id for each in events if each.event_id not in self.taken]


class End(StrEnum):
    """How the store is left."""

    WELL = "well"
    FAILS_BEFORE = "fails before it has them"
    FAILS_AFTER = "fails when it has them"
    CANCELLED = "cancelled while it waits for the disk"


STORY = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(End)), max_size=12)


async def nothing_set_aside(event: Event, error: Exception) -> None:
    raise AssertionError(f"{event.event_id} is set aside: {error}")


async def turn(inbox: Inbox, store: Store, end: End) -> None:
    """One who asks, until it ends in that way or has all."""

    async def take(events: Sequence[Event], now_s: float) -> None:
        if end is End.FAILS_BEFORE:
            raise StoreError("disk full")
        if end is End.CANCELLED:
            await asyncio.Event().wait()
        await store.take(events, now_s)
        if end is End.FAILS_AFTER:
            raise StoreError("disk gone")

    working = asyncio.create_task(inbox.pass_on(take, nothing_set_aside))
    for _ in range(10):
        await asyncio.sleep(0)
    working.cancel()
    with suppress(StoreError, asyncio.CancelledError):
        await working


@given(STORY)
def test_no_burst_is_lost_or_reordered_however_those_end_who_take_them(
    story: list[tuple[int, End]],
) -> None:
    async def run() -> None:
        inbox, store = Inbox(), Store()
        sent = 0
        for count, end in story:
            inbox.put([event(number) for number in range(sent, sent + count)])
            sent += count
            await turn(inbox, store, end)
        await turn(inbox, store, End.WELL)
        assert store.taken == [str(number) for number in range(sent)]
        await asyncio.wait_for(inbox.emptied(), 10)

    asyncio.run(run())


async def test_it_is_not_empty_before_the_store_has_all() -> None:
    inbox, store = Inbox(), Store()
    await inbox.emptied()
    inbox.put([event(1)])
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(inbox.emptied(), 0.01)
    await turn(inbox, store, End.FAILS_BEFORE)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(inbox.emptied(), 0.01)
    await turn(inbox, store, End.WELL)
    await inbox.emptied()


async def test_what_comes_while_the_store_is_busy_is_taken_next() -> None:
    inbox, store = Inbox(), Store()
    busy = asyncio.Event()

    async def take(events: Sequence[Event], _: float) -> None:
        await busy.wait()
        store.keep(events)

    passing: Take = take
    working = asyncio.create_task(inbox.pass_on(passing, nothing_set_aside))
    inbox.put([event(1)])
    await asyncio.sleep(0)
    inbox.put([event(2), event(3)])
    busy.set()
    await asyncio.wait_for(inbox.emptied(), 10)
    working.cancel()
    assert store.taken == ["1", "2", "3"]


async def test_nothing_heard_is_nothing_to_take() -> None:
    inbox = Inbox()
    inbox.put([])
    await asyncio.wait_for(inbox.emptied(), 10)


@pytest.fixture
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox_module, "PAUSES_S", (0.0, 0.0, 0.0))


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("poison", [{"0"}, {"1"}, {"3"}, {"0", "2", "3"}])
async def test_a_burst_at_which_the_desk_stumbles_holds_nobody_up(poison: set[str]) -> None:
    inbox, store = Inbox(), Store()
    aside: list[tuple[str, str]] = []

    async def take(events: Sequence[Event], now_s: float) -> None:
        if poison & {each.event_id for each in events}:
            raise KeyError("a bug")
        await store.take(events, now_s)

    async def set_aside(event: Event, error: Exception) -> None:
        aside.append((event.event_id, repr(error)))

    inbox.put([event(number) for number in range(4)])
    working = asyncio.create_task(inbox.pass_on(take, set_aside))
    await asyncio.wait_for(inbox.emptied(), 10)
    working.cancel()
    assert store.taken == [each for each in "0123" if each not in poison]
    assert aside == [(each, "KeyError('a bug')") for each in sorted(poison)]


@pytest.mark.usefixtures("no_pauses")
@pytest.mark.parametrize("failures", [1, 2, 3, 4])
async def test_a_fault_that_passes_sets_nothing_aside(failures: int) -> None:
    inbox, store = Inbox(), Store()
    left = iter(range(failures))

    async def take(events: Sequence[Event], now_s: float) -> None:
        if next(left, None) is not None:
            raise RuntimeError("for a moment")
        await store.take(events, now_s)

    inbox.put([event(1), event(2)])
    working = asyncio.create_task(inbox.pass_on(take, nothing_set_aside))
    await asyncio.wait_for(inbox.emptied(), 10)
    working.cancel()
    assert store.taken == ["1", "2"]
