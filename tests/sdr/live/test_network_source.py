"""Bare IQ by TCP and UDP."""

import asyncio
import socket
import struct
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import numpy as np
import pytest
from live_sources import LIMIT_S, PATIENT, Heard, hear, read

from sdr.live import datagrams
from sdr.live.opening import open_source
from sdr.live.patience import Patience
from sdr.live.settings import NetworkSettings
from sdr.live.source import SourceError
from sdr.sample_format import SampleFormat

RATE_HZ = 250e3
SAMPLES = 1000
CHANCE = np.random.default_rng(4)


def settings_for(port: int, **more: Any) -> NetworkSettings:
    known = {"port": port, "format": SampleFormat.CS16, "rate_hz": RATE_HZ, "center_hz": 406.05e6}
    return NetworkSettings(**{"protocol": "udp", **known, **more})


def samples_of(number: int) -> bytes:
    return CHANCE.normal(0.0, 100.0 + number % 100, 2 * SAMPLES).astype("<i2").tobytes()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def tcp_server(data: bytes, at_a_time: int | None = None) -> AsyncIterator[int]:
    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        size = at_a_time or len(data)
        for start in range(0, len(data), size):
            writer.write(data[start : start + size])
            await asyncio.sleep(1e-3)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def hear_datagrams(sent: list[bytes], samples: int, **more: Any) -> Heard:
    """All of them sent to an open source, which is then read until so many samples have come."""
    heard = Heard()
    port = free_port()
    async with asyncio.timeout(LIMIT_S), open_source(settings_for(port, **more), PATIENT) as source:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            for datagram in sent:
                sender.sendto(datagram, ("127.0.0.1", port))
        try:
            await read(source, heard, samples=samples)
        except SourceError as error:
            heard.error = error
    return heard


def numbered(numbers: list[int]) -> list[bytes]:
    return [struct.pack("<Q", number) + samples_of(number) for number in numbers]


async def test_tcp_gives_the_bytes_as_they_were_sent() -> None:
    data = b"".join(samples_of(number) for number in range(100))
    async with tcp_server(data) as port:
        heard = await hear(settings_for(port, protocol="tcp"), samples=1e9)
    assert heard.data == data[: len(heard.data)]
    assert len(data) - len(heard.data) < RATE_HZ * 0.025 * 4
    assert "127.0.0.1 has ended the connection" in str(heard.error)


async def test_what_comes_in_odd_numbers_of_bytes_by_tcp_is_whole_samples() -> None:
    data = b"".join(samples_of(number) for number in range(20))
    async with tcp_server(data, at_a_time=4999) as port:
        heard = await hear(settings_for(port, protocol="tcp"), samples=18750)
    assert heard.data == data[:75000]


async def test_udp_gives_the_bytes_as_they_were_sent() -> None:
    sent = [samples_of(number) for number in range(14)]
    heard = await hear_datagrams(sent, 14 * SAMPLES)
    assert heard.data == b"".join(sent)
    assert heard.gaps == []


async def test_numbers_show_what_the_network_lost_to_the_sample() -> None:
    heard = await hear_datagrams(
        numbered([*range(10), *range(13, 30)]), 24 * SAMPLES, sequence="u64"
    )
    (gap,) = heard.gaps
    assert gap.samples_lost == 3 * SAMPLES
    before = heard.pieces[: heard.pieces.index(gap)]
    assert sum(len(piece.data) for piece in before) == 10 * SAMPLES * 4


async def test_a_datagram_that_comes_late_has_been_counted_and_stays_out() -> None:
    heard = await hear_datagrams(
        numbered([*range(5), 6, 5, *range(7, 30)]), 24 * SAMPLES, sequence="u64"
    )
    assert heard.samples_lost == SAMPLES
    assert len(heard.gaps) == 1


async def test_a_sender_that_began_afresh_leaves_a_gap_of_unknown_size() -> None:
    numbers = [*range(50_000, 50_010), *range(20)]
    heard = await hear_datagrams(numbered(numbers), 24 * SAMPLES, sequence="u64")
    (gap,) = heard.gaps
    assert gap.samples_lost == 0


