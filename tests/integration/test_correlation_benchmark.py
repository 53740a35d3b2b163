"""The correlation benchmark, shortened: a bad network and a kill change nothing.

At full length: benchmarks/correlation.py.
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.broker

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "correlation.py"


def test_whatever_the_network_and_a_killed_correlator_do_the_incidents_are_the_same() -> None:
    command = [sys.executable, BENCHMARK, "--beacons", "100", "--kills", "1", "--signed"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=150.0)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = {
        what: float(figure)
        for figure, what in (line.split(maxsplit=1) for line in done.stdout.splitlines())
    }
    assert figures["incidents"] == 100
    assert figures["lost"] == 0
    assert figures["incidents opened twice"] == 0
    assert figures["incidents unlike a perfect network's"] == 0
