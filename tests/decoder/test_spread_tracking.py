"""The carrier's phase along a burst, from the sums of its bits; and soft bits that mean it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.arrays import Samples, Times
from decoder.spread.despreading import BITS
from decoder.spread.tracking import MOST_LLR, PREAMBLE_BITS, track

BIT_S = 1 / 150
TIMES_S: Times = np.arange(BITS, dtype=np.float64) * BIT_S
DRIFT_HZ_PER_S = 18.0
"""C/S T.018 2.3.1: 3 Hz in 166.7 ms."""
SENT = np.random.default_rng(406).integers(0, 2, 250)
STEADY = np.zeros(BITS)


def sums(phase: Times, cn0_dbhz: float, *, seed: int = 1, level: float = 1.0) -> Samples:
    """What despreading gives of SENT, its amplitude `level`. (2, BITS)"""
    signs = np.ones((2, BITS))
    signs[:, PREAMBLE_BITS:] = 1 - 2 * SENT.reshape(-1, 2).T
    noise_rms = np.sqrt(300 / 10 ** (cn0_dbhz / 10) / 2)
    noise = np.random.default_rng(seed).standard_normal((2, 2, BITS)) * noise_rms
    sent = signs * np.array([[1], [1j]]) * np.exp(1j * phase)
    heard: Samples = (level * (sent + noise[0] + 1j * noise[1])).astype(np.complex64)
    return heard


def wrong_bits(phase: Times, cn0_dbhz: float, seed: int = 1) -> int:
    return int(((track(sums(phase, cn0_dbhz, seed=seed)).llr > 0) != SENT).sum())


@settings(max_examples=40)
@given(
    angle=st.floats(-np.pi, np.pi),
    offset_hz=st.floats(-3.0, 3.0),
    drift_hz_per_s=st.floats(-DRIFT_HZ_PER_S, DRIFT_HZ_PER_S),
)
def test_a_clear_burst_is_followed_to_its_end(
    angle: float, offset_hz: float, drift_hz_per_s: float
) -> None:
    turns = offset_hz * TIMES_S + drift_hz_per_s * TIMES_S**2 / 2
    phase = angle + 2 * np.pi * turns
    followed = track(sums(phase, 34.0))
    assert ((followed.llr > 0) == SENT).mean() > 0.99
    assert np.abs(np.exp(1j * (followed.phase - phase)) - 1).max() < 0.35


@pytest.mark.parametrize("drift_hz_per_s", [-DRIFT_HZ_PER_S, 0.0, DRIFT_HZ_PER_S])
def test_near_the_limit_drift_costs_few_bits_beyond_those_of_noise(drift_hz_per_s: float) -> None:
    """28 dB-Hz: 1.9 % of bits are wrong with perfect synchronization, 4.7 of 250."""
    phase = np.pi * drift_hz_per_s * TIMES_S**2
    assert np.mean([wrong_bits(phase, 28.0, seed) for seed in range(20)]) < 8


def test_frequency_that_turns_round_is_followed() -> None:
    phase = 2 * np.pi * 1.5 * np.sin(2 * np.pi * 0.6 * TIMES_S)
    assert wrong_bits(phase, 33.0) < 5


@pytest.mark.parametrize("level", [1e-4, 1.0, 1e4])
def test_amplitude_and_noise_are_those_sent_at_any_level(level: float) -> None:
    found = track(sums(STEADY, 30.0, level=level))
    assert found.amplitude == pytest.approx(level, rel=0.08)
    assert found.noise == pytest.approx(level * np.sqrt(0.15), rel=0.1)


def test_soft_bits_are_as_sure_as_they_should_be() -> None:
    """Bits said to be wrong with some probability are wrong as often."""
    tracked = [track(sums(STEADY, 27.0, seed=seed)).llr for seed in range(40)]
    doubts = np.array([1 / (1 + np.exp(np.abs(llr.astype(float)))) for llr in tracked])
    wrong = np.array([(llr > 0) != SENT for llr in tracked])
    assert wrong.mean() == pytest.approx(doubts.mean(), rel=0.2)


def test_soft_bits_have_a_limit() -> None:
    assert np.abs(track(sums(STEADY, 60.0)).llr).max() == MOST_LLR


def test_an_unsteady_phase_is_told_from_a_steady_one() -> None:
    unsteady = 0.5 * np.sin(2 * np.pi * 6.0 * TIMES_S)
    steady_rad, unsteady_rad = (
        track(sums(phase, 40.0)).phase_error_rad for phase in (STEADY, unsteady)
    )
    assert steady_rad < 0.05
    assert unsteady_rad > 0.1


def test_noise_gives_soft_bits_that_are_finite() -> None:
    found = track(sums(STEADY, -60.0))
    assert np.isfinite(found.llr).all()
    assert np.isfinite(found.phase).all()


def test_silence_is_tracked_without_a_division_by_zero() -> None:
    with np.errstate(all="raise"):
        tracked = track(np.zeros((2, BITS), np.complex64))
    assert tracked.phase_error_rad == 0.0
    assert not tracked.llr.any()