@pytest.mark.parametrize("stray", [2**62, 2**64 - 1, 30_000])
async def test_a_number_from_nowhere_is_dropped_and_leaves_no_gap(stray: int) -> None:
    sent = numbered([*range(20_000, 20_012), stray, *range(20_012, 20_030)])
    heard = await hear_datagrams(sent, 24 * SAMPLES, sequence="u64")
    ours = b"".join(each[8:] for number, each in enumerate(sent) if number != 12)
    assert heard.data == ours[: len(heard.data)]
    assert heard.gaps == []


@pytest.mark.parametrize("far", [2**62, 20_000 + 5 * 250 + 13, 0])
async def test_a_leap_that_goes_on_is_a_gap_of_unknown_length(far: int) -> None:
    numbers = [*range(20_000, 20_012), *range(far, far + 20)]
    heard = await hear_datagrams(numbered(numbers), 24 * SAMPLES, sequence="u64")
    (gap,) = heard.gaps
    assert gap.samples_lost == 0


async def test_up_to_five_seconds_are_believed_at_once() -> None:
    begin = 20_012 + 5 * 250
    numbers = [*range(20_000, 20_012), *range(begin, begin + 20)]
    heard = await hear_datagrams(numbered(numbers), 24 * SAMPLES, sequence="u64")
    assert heard.samples_lost == 5 * RATE_HZ


@pytest.mark.parametrize("sequence", ["none", "u64"])
async def test_what_is_no_datagram_of_ours_is_dropped(sequence: str) -> None:
    plain = [samples_of(number) for number in range(30)]
    ours = numbered([*range(30)]) if sequence == "u64" else plain
    strays = [b"", b"123", ours[0][:-1]]
    mixed = [each for number, one in enumerate(ours) for each in (one, strays[number % 3])]
    heard = await hear_datagrams(mixed, 24 * SAMPLES, sequence=sequence)
    sent = b"".join(each[8:] if sequence == "u64" else each for each in ours)
    assert heard.data == sent[: len(heard.data)]
    assert (heard.error, heard.gaps) == (None, [])


@pytest.mark.parametrize(("sequence", "data"), [("none", bytes(3999)), ("u64", b"1234")])
async def test_where_nothing_else_comes_it_is_refused(
    sequence: str, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(datagrams, "ALONE_S", 0.0)
    heard = await hear_datagrams([data], SAMPLES, sequence=sequence)
    assert f"127.0.0.1 has sent a datagram of {len(data)} bytes; none of 1 in" in str(heard.error)
    assert "correct format, sequence and sender" in str(heard.error)


async def test_datagrams_of_another_sender_are_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [samples_of(number) for number in range(14)]
    heard = await hear_datagrams(ours, 14 * SAMPLES, sender="127.0.0.1")
    assert heard.data == b"".join(ours)
    monkeypatch.setattr(datagrams, "ALONE_S", 0.0)
    heard = await hear_datagrams(ours, 14 * SAMPLES, sender="127.0.0.2")
    assert heard.pieces == []
    assert "127.0.0.1 has sent a datagram, and is not its sender" in str(heard.error)


async def test_a_port_that_is_taken_is_one_sentence() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        heard = await hear(settings_for(port), samples=1)
    assert f"cannot listen at 127.0.0.1 port {port} (" in str(heard.error)


async def test_a_host_without_an_address_is_one_sentence() -> None:
    heard = await hear(settings_for(1, protocol="tcp", host="no.such.invalid"), samples=1)
    assert "network: cannot connect to no.such.invalid port 1 (" in str(heard.error)


@pytest.mark.parametrize(("protocol", "action"), [("tcp", "connect to"), ("udp", "listen at")])
async def test_a_name_server_that_hangs_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, protocol: str, action: str
) -> None:
    hanging = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: hanging.wait(LIMIT_S))
    settings = settings_for(1, protocol=protocol, host="slow.example")
    heard = await hear(settings, samples=1, patience=Patience(open_s=0.2))
    hanging.set()
    assert f"cannot {action} slow.example port 1 (no answer for 0.2 s): " in str(heard.error)
