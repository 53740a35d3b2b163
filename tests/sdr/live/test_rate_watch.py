"""Loss, drift and a wrong rate are told apart by the clock alone."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from sdr.live.patience import Patience
from sdr.live.rate_watch import RateWatch

RATE_HZ = 2.4e6
PIECE = 60_000  # 25 ms
PATIENCE = Patience()
LONGEST_DELAY_S = 0.5
"""That a busy machine now and then adds."""


class Arrivals:
    """Pieces that a receiver with some clock sends, late by some jitter, in their order."""

    def __init__(
        self,
        *,
        rate_hz: float = RATE_HZ,
        jitter_s: float = 0.01,
        busy_share: float = 0.0,
        seed: int = 1,
    ) -> None:
        self.watch = RateWatch(RATE_HZ, PATIENCE)
        self.lost: list[tuple[float, int]] = []
        self.at_s = self.sent_s = 100.0
        self.known_lost = 0
        self._rate_hz = rate_hz
        self._jitter_s = jitter_s
        self._busy_share = busy_share
        self._chance = random.Random(seed)

    def run(self, duration_s: float) -> None:
        until_s = self.sent_s + duration_s
        while self.sent_s < until_s and self.watch.wrong_rate_hz is None:
            self.sent_s += PIECE / self._rate_hz
            late_s = self._chance.uniform(0.0, self._jitter_s)
            if self._chance.random() < self._busy_share:
                late_s += self._chance.uniform(0.0, LONGEST_DELAY_S)
            self.at_s = max(self.at_s, self.sent_s + late_s)
            if lost := self.watch.take(PIECE + self.known_lost, self.at_s):
                self.lost.append((self.at_s, lost))
            self.known_lost = 0


@given(st.integers(0, 2**32), st.floats(0.0, 0.02), st.floats(-200.0, 200.0))
@settings(max_examples=50, deadline=None)
def test_a_busy_machine_and_a_cheap_crystal_lose_nothing(
    seed: int, busy_share: float, ppm: float
) -> None:
    rate_hz = RATE_HZ * (1.0 + ppm * 1e-6)
    arrivals = Arrivals(rate_hz=rate_hz, busy_share=busy_share, seed=seed)
    arrivals.run(60.0)
    assert arrivals.lost == []
    assert arrivals.watch.wrong_rate_hz is None


@given(st.floats(0.03, 0.9), st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_a_loss_is_found_within_four_seconds_and_its_size_to_the_jitter(
    loss_s: float, seed: int
) -> None:
    arrivals = Arrivals(jitter_s=0.005, seed=seed)
    arrivals.run(10.3)
    arrivals.sent_s += loss_s
    lost_at_s = arrivals.sent_s
    arrivals.run(20.0)
    found_s, lost = sum_of(arrivals.lost)
    assert found_s - lost_at_s < 4.0
    assert abs(lost / RATE_HZ - loss_s) < 0.005
    assert arrivals.watch.wrong_rate_hz is None


def sum_of(lost: list[tuple[float, int]]) -> tuple[float, int]:
    return lost[0][0], sum(samples for _, samples in lost)


def test_samples_that_were_only_late_are_not_lost() -> None:
    arrivals = Arrivals()
    arrivals.run(10.0)
    arrivals.at_s = arrivals.sent_s + 2.5
    arrivals.run(20.0)
    assert arrivals.lost == []


@given(st.floats(0.5, 0.985) | st.floats(1.015, 2.0))
@settings(max_examples=30, deadline=None)
def test_a_rate_more_than_a_hundredth_off_is_told_within_five_seconds(factor: float) -> None:
    arrivals = Arrivals(rate_hz=factor * RATE_HZ, jitter_s=0.002)
    began_s = arrivals.at_s
    arrivals.run(20.0)
    assert arrivals.at_s - began_s < 5.0
    assert arrivals.watch.wrong_rate_hz is not None
    assert abs(arrivals.watch.wrong_rate_hz / RATE_HZ - factor) < 0.01


def test_a_gap_of_unknown_size_is_not_found_again() -> None:
    arrivals = Arrivals()
    arrivals.run(10.0)
    arrivals.sent_s += 1.0
    arrivals.watch.restart()
    arrivals.run(20.0)
    assert arrivals.lost == []


def test_a_gap_of_known_size_is_not_found_again() -> None:
    arrivals = Arrivals()
    arrivals.run(10.0)
    arrivals.sent_s += 1.0
    arrivals.known_lost = round(RATE_HZ)
    arrivals.run(20.0)
    assert arrivals.lost == []
