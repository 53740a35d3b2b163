"""From a dongle's bytes to a sentence: an amplifier that fails, a neighbour, a broken receiver."""

import numpy as np
import pytest

from sdr.health.deafness import Condition, Hearing, Measured, begin, elapsed, heard
from sdr.health.deafness_settings import DeafnessSettings
from sdr.health.finding import finding_of
from sdr.health.look import Looker
from sdr.live.piece import Piece, Stream
from sdr.sample_format import DONGLE_UINT8, bytes_from_components

RATE_HZ = 250e3
STREAM = Stream(encoding=DONGLE_UINT8, rate_hz=RATE_HZ, center_hz=406.05e6)
SETTINGS = DeafnessSettings(learning_s=20.0)
PIECE_S = 0.1


class Station:
    """A looker and the state machine behind it, at the pace of the samples."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.state: Hearing = begin(0.0)
        self._looker = Looker(STREAM)
        self._random = np.random.default_rng(5)

    def receive(self, seconds: float, rms: float, *, burst: bool = False) -> Condition:
        for _ in range(round(seconds / PIECE_S)):
            self.now_s += PIECE_S
            size = round(PIECE_S * RATE_HZ)
            components = self._random.normal(0, rms / np.sqrt(2), 2 * size).astype(np.float32)
            if burst and self.now_s % 1.0 < 0.5:
                turns = 12e3 / RATE_HZ * np.arange(size)
                components[::2] += 0.3 * np.cos(2 * np.pi * turns)
                components[1::2] += 0.3 * np.sin(2 * np.pi * turns)
            data = bytes_from_components(components, DONGLE_UINT8)
            piece = Piece(data=data, utc_s=self.now_s, monotonic_s=self.now_s)
            self.state = elapsed(self.state, self.now_s, SETTINGS)
            look = self._looker.take(piece)
            if look is not None:
                seen = Measured(look.time_s, look.noise_dbfs_hz, look.clipped_fraction)
                self.state = heard(self.state, seen, SETTINGS)
        return self.state.condition


@pytest.fixture
def station() -> Station:
    station = Station()
    assert station.receive(25.0, 0.1) is Condition.HEARING
    return station


def test_an_amplifier_that_fails_is_told_and_so_is_its_return(station: Station) -> None:
    assert station.receive(13.0, 0.02) is Condition.LOST
    assert station.state.above_usual_db == pytest.approx(-14.0, abs=0.5)
    assert "dB below its usual: antenna, cable" in finding_of(station.state, SETTINGS).sentence
    assert station.receive(65.0, 0.1) is Condition.HEARING


def test_a_neighbour_that_disturbs_or_overloads_is_told(station: Station) -> None:
    assert station.receive(13.0, 0.25) is Condition.INTERFERENCE
    assert station.receive(13.0, 1.0) is Condition.OVERLOAD


def test_a_receiver_that_gives_the_same_sample_for_ever_is_told(station: Station) -> None:
    assert station.receive(13.0, 0.0) is Condition.LOST
    assert "no noise at all" in finding_of(station.state, SETTINGS).sentence


def test_a_burst_each_second_changes_nothing(station: Station) -> None:
    assert station.receive(60.0, 0.1, burst=True) is Condition.HEARING
