"""The gain controller on a simulated tuner: it finds the gain, and stays there."""

import math
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.health.gain import GainMeasured, GainPhase, GainState, controlled, keep, search
from sdr.health.gain_settings import GainSettings

R820T_GAINS_DB = (
    *(0.0, 0.9, 1.4, 2.7, 3.7, 7.7, 8.7, 12.5, 14.4, 15.7, 16.6, 19.7, 20.7, 22.9, 25.4),
    *(28.0, 29.7, 32.8, 33.8, 36.4, 37.2, 38.6, 40.2, 42.1, 43.4, 43.9, 44.5, 48.0, 49.6),
)
"""As librtlsdr lists them."""
SETTINGS = GainSettings()


class Tuner(msgspec.Struct):
    """A receiver by its noise densities.

    input_dbfs_hz      of the noise at its input, seen with 0 dB of gain
    converter_dbfs_hz  of what the converter adds
    clips_from_db      the gain from which a strong neighbour clips
    errors_db          of the gain steps, as tuners have
    """

    input_dbfs_hz: float
    converter_dbfs_hz: float = -110.0
    clips_from_db: float = 100.0
    errors_db: float = 0.0
    seed: int = 0

    def real_gain_db(self, gain_db: float) -> float:
        return gain_db + self.errors_db * math.sin(self.seed + 7919 * gain_db)

    def measured(self, time_s: float, gain_db: float) -> GainMeasured:
        from_input_db = self.input_dbfs_hz + self.real_gain_db(gain_db)
        total = 10 ** (from_input_db / 10) + 10 ** (self.converter_dbfs_hz / 10)
        jitter_db = 0.05 * math.sin(self.seed + 7919 * time_s)
        clipped = 0.01 if gain_db >= self.clips_from_db else 0.0
        return GainMeasured(time_s, 10 * math.log10(total) + jitter_db, clipped)

    def lost_db(self, gain_db: float) -> float:
        """Sensitivity that the converter's noise costs at a gain."""
        above_db = self.input_dbfs_hz + self.real_gain_db(gain_db) - self.converter_dbfs_hz
        return 10 * math.log10(1 + 10 ** (-above_db / 10))


class Bench:
    """A controller at work: its state, the time, and the gains that it has set."""

    def __init__(self, state: GainState) -> None:
        self.state = state
        self.now_s = state.set_s
        self.gains_db = [state.gain_db]

    def run(self, tuner: Tuner, seconds: int) -> "Bench":
        for _ in range(seconds):
            self.now_s += 1.0
            look = tuner.measured(self.now_s, self.state.gain_db)
            self.state = controlled(self.state, look, SETTINGS)
            if self.state.gain_db != self.gains_db[-1]:
                self.gains_db.append(self.state.gain_db)
        return self

    def forget(self) -> "Bench":
        self.gains_db = self.gains_db[-1:]
        return self


def settled(tuner: Tuner) -> Bench:
    bench = Bench(search(R820T_GAINS_DB, 0.0)).run(tuner, 90)
    assert bench.state.phase is GainPhase.KEEPING
    return bench


@pytest.mark.parametrize("input_dbfs_hz", [-150.0, -145.0, -140.0, -135.0, -130.0, -125.0])
def test_the_lowest_gain_is_found_at_which_the_converter_costs_little(
    input_dbfs_hz: float,
) -> None:
    tuner = Tuner(input_dbfs_hz)
    state = settled(tuner).state
    assert state.hears_antenna is True
    assert tuner.lost_db(state.gain_db) < 1.1
    a_little_less_db = state.gain_db - SETTINGS.span_db - SETTINGS.step_db
    assert tuner.lost_db(a_little_less_db) > 0.8


@given(
    input_dbfs_hz=st.floats(-150, -120),
    seed=st.integers(0, 10**6),
    clips_from_db=st.floats(35, 60),
)
def test_steps_that_are_not_what_they_say_cost_little(
    input_dbfs_hz: float, seed: int, clips_from_db: float
) -> None:
    tuner = Tuner(input_dbfs_hz, errors_db=0.5, seed=seed, clips_from_db=clips_from_db)
    state = settled(tuner).state
    assert state.gain_db in R820T_GAINS_DB
    assert state.gain_db < clips_from_db
    if input_dbfs_hz + 35 - SETTINGS.span_db - SETTINGS.step_db * 3 > tuner.converter_dbfs_hz + 10:
        assert tuner.lost_db(state.gain_db) < 1.6


def test_an_amplifier_that_rules_at_any_gain_needs_the_lowest() -> None:
    state = settled(Tuner(-95.0)).state
    assert (state.gain_db, state.hears_antenna) == (0.0, True)


def test_where_only_the_converter_is_heard_the_highest_gain_is_set_and_said() -> None:
    state = settled(Tuner(-190.0)).state
    assert (state.gain_db, state.hears_antenna) == (49.6, False)


