"""The broker of compose.yaml with what make-secrets made: a real mosquitto, outside a container."""

import asyncio
import os
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import pytest
from made_container import DEPLOY, STATION, as_mounted, free_port, made_container
from msgspec.structs import replace

from alerts.mqtt.broker_settings import BrokerSettings
from station.config.config import read_config

pytestmark = pytest.mark.broker

START_TIMEOUT_S = 30.0


@pytest.fixture
def container(tmp_path: Path) -> Path:
    return made_container(tmp_path)


@pytest.fixture
def port(container: Path) -> Iterator[int]:
    program = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
    assert program, "mosquitto is missing: apt install mosquitto"
    port, inside_only = free_port(), free_port()
    text = as_mounted((DEPLOY / "mosquitto/mosquitto.conf").read_text(), "broker", container)
    text = text.replace("listener 8883\n", f"listener {port} 127.0.0.1\n")
    text = text.replace("listener 1883 ", f"listener {inside_only} ")
    file = container / "mosquitto.conf"
    file.write_text(text + ("user root\n" if os.geteuid() == 0 else ""))
    broker = subprocess.Popen([program, "-c", file], stderr=subprocess.DEVNULL)
    give_up_at = time.monotonic() + START_TIMEOUT_S
    while broker.poll() is None and not answers(port) and time.monotonic() < give_up_at:
        time.sleep(0.05)
    yield port
    broker.kill()
    assert broker.wait() == -signal.SIGKILL, "it had ended by itself"


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1.0).close()
    except OSError:
        return False
    return True


def client(settings: BrokerSettings, port: int) -> aiomqtt.Client:
    return aiomqtt.Client(
        "localhost", port, tls_context=settings.tls_context(), protocol=aiomqtt.ProtocolVersion.V5
    )


async def test_the_station_reaches_the_coordinator_through_it(container: Path, port: int) -> None:
    (station,) = read_config(container / "station.toml").brokers
    inside, outside = "/etc/beacon406/secrets", str(container / "secrets/station")
    station = replace(
        station,
        ca_file=Path(str(station.ca_file).replace(inside, outside)),
        certificate_file=Path(str(station.certificate_file).replace(inside, outside)),
        key_file=Path(str(station.key_file).replace(inside, outside)),
    )
    mine = container / "secrets/coordinator"
    coordinator = BrokerSettings(
        url=f"mqtts://localhost:{port}",
        ca_file=mine / "authority.crt",
        certificate_file=mine / "coordinator.crt",
        key_file=mine / "coordinator.key",
    )
    async with client(coordinator, port) as hears, client(station, port) as tells:
        await hears.subscribe("beacon406/v1/+/status", qos=1)
        await tells.publish(f"beacon406/v1/{STATION}/status", b"online", qos=1)
        async with asyncio.timeout(START_TIMEOUT_S):
            message = await anext(aiter(hears.messages))
    assert message.payload == b"online"


def test_nobody_comes_in_without_a_certificate(container: Path, port: int) -> None:
    context = ssl.create_default_context(cafile=container / "secrets/coordinator/authority.crt")
    with (
        socket.create_connection(("127.0.0.1", port), START_TIMEOUT_S) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as encrypted,
        pytest.raises(ssl.SSLError, match="CERTIFICATE_REQUIRED"),
    ):
        encrypted.recv(1)
