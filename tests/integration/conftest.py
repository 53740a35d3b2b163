"""What the tests against a real broker share."""

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from real_mosquitto import MakeBroker, Mosquitto


@pytest.fixture(autouse=True)
def nothing_is_printed(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> Iterator[None]:
    """Errors are raised; what libraries log would stand among the operator's output."""
    yield
    gc.collect()  # asyncio complains of a forgotten error when its future is collected
    records = caplog.get_records("call") + caplog.get_records("teardown")
    assert [record.getMessage() for record in records] == []
    assert capfd.readouterr() == ("", "")


@pytest.fixture
def start_mosquitto(tmp_path: Path) -> Iterator[MakeBroker]:
    """Start a broker with these settings; it ends with the test."""
    with ExitStack() as ending:

        def start(settings: str) -> Mosquitto:
            broker = Mosquitto(tmp_path, settings)
            broker.start()
            ending.callback(broker.kill)
            return broker

        yield start


@pytest.fixture
def mosquitto(start_mosquitto: MakeBroker) -> Mosquitto:
    return start_mosquitto("allow_anonymous true")
