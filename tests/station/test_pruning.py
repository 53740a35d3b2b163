"""Old incidents leave the store without anybody asking, and never under a store that is closed."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
from made_up_alerts import burst_event

from alerts.desk import Desk
from alerts.messages import Messages
from alerts.store.errors import StoreError
from alerts.store.retention import DAY_S, Retention
from alerts.store.steadiness import Steadiness
from alerts.store.store import Store
from alerts.topics import Topics
from decoder.message import MessageClass
from station import pruning
from station.alerting import alerting
from station.config.config import Config
from station.pruning import prune_daily
from station.threads import at_desk, in_thread


def filled(path: Path | str) -> Store:
    """A self-test of 31 days ago, which is over, and an alarm of the same day, likewise."""
    store = Store.open(path)
    desk = Desk(store, Messages(Topics("hill")))
    heard_s = time.time() - 31 * DAY_S
    for name in (MessageClass.SELF_TEST, MessageClass.DISTRESS):
        desk.take([burst_event(heard_s, message_class=name)], heard_s)
    desk.tick(heard_s + 2 * DAY_S)
    return store


def kept(store: Store) -> list[str]:
    rows = store.read(lambda db: db.execute("SELECT class FROM incidents ORDER BY class"))
    return [name for (name,) in rows]


async def until(told: list[str], count: int) -> None:
    async with asyncio.timeout(5.0):
        while len(told) < count:
            await asyncio.sleep(0.005)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is believed from the start."""
    monkeypatch.setattr(Steadiness, "is_steady", lambda _: True)


@pytest.mark.usefixtures("at_once")
async def test_what_is_too_old_goes_and_is_told_in_one_line(tmp_path: Path) -> None:
    filled(tmp_path / "alerts.db").close()
    told: list[str] = []
    async with alerting(Config(store=tmp_path / "alerts.db"), told.append):
        await until(told, 1)
    assert told == ["store: removed 1 closed incident, kept for as long as wanted"]
    with Store.open(tmp_path / "alerts.db") as store:
        assert kept(store) == ["distress"]


async def test_in_the_first_hour_nothing_goes_since_the_clock_may_not_be_set_yet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pruning, "LOOK_S", 0.01)
    filled(tmp_path / "alerts.db").close()
    told: list[str] = []
    async with alerting(Config(store=tmp_path / "alerts.db"), told.append):
        await asyncio.sleep(0.1)
        assert told == []
        monkeypatch.setattr(Steadiness, "is_steady", lambda _: True)
        await until(told, 1)


async def test_what_fails_is_told_and_done_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = [StoreError("the disk hiccups"), ZeroDivisionError("a bug"), 1]

    def prune(*_: object) -> int:
        outcome = outcomes.pop(0) if outcomes else 0
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(pruning, "prune", prune)
    told: list[str] = []
    with Store() as store:
        task = asyncio.create_task(prune_daily(store, Retention(), told.append, every_s=0.01))
        await until(told, 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert [line.split(": ", 1)[1] for line in told] == [
        "what is too old could not be removed: the disk hiccups",
        "what is too old could not be removed: a bug",
        "removed 1 closed incident, kept for as long as wanted",
    ]


@pytest.mark.usefixtures("at_once")
async def test_the_operator_says_for_how_long(tmp_path: Path) -> None:
    filled(tmp_path / "alerts.db").close()
    told: list[str] = []
    retention = Retention(operational_s=DAY_S, other_s=60 * DAY_S)
    async with alerting(Config(store=tmp_path / "alerts.db", retention=retention), told.append):
        await until(told, 1)
    with Store.open(tmp_path / "alerts.db") as store:
        assert kept(store) == ["self_test"]


async def test_it_is_done_again_and_where_nothing_goes_nothing_is_said() -> None:
    told: list[str] = []
    with Store() as store:
        task = asyncio.create_task(prune_daily(store, Retention(), told.append, every_s=0.01))
        await asyncio.sleep(0.05)
        assert told == []
        desk, old_s = Desk(store, Messages(Topics("hill"))), time.time() - 40 * DAY_S
        for _ in range(2):
            desk.take([burst_event(old_s, message_class=MessageClass.TEST)], old_s)
            desk.tick(old_s + 2 * DAY_S)
            await until(told, 1)
            assert told.pop().startswith("store: removed 1 closed incident")
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_no_other_thread_holds_up_the_desk() -> None:
    never = threading.Event()
    everywhere = [asyncio.to_thread(never.wait) for _ in range(40)]
    everywhere += [in_thread(never.wait) for _ in range(40)]
    hanging = [asyncio.ensure_future(each) for each in everywhere]
    try:
        assert await asyncio.wait_for(at_desk(lambda: "told"), 20.0) == "told"
    finally:
        never.set()
        await asyncio.gather(*hanging)


async def test_who_is_cancelled_waits_for_his_thread() -> None:
    begun, go_on, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        go_on.wait(5.0)
        ended.set()

    task = asyncio.create_task(in_thread(work))
    await asyncio.to_thread(begun.wait, 5.0)
    task.cancel()
    await asyncio.sleep(0.01)
    assert not task.done()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()
