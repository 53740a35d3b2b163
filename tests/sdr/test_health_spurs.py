"""Lines that stay are told, and nothing else."""

import numpy as np
import pytest

from sdr.health.spectrum import Spectrum, spectrum_of
from sdr.health.spurs import CENTER_BINS, LOOKS, spurs_in

RATE_HZ = 2.4e6
CENTER_HZ = 406.05e6
SIZE = 48000


def look(seed: int, *lines: tuple[float, float], slope: float = 0.0) -> Spectrum:
    """Noise with carriers (offset_hz, dB over the noise in a bin)."""
    random = np.random.default_rng(seed)
    samples = random.normal(0, 0.05 / np.sqrt(2), (SIZE, 2)).astype(np.float32)
    signal = samples.view(np.complex64)[:, 0]
    bin_power = 0.05**2 / 4096 * 1.5  # a Hann window takes in the noise of one bin and a half
    for offset_hz, level_db in lines:
        turns = offset_hz / RATE_HZ * np.arange(SIZE) + random.uniform()
        amplitude = np.sqrt(bin_power * 10 ** (level_db / 10))
        signal = signal + (amplitude * np.exp(2j * np.pi * turns)).astype(np.complex64)
    if slope:
        signal = np.convolve(signal, [1.0, slope], "same").astype(np.complex64)
    return spectrum_of(signal, RATE_HZ, CENTER_HZ)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("slope", [0.0, 0.6])
def test_noise_has_no_lines_that_stay(seed: int, slope: float) -> None:
    looks = [look(100 * seed + i, slope=slope) for i in range(LOOKS)]
    assert spurs_in(looks) == ()


def test_lines_that_stay_are_told_the_strongest_first() -> None:
    lines = ((-300e3, 15.0), (21.3e3, 25.0), (900e3, 40.0))
    spurs = spurs_in([look(i, *lines) for i in range(LOOKS)])
    assert len(spurs) == 3
    for spur, (offset_hz, level_db) in zip(spurs, reversed(lines), strict=True):
        assert spur.frequency_hz == pytest.approx(CENTER_HZ + offset_hz, abs=RATE_HZ / 4096)
        assert spur.above_floor_db == pytest.approx(level_db, abs=3.0)


def test_a_burst_is_not_a_line_that_stays() -> None:
    quiet = [look(i) for i in range(LOOKS)]
    for at in range(LOOKS):
        looks = [*quiet[:at], look(50, (15e3, 40.0)), *quiet[at + 1 :]]
        assert spurs_in(looks) == ()


def test_the_constant_of_the_receiver_is_not_told_as_a_line() -> None:
    looks = [look(i, (CENTER_BINS * RATE_HZ / 4096 / 2, 40.0)) for i in range(LOOKS)]
    assert spurs_in(looks) == ()


def test_too_few_looks_or_looks_of_two_tunings_tell_nothing() -> None:
    looks = [look(i, (100e3, 30.0)) for i in range(LOOKS)]
    assert spurs_in(looks[1:]) == ()
    moved = Spectrum(looks[0].density, RATE_HZ, CENTER_HZ + 1e3, looks[0].averaged)
    assert spurs_in([*looks[1:], moved]) == ()
    assert len(spurs_in([moved, *looks])) == 1, "only the last looks count"


def test_looks_of_nothing_tell_nothing() -> None:
    silent = Spectrum(np.zeros(4096, np.float32), RATE_HZ, CENTER_HZ, 22)
    assert spurs_in([silent] * LOOKS) == ()
