"""What becomes of calls that do not return."""

import asyncio
import subprocess
import sys
import threading
import time

import pytest

from alerts.own_thread import OwnThread

NEVER_RETURNS = """
import asyncio, threading
from alerts.own_thread import OwnThread

async def main():
    await asyncio.wait_for(OwnThread("hangs").run(threading.Event().wait), 0.05)

asyncio.run(main())
"""


def test_what_a_call_returns_or_raises_comes_back() -> None:
    def fail() -> None:
        raise OSError(5, "broken")

    async def both() -> None:
        thread = OwnThread("both")
        with pytest.raises(OSError, match="broken"):
            await thread.run(fail)
        assert await thread.run(threading.current_thread) is not threading.current_thread()

    asyncio.run(both())


def test_the_next_call_waits_for_one_that_was_given_up() -> None:
    said: list[str] = []
    goes_on = threading.Event()

    def slow() -> None:
        goes_on.wait(10.0)
        said.append("slow")

    async def both() -> None:
        thread = OwnThread("both")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(thread.run(slow), 0.05)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(thread.run(lambda: said.append("too early")), 0.05)
        goes_on.set()
        await thread.run(lambda: said.append("next"))

    asyncio.run(both())
    assert said == ["slow", "next"]


def test_a_program_ends_though_a_call_does_not() -> None:
    started_s = time.monotonic()
    ended = subprocess.run(
        [sys.executable, "-c", NEVER_RETURNS], check=False, capture_output=True, timeout=20.0
    )
    assert ended.stderr.rstrip().endswith(b"TimeoutError")
    assert time.monotonic() - started_s < 10.0
