"""Correlators as they are typed, and stations for them to hear."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import msgspec
import pytest
from made_up_event import make_event
from msgspec.structs import replace
from real_mosquitto import MakeBroker, Mosquitto

from alerts.event import Event
from alerts.event_id import new_event_id
from alerts.incidents.alert import Alert
from alerts.mqtt.connection import Connection, open_connection
from alerts.outgoing import Outgoing
from alerts.signing import Signer
from alerts.store.store import Store
from alerts.timestamp import rfc3339
from alerts.topics import Topics
from decoder.message import MessageClass

TIMEOUT_S = 60.0
QUIET_S = 1.5
IMPATIENT = """
import sys
from alerts.correlation import seats
from station.main import main
seats.STOPPED_S = 4.0
sys.exit(main())
"""
"""The command, but that tests need not wait so long until a process is taken to have stopped."""

AS_DEPLOYED = """allow_anonymous true
max_queued_messages 100000
persistence true
autosave_on_changes false
autosave_interval 1
persistence_location {folder}/"""


PROBE = replace(
    make_event(MessageClass.DISTRESS),
    station="probe",
    beacon_id="F" * 15,
    time=rfc3339(time.time()),
)
"""The first burst that anybody takes."""


class Correlators:
    """Processes that share a store; all that they say on their standard error is kept."""

    def __init__(self, folder: Path, broker: Mosquitto) -> None:
        self.folder = folder
        self.store = folder / "alerts.db"
        self._broker = broker
        self._config = folder / "correlate.toml"
        self._config.write_text(
            f'station = "rcc"\nstore = "alerts.db"\n[[brokers]]\nurl = "{broker.url}"\n'
        )
        self._ending = ExitStack()

    async def start(self, count: int = 1) -> list[subprocess.Popen[bytes]]:
        """Return when the broker has somebody to deal bursts to."""
        started = [self._start() for _ in range(count)]
        connection = await open_connection(self._broker.url)
        async with asyncio.timeout(TIMEOUT_S):
            while not await connection.publish(message(PROBE)):
                await asyncio.sleep(0.1)
        await connection.close()
        await until(lambda: self.store.exists() and self.known([PROBE]) == 1)
        await asyncio.sleep(0.5)  # for the others, who are missed by nobody
        return started

    def seats(self) -> int:
        return len(list(self.folder.glob("*.seat")))

    def said(self) -> str:
        """Except that no coordinator listens, which is so in most of these tests."""
        lines = (self.folder / "said.txt").read_text().splitlines()
        return "\n".join(each for each in lines if "nobody listens" not in each)

    def known(self, events: list[Event]) -> int:
        with Store.open(self.store) as store:
            return store.write(lambda books: sum(books.has_burst(each.event_id) for each in events))

    def counted(self) -> dict[str, int]:
        with Store.open(self.store) as store:
            return {
                each.beacon_id: each.bursts
                for each in store.open_incidents()
                if each.beacon_id != PROBE.beacon_id
            }

    def close(self) -> None:
        self._ending.close()

    def _start(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-c", IMPATIENT, "correlate", str(self._config)],
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / "said.txt").open("ab"),
        )
        self._ending.callback(process.wait)
        self._ending.callback(process.kill)
        self._ending.callback(process.send_signal, signal.SIGCONT)
        return process


@pytest.fixture
def broker(tmp_path: Path, start_mosquitto: MakeBroker) -> Mosquitto:
    return start_mosquitto(AS_DEPLOYED.format(folder=tmp_path))


@pytest.fixture
def correlators(tmp_path: Path, broker: Mosquitto) -> Iterator[Correlators]:
    folder = tmp_path / "shared"
    folder.mkdir()
    processes = Correlators(folder, broker)
    yield processes
    processes.close()


def bursts(beacons: int, each: int, *, station: str = "hill") -> list[Event]:
    """Of aircraft in distress, of whom each burst is told."""
    plain, now_s = make_event(MessageClass.DISTRESS_TRACKING), time.time()
    return [
        replace(
            plain,
            beacon_id=f"{beacon:015X}",
            event_id=new_event_id(),
            station=station,
            time=rfc3339(now_s - 10.0 * (each - number) + 0.01 * beacon),
        )
        for number in range(each)
        for beacon in range(beacons)
    ]


def message(event: Event, signer: Signer | None = None) -> Outgoing:
    plain = msgspec.json.encode(event)
    return Outgoing(
        topic=Topics(event.station or "").burst(event.alert_class),
        payload=plain if signer is None else signer.sign(plain),
    )


async def publish(broker: Mosquitto, events: list[Event], signer: Signer | None = None) -> None:
    await send(broker, [message(each, signer) for each in events])


async def send(broker: Mosquitto, messages: list[Outgoing]) -> None:
    connection = await open_connection(broker.url)
    async for answer in connection.publish_all(messages):
        assert isinstance(answer, bool)
    await connection.close()


async def saved(file: Path) -> None:
    """The broker has written down what it had before this was asked, as AS_DEPLOYED tells it to."""
    begun_s = time.time()
    for _ in range(2):  # the first may have been begun before
        before_s = max(begun_s, _written_s(file))
        await until(partial(_is_written_after, file, before_s))


def _written_s(file: Path) -> float:
    return file.stat().st_mtime if file.exists() else 0.0


def _is_written_after(file: Path, time_s: float) -> bool:
    return _written_s(file) > time_s


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(TIMEOUT_S):
        while not condition():
            await asyncio.sleep(0.1)


async def told(listener: Connection) -> list[Alert]:
    """What has been published until nothing more comes."""
    alerts = []
    messages = listener.messages()
    with suppress(TimeoutError):
        while True:
            message = await asyncio.wait_for(anext(messages), QUIET_S)
            alerts.append(msgspec.json.decode(message.payload, type=Alert))
    return alerts
