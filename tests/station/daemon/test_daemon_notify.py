"""What systemd is told, at a real socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.daemon.notify import notify, watchdog_s


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    address = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(address)
        listening.settimeout(10.0)
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        yield listening


def test_a_notice_arrives_as_one_datagram(systemd: socket.socket) -> None:
    notify("READY=1")
    notify("STATUS=deaf: Lärm")
    assert systemd.recv(4096) == b"READY=1"
    assert systemd.recv(4096).decode() == "STATUS=deaf: Lärm"


def test_a_systemd_that_does_not_read_holds_nobody_up(systemd: socket.socket) -> None:
    for number in range(10_000):
        notify(f"STATUS={number}")
    assert systemd.recv(4096) == b"STATUS=0"


def test_an_abstract_socket_is_reached_too(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"beacon406-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{name}")
        listening.settimeout(10.0)
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        notify("WATCHDOG=1")
        assert listening.recv(4096) == b"WATCHDOG=1"


def test_nobody_there_is_no_reason_to_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "gone"))
    notify("READY=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("READY=1")


@pytest.mark.parametrize(
    ("usec", "pid", "expected_s"),
    [
        ("30000000", None, 30.0),
        ("30000000", "own", 30.0),
        ("30000000", "1", None),
        ("0", None, None),
        ("soon", None, None),
        (None, None, None),
    ],
)
def test_the_watchdog_is_fed_where_this_process_is_watched(
    usec: str | None, pid: str | None, expected_s: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in {
        "WATCHDOG_USEC": usec,
        "WATCHDOG_PID": str(os.getpid()) if pid == "own" else pid,
    }.items():
        monkeypatch.delenv(key, raising=False)
        if value is not None:
            monkeypatch.setenv(key, value)
    assert watchdog_s() == expected_s
