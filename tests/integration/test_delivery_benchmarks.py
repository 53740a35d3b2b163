"""The delivery benchmarks, shortened: nothing lost, nothing reordered, nothing under two names.

At full length: benchmarks/delivery_chaos.py and benchmarks/delivery_backlog.py.
"""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.broker

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def run(name: str, *arguments: str) -> dict[str, float]:
    """The figures of its table by their names; a line that is no figure would fail the test."""
    command = [sys.executable, BENCHMARKS / name, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=150.0)
    assert done.returncode == 0, done.stdout + done.stderr
    figures = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    return {what: float(count) for count, what in figures}


def test_alerts_outlive_stations_and_brokers_that_are_killed_again_and_again() -> None:
    figures = run("delivery_chaos.py", "--alerts", "100", "--kills", "4")
    assert figures["alerts"] == 100
    assert figures["lost"] == 0
    assert figures["reordered within an incident"] == 0
    assert figures["sent again with another event_id"] == 0
    assert figures["still waiting in the station"] == 0


def test_what_three_days_have_piled_up_arrives_in_order_and_little_memory() -> None:
    figures = run("delivery_backlog.py", "--bursts", "300")
    assert figures["messages waited"] >= 600
    assert figures["expired"] == 0
    assert figures["lost"] == 0
    assert figures["reordered within an incident"] == 0
    assert figures["MB of memory more than before (most at any time)"] < 20
