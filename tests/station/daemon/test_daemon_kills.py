"""benchmarks/live_kills.py, shortened: killed at random, and no alert lost or doubled."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.broker

BENCHMARK = Path(__file__).parents[3] / "benchmarks" / "live_kills.py"


def test_alerts_outlive_a_daemon_that_is_killed_again_and_again() -> None:
    command = [sys.executable, BENCHMARK, "--times", "5"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300.0)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = {
        what: int(count)
        for count, what in (line.split(maxsplit=1) for line in done.stdout.splitlines())
    }
    assert figures["kills"] == 5
    assert figures["alerts"] > 3
    assert figures["lost"] == 0
    assert figures["sent again with another event_id"] == 0
