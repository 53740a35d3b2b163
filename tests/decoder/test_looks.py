"""Slices are put together from looks as if they had been filtered out of the stream."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.arrays import Samples
from decoder.signal.looks import LOOK_S, RATE_HZ, Looks

TOLERANCE = 5e-3
HOPS = 26
INSIDE_S = 0.05, 0.95


def tone(frequency_hz: float, rate_hz: float, duration_s: float = 1.0) -> Samples:
    turns = frequency_hz * np.arange(round(duration_s * rate_hz)) / rate_hz
    samples: Samples = np.exp(2j * np.pi * turns).astype(np.complex64)
    return samples


def looks_at(samples: Samples, rate_hz: float, reach_hz: float | None = None) -> Looks:
    reach_hz = 0.5 * rate_hz if reach_hz is None else reach_hz
    looks = Looks(rate_hz, -reach_hz, reach_hz)
    looks.feed(samples)
    return looks


@pytest.mark.parametrize("rate_hz", [8e3, 11025.0, 163.2e3, 250e3])
@pytest.mark.parametrize("offset_hz", [-3456.7, 0.0, 2345.6])
@pytest.mark.parametrize("from_hop", [0, 3])
def test_a_carrier_comes_out_near_zero_with_its_level(
    rate_hz: float, offset_hz: float, from_hop: int
) -> None:
    piece = looks_at(tone(offset_hz, rate_hz), rate_hz).cut(offset_hz, from_hop, HOPS)
    assert abs(piece.middle_hz - offset_hz) < 1 / LOOK_S
    time_s = piece.from_s + np.arange(piece.samples.size) / piece.rate_hz
    away_hz = offset_hz - piece.middle_hz
    expected = np.exp(2j * np.pi * (away_hz * time_s + piece.middle_hz * piece.from_s))
    inside = (time_s > INSIDE_S[0]) & (time_s < INSIDE_S[1])
    turned = np.vdot(expected[inside], piece.samples[inside])
    expected *= turned / abs(turned)
    assert np.abs(piece.samples - expected)[inside].max() < TOLERANCE


@pytest.mark.parametrize("away_hz", [-3000.0, -1000.0, 3000.0])
def test_what_belongs_to_a_burst_passes_whole(away_hz: float) -> None:
    narrow = looks_at(tone(20e3 + away_hz, 163.2e3), 163.2e3).cut(20e3, 0, 25).samples
    middle = np.abs(narrow[narrow.size // 4 : -narrow.size // 4])
    assert np.abs(middle - 1).max() < TOLERANCE


@pytest.mark.parametrize("away_hz", [-6000.0, 5000.0, 40e3])
def test_what_is_further_away_is_left_behind(away_hz: float) -> None:
    narrow = looks_at(tone(20e3 + away_hz, 163.2e3), 163.2e3).cut(20e3, 0, 25).samples
    assert np.abs(narrow[narrow.size // 4 : -narrow.size // 4]).max() < TOLERANCE


def test_a_slice_may_be_as_narrow_as_wanted() -> None:
    piece = looks_at(tone(20e3 + 700, 163.2e3), 163.2e3).cut(20e3, 0, 25, RATE_HZ / 4)
    assert piece.rate_hz == pytest.approx(RATE_HZ / 4, rel=0.05)
    assert np.abs(piece.samples[600:-600]) == pytest.approx(1, abs=TOLERANCE)


def test_the_last_samples_are_in_a_slice_as_soon_as_they_are_known() -> None:
    known_s = 0.93
    looks = looks_at(tone(20e3, 163.2e3, known_s), 163.2e3)
    assert looks.end_s == pytest.approx(known_s)
    piece = looks.cut(20e3, 0, HOPS)
    level = np.abs(piece.samples)
    end = round(known_s * piece.rate_hz)
    assert level[end - 200 : end - 20] == pytest.approx(1, abs=0.02)
    assert level[end + 20 :].max() < 0.02


@settings(deadline=None, max_examples=10)
@given(st.lists(st.integers(1, 20_000), min_size=1, max_size=12))
def test_blocks_of_any_size_give_the_same_slices(sizes: list[int]) -> None:
    samples = tone(4321.0, 40e3)
    whole = looks_at(samples, 40e3).cut(4321.0, 2, 20)
    looks = Looks(40e3, -16e3, 16e3)
    for part in np.split(samples, np.minimum(np.cumsum(sizes), samples.size)):
        looks.feed(part)
    assert looks.cut(4321.0, 2, 20).samples == pytest.approx(whole.samples, abs=1e-5)


def test_what_is_forgotten_is_silence_and_the_rest_stays() -> None:
    looks = looks_at(tone(4321.0, 40e3), 40e3)
    before = looks.cut(4321.0, 10, 10)
    looks.forget(10 * looks.hop_s)
    assert np.array_equal(looks.cut(4321.0, 10, 10).samples, before.samples)
    assert not looks.cut(4321.0, 2, 5).samples.any()
