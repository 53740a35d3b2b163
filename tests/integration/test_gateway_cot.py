"""Cursor on Target, to sockets of this machine."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from certificates import Authority
from gateway_made_up import FAILING, FORMATS
from made_up_alerts import story
from real_mosquitto import free_port

from alerts.gateways.attempt import attempt
from alerts.gateways.channel import Due
from alerts.gateways.cot import Cot
from alerts.gateways.errors import AwayError, RejectedError
from alerts.gateways.kinds import CotSettings

GROUP = "239.2.3.1"
LOOPBACK = "127.0.0.1"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"), "authority")


async def send(url: str, **changes: Any) -> bytes:
    """What should have arrived."""
    alert = story(1)[0]
    channel = Cot(CotSettings(name="map", url=url, **changes), FORMATS["cot"])
    await attempt("map", channel, Due(alert, b"{}"), 10.0)
    return FORMATS["cot"].render(alert)


@contextmanager
def receiver(where: str = LOOPBACK) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as it:
        it.settimeout(5.0)
        it.bind((where, 0))
        yield it


async def test_an_event_is_one_datagram() -> None:
    with receiver() as it:
        event = await send(f"udp://{LOOPBACK}:{it.getsockname()[1]}")
        assert it.recv(65536) == event


async def test_a_multicast_reaches_who_has_joined_its_group() -> None:
    with receiver(GROUP) as it:
        membership = socket.inet_aton(GROUP) + socket.inet_aton(LOOPBACK)
        it.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, membership)
        url = f"udp://{GROUP}:{it.getsockname()[1]}"
        event = await send(url, interface=LOOPBACK, hops=0)
        assert it.recv(65536) == event


class TakServer:
    def __init__(self) -> None:
        self.port = 0
        self.received = b""
        self.ended = asyncio.Event()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.received += await reader.read()
        self.ended.set()
        writer.close()


@asynccontextmanager
async def tak_server(authority: Authority, *, wants_certificate: bool) -> AsyncIterator[TakServer]:
    it = TakServer()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*authority.sign("localhost"))
    if wants_certificate:
        tls.verify_mode = ssl.CERT_REQUIRED
        tls.load_verify_locations(authority.certificate)
    listener = await asyncio.start_server(it.serve, LOOPBACK, 0, ssl=tls)
    it.port = listener.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        listener.close()


async def test_a_server_that_knows_our_certificate_gets_the_event(authority: Authority) -> None:
    certificate_file, key_file = authority.sign("hill")
    async with tak_server(authority, wants_certificate=True) as server:
        event = await send(
            f"tls://localhost:{server.port}",
            ca_file=authority.certificate,
            certificate_file=certificate_file,
            key_file=key_file,
        )
        await server.ended.wait()
    assert server.received == event


async def test_without_a_certificate_that_it_wants_nothing_counts_as_delivered(
    authority: Authority,
) -> None:
    async with tak_server(authority, wants_certificate=True) as server:
        with pytest.raises(AwayError, match=r"certificate( required)?$"):
            await send(f"tls://localhost:{server.port}", ca_file=authority.certificate)


async def test_a_server_that_nobody_known_vouches_for_gets_nothing(authority: Authority) -> None:
    async with tak_server(authority, wants_certificate=False) as server:
        with pytest.raises(AwayError, match="its certificate is not trusted"):
            await send(f"tls://localhost:{server.port}")
    assert server.received == b""


async def test_a_server_that_is_away_is_told(authority: Authority) -> None:
    port = free_port()
    with pytest.raises(AwayError, match=f"tls://localhost:{port}: cannot be reached"):
        await send(f"tls://localhost:{port}", ca_file=authority.certificate)


async def test_an_alert_whose_form_fails_is_rejected(tmp_path: Path) -> None:
    channel = Cot(CotSettings(name="map", url="udp://localhost"), FAILING)
    with pytest.raises(RejectedError, match="gateway map: cot: ValueError"):
        await attempt("map", channel, Due(story(1)[0], b"{}"), 10.0)