def test_no_gain_that_clips_is_chosen() -> None:
    assert settled(Tuner(-190.0, clips_from_db=30.0)).state.gain_db < 30.0
    everything_clips = settled(Tuner(-130.0, clips_from_db=0.0)).state
    assert (everything_clips.gain_db, everything_clips.hears_antenna) == (0.0, False)


@pytest.mark.parametrize("input_dbfs_hz", [-190.0, -140.0, -95.0])
def test_a_search_goes_down_and_then_to_its_choice(input_dbfs_hz: float) -> None:
    *falling, _ = settled(Tuner(input_dbfs_hz)).gains_db
    assert falling == sorted(falling, reverse=True)


@given(seed=st.integers(0, 1000), input_dbfs_hz=st.floats(-150, -100))
def test_once_found_a_gain_is_kept(seed: int, input_dbfs_hz: float) -> None:
    tuner = Tuner(input_dbfs_hz, errors_db=1.0, seed=seed)
    assert len(settled(tuner).forget().run(tuner, 300).gains_db) == 1


def test_bursts_that_clip_change_nothing() -> None:
    bench = settled(Tuner(-140.0)).forget()
    for _ in range(60):
        bench.run(Tuner(-140.0, clips_from_db=0.0), 2).run(Tuner(-140.0), 5)
    assert len(bench.gains_db) == 1


def test_lasting_clipping_lowers_the_gain_step_by_step_until_it_ends() -> None:
    bench = settled(Tuner(-140.0)).forget()
    loud = Tuner(-140.0, clips_from_db=bench.state.gain_db - 5.0)
    gains_db = bench.run(loud, 300).gains_db
    assert gains_db == sorted(gains_db, reverse=True)
    assert gains_db[-2] >= loud.clips_from_db > gains_db[-1]
    assert bench.state.is_lowered


def test_each_ten_seconds_of_clipping_are_one_step_down() -> None:
    """Beside a second after each step in which nothing is measured."""
    bench = settled(Tuner(-140.0)).forget()
    found_db = bench.state.gain_db
    bench.run(Tuner(-140.0, clips_from_db=0.0), int(SETTINGS.clip_hold_s) - 1)
    assert bench.gains_db == [found_db]
    lower = [gain_db for gain_db in reversed(R820T_GAINS_DB) if gain_db < found_db]
    for steps in range(1, 6):
        bench.run(Tuner(-140.0, clips_from_db=0.0), int(SETTINGS.clip_hold_s + SETTINGS.settle_s))
        assert bench.gains_db[1:] == lower[:steps]


def test_clipping_that_comes_and_goes_in_seconds_lowers_the_gain_too() -> None:
    bench = settled(Tuner(-140.0)).forget()
    loud = Tuner(-140.0, clips_from_db=bench.state.gain_db - 2.0)
    for _ in range(60):
        bench.run(loud, 2).run(Tuner(-140.0), 1)
    assert bench.state.gain_db < loud.clips_from_db


def test_a_neighbour_that_comes_and_goes_makes_no_hunting() -> None:
    quiet = Tuner(-140.0)
    bench = settled(quiet).forget()
    loud = Tuner(-140.0, clips_from_db=bench.state.gain_db - 5.0)
    for _ in range(24):
        bench.run(loud, 600).run(quiet, 1200)
    rises = sum(before < after for before, after in pairwise(bench.gains_db))
    assert 0 < rises <= 4, "12 hours: two searches at most, each up to the top and to its choice"


def test_after_hours_the_gain_is_right_again() -> None:
    quiet = Tuner(-140.0)
    bench = settled(quiet)
    found_db = bench.state.gain_db
    bench.run(Tuner(-140.0, clips_from_db=found_db - 5.0), 300)
    assert bench.state.gain_db < found_db
    bench.run(quiet, int(SETTINGS.least_between_s) + 120)
    assert bench.state.gain_db == found_db


def test_noise_that_has_become_another_is_searched_once() -> None:
    bench = settled(Tuner(-140.0)).forget()
    bench.run(Tuner(-128.0), int(SETTINGS.least_between_s) - 100)
    assert len(bench.gains_db) == 1
    bench.run(Tuner(-128.0), 300)
    assert bench.state.gain_db < bench.gains_db[0]
    assert len(bench.forget().run(Tuner(-128.0), 2 * int(SETTINGS.least_between_s)).gains_db) == 1


def test_a_gain_from_before_is_kept_without_a_search() -> None:
    bench = Bench(keep(R820T_GAINS_DB, 30.0, 0.0)).run(Tuner(-140.0), 600)
    assert bench.gains_db == [29.7]


@pytest.mark.parametrize(
    ("name", "value"),
    [("most_lost_db", 0.0), ("most_clipped", 0.0), ("span_db", 0.0), ("moved_s", 1.0)],
)
def test_a_gain_setting_that_cannot_work_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"gain: {name} is .*: it "):
        GainSettings(**{name: value})
