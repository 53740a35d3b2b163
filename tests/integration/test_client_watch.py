"""`beacon406 watch` in a terminal of its own (a pty) and in a pipe, at the real mosquitto."""

import asyncio
import os
import re
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from made_up_alerts import (
    STATION,
    alert_message,
    keys_message,
    state_message,
    status_message,
    story,
)
from real_mosquitto import MakeBroker, Mosquitto

from alerts.acknowledgement import Acknowledgement, Action, parse_acknowledgement
from alerts.incidents.incident import Acknowledged
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.connection import Connection, open_connection
from alerts.outgoing import Outgoing
from alerts.signing import Signer
from alerts.status import State
from alerts.topics import Topics

pytestmark = pytest.mark.broker

TIMEOUT_S = 20.0
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")

WATCH = """
import argparse, signal, sys
from station.watch.command import run
from station.watch.arguments import watch_arguments
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell ignores it for tests behind &
parser = argparse.ArgumentParser()
watch_arguments(parser)
sys.exit(run(parser.parse_args()))
"""


class Terminal:
    """A program on a screen of 200 columns and 40 lines, and somebody at its keys."""

    def __init__(self, *arguments: str) -> None:
        self._master, slave = os.openpty()
        termios.tcsetwinsize(slave, (40, 200))
        self.slave = slave
        self.mode = termios.tcgetattr(slave)
        self.process = subprocess.Popen(
            [sys.executable, "-c", WATCH, *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, "TERM": "xterm", "COLUMNS": "200", "LINES": "40"},
            start_new_session=True,
        )
        os.set_blocking(self._master, False)
        self.raw = ""
        self._read = 0

    async def see(self, words: str) -> None:
        """Wait until this is drawn, after what was seen before."""
        give_up_at = time.monotonic() + TIMEOUT_S
        while words not in " ".join(ESCAPES.sub(" ", self.raw[self._read :]).split()):
            if time.monotonic() > give_up_at:
                pytest.fail(f"{words!r} was not drawn: {self.raw[-3000:]!r}")
            await asyncio.sleep(0.05)
            self._drain()
        self._read = len(self.raw)

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    async def ended(self) -> int:
        code = await asyncio.to_thread(self.process.wait, TIMEOUT_S)
        self._drain()
        return code

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)
        os.close(self.slave)

    def _drain(self) -> None:
        try:
            while text := os.read(self._master, 65536):
                self.raw += text.decode(errors="replace")
        except BlockingIOError:
            pass


@pytest.fixture
def terminal() -> Iterator[Callable[..., Terminal]]:
    opened: list[Terminal] = []

    def open_terminal(*arguments: str) -> Terminal:
        opened.append(Terminal(*arguments))
        return opened[-1]

    yield open_terminal
    for each in opened:
        each.close()


async def station(url: BrokerUrl, *messages: Outgoing) -> Connection:
    connection = await open_connection(url, will=status_message(State.OFFLINE, "lost"))
    await connection.publish(status_message(State.ONLINE, "connected"))
    for message in messages:
        await connection.publish(message)
    return connection


async def answer(connection: Connection, action: Action) -> Acknowledgement:
    """The next one that a person gave; the program's own receipts are passed over."""
    async with asyncio.timeout(TIMEOUT_S):
        async for message in connection.messages():
            said = parse_acknowledgement(message.topic, message.payload)
            if said.action is action:
                return said
    raise AssertionError


