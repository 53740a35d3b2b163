"""`beacon406 run` as its unit runs it: told of by sd_notify(3), confined, reloaded and stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from confinement import KNOWS_MDWE, Filter, allowed_calls, deny_write_execute

UNIT = Path(__file__).parents[2] / "deploy/systemd/beacon406.service"
START_TIMEOUT_S = 120.0
STOP_TIMEOUT_S = 20.0
"""Both as in the unit: systemd itself would not wait for longer."""


class Service:
    """A station under what its unit does not allow, and a stand-in for systemd's socket."""

    def __init__(self, folder: Path) -> None:
        address = folder / "notify"
        self._systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._systemd.bind(str(address))
        self._systemd.settimeout(0.1)
        calls = Filter(allowed_calls(UNIT))
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "station.main", "run", "--simulate"],
                cwd=folder,
                env={**os.environ, "NOTIFY_SOCKET": str(address), "WATCHDOG_USEC": "3000000"},
                preexec_fn=lambda: confine(calls),  # noqa: PLW1509 no thread has a lock meanwhile
                stderr=log,
            )

    def await_notice(self, expected: str) -> None:
        """Other ones may come before it."""
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while self.process.poll() is None and time.monotonic() < give_up_at:
            with suppress(TimeoutError):
                if self._systemd.recv(4096).decode() == expected:
                    return
        pytest.fail(f"no {expected}: {self.log.read_text()}")

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        self._systemd.close()


def confine(calls: Filter) -> None:
    if KNOWS_MDWE:
        deny_write_execute()
    calls.put_on()


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    service = Service(tmp_path)
    yield service
    service.close()


def test_it_says_when_it_hears_stays_awake_and_ends_when_told(service: Service) -> None:
    for notice in ("READY=1", "WATCHDOG=1", "STATUS=working"):
        service.await_notice(notice)
    service.process.send_signal(signal.SIGHUP)
    for notice in ("READY=1", "WATCHDOG=1", "STATUS=working"):
        service.await_notice(notice)
    service.process.send_signal(signal.SIGTERM)
    assert service.process.wait(STOP_TIMEOUT_S) == 0
    said = service.log.read_text()
    assert "the configuration could be read, and is taken up" in said
    assert "not permitted" not in said


@pytest.mark.parametrize("key", ["TimeoutStartSec", "TimeoutStopSec"])
def test_the_times_here_are_those_of_the_unit(key: str) -> None:
    expected = {"TimeoutStartSec": START_TIMEOUT_S, "TimeoutStopSec": STOP_TIMEOUT_S}[key]
    assert f"\n{key}={expected:.0f}\n" in UNIT.read_text()
