"""Steady carriers are taken out of a slice; the burst between is left as it is."""

import numpy as np
import pytest
from scenes import recorded

from decoder.arrays import Samples
from decoder.signal.slices import Slice
from decoder.signal.spurs import without_spurs

RATE_HZ = 9600.0
START = 1884
"""Index of the burst's carrier; a little before it and 0.57 s after it there is none."""
BEFORE, AFTER = slice(0, 1500), slice(7356, 8124)
NOISE_RMS = 0.05


def noise() -> Samples:
    return recorded([], rate_hz=RATE_HZ, duration_s=1.2, noise_rms=NOISE_RMS)


def tone(frequency_hz: float, level: float, part: slice = slice(None)) -> Samples:
    samples = np.zeros(round(1.2 * RATE_HZ), np.complex64)
    turns = frequency_hz * np.arange(samples.size) / RATE_HZ
    samples[part] = (level * np.exp(2j * np.pi * turns))[part]
    return samples


def cleaned(dirty: Samples, start: int = START) -> Samples:
    return without_spurs(Slice(dirty, RATE_HZ, 0.0, 0.0), start).samples


def left_over(clean: Samples, frequency_hz: float) -> float:
    """Amplitude of what is left at a frequency, over the whole slice."""
    turns = frequency_hz * np.arange(clean.size) / RATE_HZ
    return float(np.abs((clean * np.exp(-2j * np.pi * turns)).mean()))


@pytest.mark.parametrize("level", [0.1, 0.3, 3.0])
def test_a_steady_carrier_is_taken_out(level: float) -> None:
    clean = cleaned(noise() + tone(1234.5, level))
    assert left_over(clean, 1234.5) < 0.1 * level


def test_three_are_taken_out() -> None:
    spurs = [(-2000.0, 0.3), (700.0, 0.5), (2500.0, 0.2)]
    dirty = noise() + sum((tone(*spur) for spur in spurs), np.zeros(1, np.complex64))
    clean = cleaned(dirty)
    for frequency_hz, level in spurs:
        assert left_over(clean, frequency_hz) < 0.1 * level


def test_a_burst_between_is_no_spur() -> None:
    burst = tone(10.0, 0.5, slice(1900, 7000))
    dirty = noise() + burst
    assert cleaned(dirty) is dirty


@pytest.mark.parametrize("part", [BEFORE, AFTER])
def test_a_neighbour_on_one_side_only_is_no_spur(part: slice) -> None:
    dirty = noise() + tone(1500.0, 0.5, part)
    assert cleaned(dirty) is dirty


def test_without_time_around_the_burst_nothing_is_done() -> None:
    dirty = noise() + tone(1500.0, 0.5)
    assert cleaned(dirty, start=394) is dirty
