"""The command starts fast because it imports only what it needs: half of a short replay's time."""

import subprocess
import sys

import pytest

SLOW = {"rich", "aiomqtt", "paho", "amqtt", "asyncio", "scipy.special", "scipy.signal"}


def imported(statement: str) -> set[str]:
    """The modules that are there after a statement, in a process of its own."""
    code = f"{statement}\nimport sys\nprint(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return set(result.stdout.decode().split())


@pytest.mark.parametrize("module", ["station.replay.command", "station.hex.command"])
def test_decoding_imports_neither_tables_nor_mqtt(module: str) -> None:
    modules = imported(f"import {module}")
    assert module in modules
    assert not modules & SLOW


def test_status_waits_for_no_numbers_and_no_client() -> None:
    modules = imported("import station.main as m\nm.main(['status', 'http://127.0.0.1:1'])")
    assert "station.status.command" in modules
    assert not modules & {*SLOW, "numpy", "httpx", "uvicorn", "starlette"}


def test_help_does_not_wait_for_numpy() -> None:
    modules = imported("import station.main as m\nm.build_parser()")
    assert "station.main" in modules
    assert "numpy" not in modules
