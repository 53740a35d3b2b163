"""What a station keeps when it cannot be opened as it should, or is opened twice."""

import asyncio
import gc
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from made_up_alerts import burst_event

from alerts.errors import AlertSettingError
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import open_connection
from alerts.store.lock import in_use
from alerts.store.safe import SafeStore
from alerts.store.store import Store
from station.alerting import alerting
from station.config.config import Config
from station.web.settings import WebSettings

NOBODY = BrokerSettings(name="away", url="mqtt://127.0.0.1:9")


def silent(_: str) -> None:
    pass


def known(path: Path) -> list[str]:
    """For whom messages wait."""
    with Store(path) as store:
        return [
            name for (name,) in store.read(lambda db: list(db.execute("SELECT name FROM brokers")))
        ]


async def test_a_configuration_that_cannot_be_opened_takes_nothing_from_brokers_it_leaves_out(
    tmp_path: Path,
) -> None:
    path = tmp_path / "alerts.db"
    async with alerting(Config(station="hill", store=path, brokers=(NOBODY,)), silent):
        assert known(path) == ["away"]
    web = WebSettings(certificate_file=path, key_file=path)
    with pytest.raises(AlertSettingError, match="web"):
        async with alerting(Config(station="hill", store=path, web=web), silent):
            raise AssertionError
    assert known(path) == ["away"]
    async with alerting(Config(station="hill", store=path, web=WebSettings(port=0)), silent):
        assert known(path) == []


async def test_a_second_station_on_the_same_store_is_refused_and_told_of_the_first(
    tmp_path: Path,
) -> None:
    path = tmp_path / "alerts.db"
    config = Config(station="hill", store=path)
    async with alerting(config, silent):
        with pytest.raises(AlertSettingError) as refused:
            async with alerting(config, silent):
                raise AssertionError
    assert str(refused.value) == (
        f"{path}: is in use by another station (process {os.getpid()}):"
        " end that one, or name another store"
    )
    async with alerting(config, silent):
        pass


HOLDS = """
import sys, time
from pathlib import Path
from alerts.store.lock import in_use
with in_use(Path(sys.argv[1])):
    print("in use", flush=True)
    time.sleep(600)
"""


def test_a_station_that_was_killed_keeps_nobody_out(tmp_path: Path) -> None:
    path = tmp_path / "alerts.db"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"in use\n"
        with pytest.raises(AlertSettingError, match=rf"\(process {holder.pid}\)"), in_use(path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with in_use(path):
        pass


def test_where_nothing_can_be_written_alerts_go_on_in_memory() -> None:
    path = Path("/proc/nowhere/alerts.db")
    with in_use(path), SafeStore(path, report=silent) as store:
        assert store.fault is not None


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
async def test_who_stops_connecting_leaves_no_connection_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The name is answered after all, in a thread that nobody could end."""
    real, answered = socket.getaddrinfo, threading.Event()

    def getaddrinfo(host: str, *rest: Any, **settings: Any) -> Any:
        if host == "localhost":
            answered.wait()
        return real(host, *rest, **settings)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    ended = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        ended.set()
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        opening = asyncio.create_task(
            open_connection(BrokerSettings(url=f"mqtt://localhost:{port}"))
        )
        await asyncio.sleep(0.2)
        opening.cancel()
        await asyncio.wait([opening])
        answered.set()
        async with asyncio.timeout(10.0):
            await ended.wait()
        del opening
        gc.collect()  # paho closes what it still holds, and must be able to


async def test_names_that_are_not_answered_take_no_thread_from_anybody_else(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """More of them than asyncio has threads."""
    real, asked, answered = socket.getaddrinfo, list[str](), threading.Event()

    def getaddrinfo(host: str, *rest: Any, **settings: Any) -> Any:
        if host.endswith(".example"):
            asked.append(host)
            answered.wait()
            raise socket.gaierror(-3, "Temporary failure in name resolution")
        return real(host, *rest, **settings)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    brokers = tuple(
        BrokerSettings(name=f"b{number}", url=f"mqtts://b{number}.example") for number in range(40)
    )
    config = Config(station="hill", store=tmp_path / "alerts.db", brokers=brokers)
    now_s = time.time()
    try:
        async with asyncio.timeout(60.0), alerting(config, silent) as station:
            while len(asked) < len(brokers):
                await asyncio.sleep(0.01)
            assert await station.take([burst_event(now_s)], now_s)
            await asyncio.to_thread(time.time)
    finally:
        answered.set()
