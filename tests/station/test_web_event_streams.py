"""The benchmark of the event streams, shortened: benchmarks/event_streams.py in full."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "event_streams.py"


def test_many_listeners_lose_nothing_though_each_is_cut_off_again_and_again() -> None:
    words = ["--clients", "40", "--rate", "100", "--seconds", "2", "--cut-every", "0.7"]
    done = subprocess.run(
        [sys.executable, SCRIPT, *words], capture_output=True, text=True, check=False, timeout=120.0
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()]
    figures = {what: float(figure) for figure, what in lines}
    assert figures["alerts"] == 200
    assert figures["connections"] > 2 * figures["clients"]
    assert figures["events received"] == figures["alerts"] * figures["clients"]
    assert figures["lost"] == 0
    assert figures["clients with any lost, doubled or reordered"] == 0
