"""One burst's few kilohertz are cut out of a band whole, and the rest is left behind."""

import numpy as np
import pytest

from decoder.arrays import Samples
from decoder.signal.slices import PASS_HZ, SliceSource

TOLERANCE = 5e-3


def tone(frequency_hz: float, rate_hz: float) -> Samples:
    turns = frequency_hz * np.arange(round(rate_hz)) / rate_hz
    samples: Samples = np.exp(2j * np.pi * turns).astype(np.complex64)
    return samples


@pytest.mark.parametrize("rate_hz", [8e3, 11025.0, 163.2e3, 250e3])
@pytest.mark.parametrize("offset_hz", [-3456.7, 0.0, 2345.6])
def test_a_carrier_comes_out_near_zero_with_its_level(rate_hz: float, offset_hz: float) -> None:
    source = SliceSource(tone(offset_hz, rate_hz), rate_hz)
    piece = source.cut(offset_hz)
    assert abs(piece.middle_hz - offset_hz) < 1
    time_s = np.arange(piece.samples.size) / piece.rate_hz
    expected = np.exp(2j * np.pi * (offset_hz - piece.middle_hz) * time_s)
    inside = (time_s > 0.05) & (time_s < 0.95)
    assert np.abs(piece.samples - expected)[inside].max() < TOLERANCE


@pytest.mark.parametrize("away_hz", [-PASS_HZ, -1000.0, PASS_HZ])
def test_what_belongs_to_a_burst_passes_whole(away_hz: float) -> None:
    source = SliceSource(tone(20e3 + away_hz, 163.2e3), 163.2e3)
    narrow = source.cut(20e3).samples
    middle = np.abs(narrow[narrow.size // 4 : -narrow.size // 4])
    assert np.abs(middle - 1).max() < TOLERANCE


@pytest.mark.parametrize("away_hz", [-6000.0, 5000.0, 40e3])
def test_what_is_further_away_is_left_behind(away_hz: float) -> None:
    source = SliceSource(tone(20e3 + away_hz, 163.2e3), 163.2e3)
    narrow = source.cut(20e3).samples
    assert np.abs(narrow[narrow.size // 4 : -narrow.size // 4]).max() < TOLERANCE


def test_any_number_of_bursts_are_cut_from_one_stretch() -> None:
    both = tone(20e3, 163.2e3) + 0.1 * tone(-30e3, 163.2e3)
    source = SliceSource(both, 163.2e3)
    levels = [
        np.abs(source.cut(offset_hz).samples[2000:7000]).mean() for offset_hz in (20e3, -30e3)
    ]
    assert levels == pytest.approx([1.0, 0.1], abs=TOLERANCE)
