"""`beacon406 test-alert`, through a real broker and servers of this machine."""

import asyncio
import json
import threading
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from gateway_made_up import SECRET
from made_up_rows import listening, next_messages
from real_mosquitto import Mosquitto, free_port

from alerts.errors import AlertSettingError
from alerts.incidents.alert import ALERT_SCHEMA
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.connection import Incoming, open_connection
from alerts.signing import Signer, Verdict, verify
from alerts.signing_keys import read_jwk_set
from decoder.message import MessageClass
from station.test_alert.arguments import test_alert_arguments as add_arguments
from station.test_alert.command import run

pytestmark = pytest.mark.broker

WEBHOOK = """
[[gateways]]
kind = "webhook"
name = "duty"
url = "http://localhost:{port}/hook"
secret_file = "secret"
"""
FILES = """
[[gateways]]
kind = "outbox"
name = "files"
folder = "outbox"
"""
MAP = """
[[gateways]]
kind = "cot"
name = "field"
url = "udp://127.0.0.1:{port}"
"""


def send_test_alert(folder: Path, text: str) -> int:
    config = folder / "station.toml"
    config.write_text(text)
    (folder / "secret").write_text(SECRET)
    (folder / "outbox").mkdir(exist_ok=True)
    parser = ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(config), "--timeout", "5"]))


def broker_table(url: object) -> str:
    return f'station = "hill"\n[[brokers]]\nname = "primary"\nurl = "{url}"\n'


@contextmanager
def http_server(status: int) -> Iterator[tuple[int, list[bytes]]]:
    """Its port, and what was posted there."""
    bodies: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing of the server's belongs among our output."""

    server = HTTPServer(("localhost", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port, bodies
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def kept_for_a_subscriber(broker: Mosquitto, bodies: list[Incoming]) -> Iterator[None]:
    """What is published meanwhile, and what is retained after it."""
    settings = BrokerSettings(url=str(broker.url))

    async def subscribe() -> None:
        connection = await open_connection(settings, client_id="reader", session_expiry_s=60)
        await connection.subscribe("beacon406/v1/hill/#")
        await connection.close()

    async def read() -> None:
        connection = await open_connection(settings, client_id="reader", session_expiry_s=60)
        bodies.extend(await next_messages(connection, 4))
        await connection.close()
        async with listening(settings, "beacon406/v1/hill/#") as late:
            with pytest.raises(TimeoutError):
                await next_messages(late, 1, timeout_s=0.3)

    asyncio.run(subscribe())
    yield
    asyncio.run(read())


def lines(capfd: pytest.CaptureFixture[str]) -> list[str]:
    out, error = capfd.readouterr()
    assert error == ""
    return sorted(out.splitlines())


def test_every_channel_gets_it_and_says_so(
    tmp_path: Path, mosquitto: Mosquitto, capfd: pytest.CaptureFixture[str]
) -> None:
    published: list[Incoming] = []
    with http_server(204) as (port, posted), kept_for_a_subscriber(mosquitto, published):
        text = broker_table(mosquitto.url) + WEBHOOK.format(port=port) + FILES
        assert send_test_alert(tmp_path, text + MAP.format(port=free_port())) == 0
    assert lines(capfd) == [
        "duty (webhook): delivered",
        "field (cot): sent, which nobody confirms",
        "files (outbox): delivered",
        f"primary (broker {mosquitto.url}): delivered",
    ]
    [document] = posted
    first = json.loads(document)
    assert (first["schema"], first["incident"]["class"]) == (ALERT_SCHEMA, MessageClass.TEST)
    assert published[1].payload == document
    kinds = [json.loads(each.payload).get("kind") for each in published if each.payload]
    assert kinds == [None, "initial_encoded", "closed"]
    assert {path.suffix for path in (tmp_path / "outbox").iterdir()} >= {".json", ".txt", ".xml"}


def test_it_is_signed_where_the_station_signs(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    signing = 'signing_key = "signing.pem"\n'
    with http_server(200) as (port, posted):
        assert send_test_alert(tmp_path, signing + WEBHOOK.format(port=port)) == 0
    keys = read_jwk_set(Signer.open(tmp_path / "signing.pem").public_keys)
    assert verify(posted[0], keys) is Verdict.VERIFIED
    assert lines(capfd) == ["duty (webhook): delivered"]


def test_one_that_fails_says_why_and_the_others_get_it(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    away = f"mqtt://127.0.0.1:{free_port()}"
    with http_server(503) as (port, _):
        text = broker_table(away) + WEBHOOK.format(port=port) + FILES
        assert send_test_alert(tmp_path, text) == 1
    duty, files, primary = lines(capfd)
    assert duty == (
        f"duty (webhook): FAILED: gateway duty: http://localhost:{port} answers 503"
        " Service Unavailable"
    )
    assert files == "files (outbox): delivered"
    assert primary.startswith(f"primary (broker {away}): FAILED: broker {away}: cannot be reached")


def test_a_station_that_is_connected_stays_so(
    tmp_path: Path, mosquitto: Mosquitto, capfd: pytest.CaptureFixture[str]
) -> None:
    async def meanwhile() -> None:
        connection = await open_connection(
            BrokerSettings(url=str(mosquitto.url)), client_id="beacon406-hill"
        )
        await connection.subscribe("beacon406/v1/hill/alert/#")
        text = broker_table(mosquitto.url)
        assert await asyncio.to_thread(send_test_alert, tmp_path, text) == 0
        assert len(await next_messages(connection, 2)) == 2
        await connection.close()

    asyncio.run(meanwhile())
    assert lines(capfd) == [f"primary (broker {mosquitto.url}): delivered"]


def test_that_nobody_listens_at_a_broker_is_said(
    tmp_path: Path, mosquitto: Mosquitto, capfd: pytest.CaptureFixture[str]
) -> None:
    assert send_test_alert(tmp_path, broker_table(mosquitto.url)) == 0
    said = f"primary (broker {mosquitto.url}): delivered, but nobody listens there"
    assert lines(capfd) == [said]


def test_without_any_channel_there_is_nothing_to_test(tmp_path: Path) -> None:
    with pytest.raises(AlertSettingError, match="names no broker and no gateway to test"):
        send_test_alert(tmp_path, 'station = "hill"\n')
