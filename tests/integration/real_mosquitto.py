"""The real mosquitto on a free loopback port, which tests may freeze, kill and start again."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from alerts.mqtt.broker_url import BrokerUrl

START_TIMEOUT_S = 10.0


def program() -> str:
    """Never a reason to skip: what these tests hold is what the alerts depend on."""
    found = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.fail("mosquitto is missing: apt install mosquitto")
    return found


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


class Mosquitto:
    """One broker: the same address and configuration from start to start."""

    def __init__(self, folder: Path, settings: str) -> None:
        self.port = free_port()
        self.url = BrokerUrl("127.0.0.1", self.port, tls=False)
        self._config = folder / "mosquitto.conf"
        user = "user root\n" if os.geteuid() == 0 else ""
        self._config.write_text(f"{user}listener {self.port} 127.0.0.1\n{settings}\n")

    def start(self) -> None:
        self._process = subprocess.Popen(
            [program(), "-c", self._config],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        give_up_at = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < give_up_at and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1.0).close()
            except ConnectionRefusedError:
                time.sleep(0.01)
            else:
                return
        self.kill()
        pytest.fail(f"mosquitto did not start on port {self.port}")

    def freeze(self) -> None:
        """From now on it answers nothing, but the connections stay open."""
        self._process.send_signal(signal.SIGSTOP)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


MakeBroker = Callable[[str], Mosquitto]
"""Start one with these lines added to its configuration."""
