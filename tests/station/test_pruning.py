"""Old incidents leave the store without anybody asking, and never under a store that is closed."""

import asyncio
import threading
import time
from pathlib import Path

import pytest
from made_up_alerts import burst_event

from alerts.desk import Desk
from alerts.messages import Messages
from alerts.store.retention import DAY_S, Retention
from alerts.store.store import Store
from alerts.topics import Topics
from decoder.message import MessageClass
from station.alerting import alerting
from station.config.config import Config
from station.pruning import prune_daily
from station.threads import in_thread


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


async def test_what_is_too_old_goes_at_the_start_and_is_told_in_one_line(tmp_path: Path) -> None:
    filled(tmp_path / "alerts.db").close()
    told: list[str] = []
    async with alerting(Config(store=tmp_path / "alerts.db"), told.append):
        await until(told, 1)
    assert told == ["store: removed 1 closed incident, kept for as long as wanted"]
    with Store.open(tmp_path / "alerts.db") as store:
        assert kept(store) == ["distress"]


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
