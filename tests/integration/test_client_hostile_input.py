"""An enemy at the broker, for seconds here; benchmarks/hostile_input.py takes him for minutes."""

import sys
from pathlib import Path

import pytest
from real_mosquitto import Mosquitto

sys.path.append(str(Path(__file__).parents[2] / "benchmarks"))
from hostile_input import attack_here, attack_subscriber

MINUTES = 0.05


def test_nothing_that_he_sends_is_believed_or_does_harm() -> None:
    counted = attack_here(MINUTES, seed=1)
    assert counted["messages"] > 100
    for name in ("malformed", "forged", "unsigned", "unknown_key", "went_back", "duplicate"):
        assert counted[name] > 0, name


@pytest.mark.broker
async def test_through_a_broker_only_what_is_genuine_comes_out(mosquitto: Mosquitto) -> None:
    counted = await attack_subscriber(mosquitto.url, MINUTES, seed=2)
    assert counted["messages"] > 50
    assert counted["forged"] > 0