async def test_a_coordinator_sees_acknowledges_and_closes_and_is_told_of_every_silence(
    start_mosquitto: MakeBroker, tmp_path: Path, terminal: Callable[..., Terminal]
) -> None:
    broker = start_mosquitto(
        f"allow_anonymous true\npersistence true\npersistence_location {tmp_path}/"
    )
    signer = Signer.open(tmp_path / "key.pem")
    trusted = tmp_path / "keys.json"
    trusted.write_bytes(signer.public_keys)
    first, second = story(2)
    connection = await station(
        broker.url, keys_message(signer), state_message(first.incident, signer)
    )
    await connection.subscribe(Topics(STATION).all_acknowledgements)

    screen = terminal(str(broker.url), "--as", "anna", "--trust", str(trusted))
    await screen.see("DISTRESS")
    await screen.see("seen by nobody yet; signature: pinned key")
    await connection.publish(alert_message(second, signer))
    await screen.see("Position moved 5.6 km")
    await connection.publish(alert_message(story(1, beacon_id="F" * 15)[0]))
    await screen.see("REFUSED 1 unsigned")

    screen.press("a")
    await screen.see("Acknowledged DISTRESS 0123456789ABCDE: told the station.")
    said = await answer(connection, Action.ACKNOWLEDGED)
    assert (said.by, said.incident_id) == ("anna", first.incident.incident_id)
    seen = (Acknowledged(said.by, said.at),)
    incident = msgspec.structs.replace(second.incident, acknowledged=seen)
    await connection.publish(state_message(incident, signer))
    await screen.see("seen by anna")

    screen.press("c")
    await screen.see("Close DISTRESS 0123456789ABCDE for everybody?")
    screen.press("y")
    await screen.see("Closed DISTRESS 0123456789ABCDE: told the station.")
    assert (await answer(connection, Action.CLOSED)).event_id == second.event_id

    connection._client._client.socket().close()  # the station is lost without a word
    await screen.see("hill: NO CONTACT WITH THE STATION (lost)")
    broker.kill()
    await screen.see("NO CONNECTION TO THE BROKER")
    screen.press("a")
    await screen.see("not connected to the broker: try again when it is back")
    broker.start()
    await screen.see("broker: connected")

    screen.press("q")
    assert await screen.ended() == 0
    assert "\x1b[?1049l" in screen.raw
    assert termios.tcgetattr(screen.slave) == screen.mode


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_who_ends_it_gets_the_terminal_back_as_it_was(
    number: signal.Signals, mosquitto: Mosquitto, terminal: Callable[..., Terminal]
) -> None:
    screen = terminal(str(mosquitto.url))
    await screen.see("No open incident.")
    screen.process.send_signal(number)
    assert (await screen.ended() == 0) is (number != signal.SIGINT)
    assert termios.tcgetattr(screen.slave) == screen.mode
    assert screen.raw.count("\x1b[?1049h") == screen.raw.count("\x1b[?1049l") == 1


async def test_without_a_name_nothing_can_be_acknowledged_and_the_remedy_is_told(
    mosquitto: Mosquitto, terminal: Callable[..., Terminal]
) -> None:
    connection = await station(mosquitto.url, state_message(story(1)[0].incident))
    screen = terminal(str(mosquitto.url))
    await screen.see("signature: unsigned")
    screen.press("a")
    await screen.see("needs a name")
    await connection.close()


async def test_in_a_pipe_each_news_is_a_line(mosquitto: Mosquitto) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WATCH, str(mosquitto.url), "--classes", "distress", stdout=-1
    )
    assert process.stdout
    alert = story(1)[0]
    connection = await station(mosquitto.url)
    async with asyncio.timeout(TIMEOUT_S):
        lines = [(await process.stdout.readline()).decode()]
        await connection.publish(alert_message(alert))
        lines.append((await process.stdout.readline()).decode())
        process.kill()
        await process.wait()
    await connection.close()
    assert "hill: online since" in lines[0]
    assert f"DISTRESS | initial encoded | {alert.incident.incident_id}" in lines[1]
    assert lines[1].endswith("| hill, signature: unsigned\n")


async def test_a_partner_sees_the_stations_and_what_is_routed_to_him(mosquitto: Mosquitto) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WATCH, str(mosquitto.url), "--route", "northland", stdout=-1
    )
    assert process.stdout
    others, routed = story(1, beacon_id="0" * 15)[0], story(1)[0]
    topic = Topics(STATION).alert(routed.incident, "northland")
    connection = await station(mosquitto.url)
    async with asyncio.timeout(TIMEOUT_S):
        lines = [(await process.stdout.readline()).decode()]
        await connection.publish(alert_message(others))
        await connection.publish(msgspec.structs.replace(alert_message(routed), topic=topic))
        lines.append((await process.stdout.readline()).decode())
        process.kill()
        await process.wait()
    await connection.close()
    assert "hill: online since" in lines[0]
    assert routed.incident.incident_id in lines[1]
