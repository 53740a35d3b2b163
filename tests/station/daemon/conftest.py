"""A broker, and recordings of made-up beacons of the test protocol."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "integration"))

from daemon_running import Beacons, beacons
from real_mosquitto import Mosquitto
from receiver_made_up import decoder, receiver

__all__ = ["decoder", "receiver"]


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[Mosquitto]:
    broker = Mosquitto(tmp_path, "allow_anonymous true")
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Beacons:
    """A burst of another beacon every 0.8 s, for 20 s."""
    return beacons(tmp_path_factory.mktemp("many"), count=24, apart_s=0.8)


@pytest.fixture(scope="session")
def few(tmp_path_factory: pytest.TempPathFactory) -> Beacons:
    """Two in 2 s, to be played in a loop."""
    return beacons(tmp_path_factory.mktemp("few"), count=2, apart_s=0.9)
