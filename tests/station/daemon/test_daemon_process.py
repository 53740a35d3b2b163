"""`beacon406 run` as a process: how it ends, and what a signal does."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import ClassVar

import pytest
from daemon_running import CENTER_HZ, RATE_HZ, STATION, Beacons, beacons, coordinator
from real_mosquitto import Mosquitto, free_port

from alerts.mqtt.broker_settings import BrokerSettings
from sdr.recording import open_recording
from sdr.sample_format import DONGLE_UINT8, bytes_from_components

pytestmark = pytest.mark.broker

ENDS_WITHIN_S = 5.0
BUSY_S = 40.0


class Station:
    started: ClassVar[list[subprocess.Popen[bytes]]] = []

    def __init__(self, folder: Path, *arguments: str, log: int | None = None) -> None:
        self.config = folder / "station.toml"
        self.log = folder / "log"
        command = [sys.executable, "-m", "station.main", "run", str(self.config), *arguments]
        with self.log.open("w") as file:
            self.process = subprocess.Popen(command, stderr=file if log is None else log)
        self.started.append(self.process)

    async def says(self, text: str) -> None:
        async with asyncio.timeout(60):
            while text not in self.log.read_text():
                assert self.process.poll() is None, self.log.read_text()
                await asyncio.sleep(0.05)

    async def ended(self) -> int:
        return await asyncio.to_thread(self.process.wait, ENDS_WITHIN_S + BUSY_S)


@pytest.fixture(autouse=True)
def none_is_left_running() -> Iterator[None]:
    yield
    while Station.started:
        process = Station.started.pop()
        process.kill()
        process.wait()


def configure(folder: Path, port: int, broker: Mosquitto | None = None, more: str = "") -> None:
    brokers = "" if broker is None else f'[[brokers]]\nurl = "{broker.url}"\n'
    (folder / "station.toml").write_text(
        f'station = "{STATION}"\nstore = "alerts.db"\ngenerations = [1]\n{more}\n{brokers}'
        f'[[sources]]\nkind = "network"\nname = "roof"\nprotocol = "tcp"\nport = {port}\n'
        f'format = "cu8"\nrate_hz = {RATE_HZ:.1f}\ncenter_hz = {CENTER_HZ:.1f}\n'
        "[test_burst]\nevery_s = 0\n"
    )


class Sender:
    """Gives a station samples when it is told to, and then no more."""

    def __init__(self) -> None:
        self.client: asyncio.Future[asyncio.StreamWriter] = asyncio.Future()
        self.port = 0

    @asynccontextmanager
    async def serving(self) -> AsyncIterator["Sender"]:
        server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            if self.client.done():
                self.client.result().transport.abort()

    def _take(self, _: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.client.done():
            self.client.set_result(writer)

    async def play(self, heard: Beacons, until_s: float) -> None:
        """In real time: what came faster would be a wrong rate."""
        writer = await self.client
        for block in open_recording(str(heard.path)).blocks(0.0, until_s):
            data = bytes_from_components(block.samples.view("float32"), DONGLE_UINT8)
            for start in range(0, len(data), 12_500):
                writer.write(data[start : start + 12_500])
                await asyncio.sleep(12_500 / 2 / RATE_HZ)


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> Beacons:
    """From 0.3 to 0.74 s."""
    return beacons(tmp_path_factory.mktemp("one"), count=1, apart_s=2.0)


async def test_when_told_to_end_it_tells_of_the_burst_that_it_still_holds(
    mosquitto: Mosquitto, one: Beacons, tmp_path: Path
) -> None:
    async with (
        Sender().serving() as sender,
        coordinator(BrokerSettings.at(mosquitto.url)) as it,
    ):
        configure(tmp_path, sender.port, mosquitto)
        station = Station(tmp_path)
        await sender.play(one, 0.8)
        await asyncio.sleep(0.5)
        await it.until(lambda: it.states[-1:] == ["online: connected"])
        assert it.events == []
        station.process.send_signal(signal.SIGTERM)
        assert await station.ended() == 0
        await it.until(lambda: it.states[-1] == "stopped: interrupted")
        assert [event.hex for event in it.events] == list(one.messages)
        last = [message.topic.split("/")[3] for _, message in it.messages]
        assert last.index("alert") < len(last) - 1
        assert last[-1] == "status"
    assert station.log.read_text() == ""


async def test_a_stop_is_quick_though_a_broker_is_away(one: Beacons, tmp_path: Path) -> None:
    async with Sender().serving() as sender:
        configure(tmp_path, sender.port)
        with (tmp_path / "station.toml").open("a") as file:
            file.write(f'[[brokers]]\nurl = "mqtt://127.0.0.1:{free_port()}"\n')
        station = Station(tmp_path)
        await sender.play(one, 0.8)
        await station.says("trying again until it works")
        began_s = asyncio.get_running_loop().time()
        station.process.send_signal(signal.SIGTERM)
        assert await station.ended() == 0
        assert asyncio.get_running_loop().time() - began_s < ENDS_WITHIN_S + BUSY_S


async def test_a_log_that_nobody_reads_any_more_does_not_end_it(
    one: Beacons, tmp_path: Path
) -> None:
    async with Sender().serving() as sender:
        configure(tmp_path, sender.port)
        station = Station(tmp_path, log=subprocess.PIPE)
        await sender.play(one, 0.1)
        assert station.process.stderr is not None
        station.process.stderr.close()
        station.process.send_signal(signal.SIGHUP)
        await sender.play(one, 0.5)
        station.process.send_signal(signal.SIGTERM)
        assert await station.ended() == 0


async def test_a_receiver_that_never_works_ends_it_when_that_was_asked_for(
    tmp_path: Path,
) -> None:
    configure(tmp_path, free_port())
    station = Station(tmp_path, "--give-up", "2")
    assert await station.ended() == 1
    assert "given up: roof: cannot connect to 127.0.0.1 port" in station.log.read_text()


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("nonsense = 1", "unknown field `nonsense`"),
        ("[", "station.toml"),
        ("generations = [2]", "most beacons are of the first"),
        ('regions = "missing.geojson"', "missing.geojson"),
    ],
)
async def test_a_broken_configuration_is_told_and_the_old_one_stays(
    broken: str, reason: str, one: Beacons, tmp_path: Path
) -> None:
    async with Sender().serving() as sender:
        configure(tmp_path, sender.port)
        station = Station(tmp_path)
        await sender.play(one, 0.1)
        station.config.write_text(station.config.read_text().replace("generations = [1]", broken))
        station.process.send_signal(signal.SIGHUP)
        await station.says("; the configuration stays as it was")
        assert reason in station.log.read_text()
        configure(tmp_path, sender.port)
        station.process.send_signal(signal.SIGHUP)
        await station.says("the configuration could be read, and is taken up")
        station.process.send_signal(signal.SIGTERM)
        assert await station.ended() == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('station = "hill"', "sources: there is none, so nothing would be heard: add [[sources]]"),
        ("nonsense = 1", "unknown field `nonsense`"),
    ],
)
async def test_a_broken_configuration_at_the_start_is_one_line(
    text: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "station.toml").write_text(text)
    station = Station(tmp_path)
    assert await station.ended() == 1
    said = station.log.read_text()
    assert reason in said
    assert said.count("\n") == 1
