"""Systemd starts a station anew that has ceased to tell what it hears, and no other."""

import asyncio
from pathlib import Path

import pytest
from daemon_running import config_of, running
from receiver_made_up import until

from alerts.errors import AlertError
from station.alerting import Alerting
from station.daemon import daemon, supervision

EVERY_S = 0.3
IS_WELL = "WATCHDOG=1"
SOME = 10


@pytest.fixture
def systemd(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What it is told, a line of STATUS in each tick."""
    said: list[str] = []
    monkeypatch.setattr(daemon, "notify", said.append)
    monkeypatch.setattr(daemon, "watchdog_s", lambda: EVERY_S)
    monkeypatch.setattr(daemon, "TICK_S", 0.02)
    monkeypatch.setattr("station.daemon.outward.TICK_S", 0.02)
    return said


async def test_it_is_not_fed_while_the_way_of_alerts_stands_still(
    systemd: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, goes_on, stands = Alerting.tick, asyncio.Event(), asyncio.Event()
    goes_on.set()

    async def tick(self: Alerting, now_s: float) -> None:
        if not goes_on.is_set():
            stands.set()
            await goes_on.wait()
        await real(self, now_s)

    monkeypatch.setattr(Alerting, "tick", tick)
    async with running(config_of(tmp_path)):
        await until(lambda: IS_WELL in systemd)
        goes_on.clear()
        await stands.wait()
        await asyncio.sleep(2 * EVERY_S)
        systemd.clear()
        await until(lambda: len(systemd) > SOME)
        assert IS_WELL not in systemd
        goes_on.set()
        await until(lambda: IS_WELL in systemd)


async def test_it_is_fed_while_alerts_wait_for_the_next_try(
    systemd: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full is no better after a new start, in which samples would be lost."""

    async def tick(_: Alerting, __: float) -> None:
        raise AlertError("the disk is full")

    monkeypatch.setattr(supervision, "FIRST_PAUSE_S", 100.0)
    async with running(config_of(tmp_path)) as it:
        await until(lambda: IS_WELL in systemd)
        monkeypatch.setattr(Alerting, "tick", tick)
        await until(lambda: "the disk is full" in (it.condition().fault or ""))
        await asyncio.sleep(2 * EVERY_S)
        systemd.clear()
        await until(lambda: systemd.count(IS_WELL) > SOME)
        assert "STATUS=alerts wait: the disk is full" in systemd
