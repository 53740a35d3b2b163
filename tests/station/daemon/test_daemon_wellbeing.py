"""How a source fares, from pieces with made-up noise and without a clock."""

from collections.abc import AsyncIterator
from typing import Any

import numpy as np
import pytest

from sdr.health.deafness import Baseline, Condition
from sdr.health.deafness_settings import DeafnessSettings
from sdr.health.finding import Severity
from sdr.health.gain_settings import GainSettings
from sdr.live.piece import Piece, Stream
from sdr.sample_format import DONGLE_UINT8
from station.daemon.wellbeing import Wellbeing

RATE_HZ = 240_000.0
STREAM = Stream(encoding=DONGLE_UINT8, rate_hz=RATE_HZ, center_hz=406.05e6)
GAINS_DB = (0.0, 10.0, 20.0, 30.0, 40.0)
QUICK_GAIN = GainSettings(settle_s=0.5, dwell_s=1.0)


class MadeUpSource:
    """Noise that follows the gain, as a tuner's does."""

    name = "roof"
    stream = STREAM

    def __init__(self, gains_db: tuple[float, ...] = GAINS_DB, at_0_db: float = 0.002) -> None:
        self.gains_db = gains_db
        self._at_0_db = at_0_db
        self._random = np.random.default_rng(406)

    def piece(self, at_s: float, gain_db: float | None) -> Piece:
        deviation = self._at_0_db * 10 ** ((gain_db or 0.0) / 20)
        components = deviation * self._random.standard_normal(2 * round(0.025 * RATE_HZ))
        data = np.clip(np.rint(components * 127.5 + 127.5), 0, 255).astype(np.uint8).tobytes()
        return Piece(data=data, utc_s=1.8e9 + at_s, monotonic_s=at_s)

    def pieces(self) -> AsyncIterator[Piece]:
        raise NotImplementedError

    async def set_gain(self, gain_db: float) -> None:
        raise NotImplementedError


def wellbeing(**settings: Any) -> Wellbeing:
    return Wellbeing(DeafnessSettings(**settings), QUICK_GAIN, 0.0)


def listen(well: Wellbeing, source: MadeUpSource, from_s: float, until_s: float) -> list[float]:
    """The gains that were set meanwhile."""
    gains: list[float] = []
    for number in range(round((until_s - from_s) / 0.1)):
        at_s = from_s + number * 0.1
        before_db = well.gain_db
        well.elapsed(at_s)
        if (
            well.take(source.piece(at_s, before_db))
            and well.gain_db is not None
            and well.gain_db != before_db
        ):
            gains.append(well.gain_db)
    return gains


def test_the_gain_is_searched_and_kept_when_the_source_is_opened_again() -> None:
    well, source = wellbeing(), MadeUpSource()
    well.opened(source, None, 0.0)
    assert len(listen(well, source, 0.0, 60.0)) > 1
    found_db = well.gain_db
    well.opened(source, None, 60.0)
    assert listen(well, source, 60.0, 90.0) == []
    assert well.gain_db == found_db


def test_a_gain_set_by_hand_is_left_alone() -> None:
    well, source = wellbeing(), MadeUpSource()
    well.opened(source, 30.0, 0.0)
    assert listen(well, source, 0.0, 30.0) == []
    assert well.gain_db == 30.0


def test_a_source_without_a_gain_has_none_to_set() -> None:
    well, source = wellbeing(), MadeUpSource(gains_db=(), at_0_db=0.1)
    well.opened(source, None, 0.0)
    assert listen(well, source, 0.0, 10.0) == []
    assert well.gain_db is None
    assert well.look is not None


def test_samples_that_do_not_come_are_an_alarm_and_their_return_ends_it() -> None:
    well, source = wellbeing(), MadeUpSource()
    well.opened(source, 30.0, 0.0)
    listen(well, source, 0.0, 5.0)
    assert well.finding.severity is Severity.GOOD
    for second in range(5, 60):
        well.elapsed(float(second))
    assert well.finding.condition is Condition.STALE
    assert well.finding.severity is Severity.ALARM
    well.opened(source, 30.0, 60.0)
    listen(well, source, 60.0, 65.0)
    assert well.finding.severity is Severity.GOOD


def test_the_usual_floor_of_the_time_before_tells_an_antenna_that_is_gone_since() -> None:
    source = MadeUpSource()
    learning = wellbeing(learning_s=60.0)
    learning.opened(source, 30.0, 0.0)
    listen(learning, source, 0.0, 120.0)
    usual = learning.remembered
    assert usual is not None
    lower = Baseline(usual_db=usual.usual_db + 10.0, first_db=usual.first_db + 10.0)
    well = Wellbeing(DeafnessSettings(), QUICK_GAIN, 0.0, lower)
    well.opened(source, 30.0, 0.0)
    listen(well, source, 0.0, 600.0)
    assert well.finding.condition is Condition.LOST


def test_lines_seen_before_the_source_was_opened_again_are_not_told_of_it() -> None:
    well, source = wellbeing(), MadeUpSource()
    well.opened(source, 30.0, 0.0)
    listen(well, source, 0.0, 20.0)
    well.opened(source, 30.0, 20.0)
    assert well.spurs == ()
    assert well.look is not None
    assert well.look.time_s == pytest.approx(20.0, abs=2.5)
