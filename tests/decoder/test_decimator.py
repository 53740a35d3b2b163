"""One band at a lower rate: tones keep time, frequency, phase and level; nothing folds into it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.arrays import Samples
from decoder.signal.bands import Band, plan_bands
from decoder.signal.decimator import Decimator

AMPLITUDE_TOLERANCE = 1e-3
FOLDED = 1e-3
"""Of a tone a multiple of the lower rate away: -60 dB."""
SETTLING_S = 0.001

PLACES = [
    (2.4e6, 406.05e6),
    (2.4e6, 406.3e6),
    (2.4e6, 405.2e6),
    (1.0e6, 406.05e6),
    (3.2e6, 406.0e6),
    (20e6, 406.05e6),
    (250e3, 406.05e6),
]


def tone(frequency_hz: float, rate_hz: float, duration_s: float = 0.02) -> Samples:
    turns = frequency_hz * np.arange(round(duration_s * rate_hz)) / rate_hz
    samples: Samples = np.exp(2j * np.pi * turns).astype(np.complex64)
    return samples


def decimated(decimator: Decimator, samples: Samples, size: int = 7777) -> Samples:
    pieces = [decimator.feed(samples[i : i + size]) for i in range(0, samples.size, size)]
    return np.concatenate([*pieces, decimator.flush()])


@pytest.mark.parametrize(("rate_hz", "center_hz"), PLACES)
def test_tones_in_the_band_come_out_at_their_time_frequency_and_phase(
    rate_hz: float, center_hz: float
) -> None:
    (band,) = plan_bands(rate_hz, center_hz)
    for frequency_hz in (band.low_hz, band.middle_hz + 1234.5, band.high_hz):
        decimator = Decimator(rate_hz, band)
        out = decimated(decimator, tone(frequency_hz, rate_hz))
        time_s = np.arange(out.size) / decimator.rate_hz
        expected = np.exp(2j * np.pi * (frequency_hz - decimator.center_hz) * time_s)
        settled = (time_s > SETTLING_S) & (time_s < 0.02 - SETTLING_S)
        assert settled.sum() > 1000
        assert np.abs(out - expected)[settled].max() < AMPLITUDE_TOLERANCE


@pytest.mark.parametrize(("rate_hz", "center_hz"), PLACES[:-1])
def test_nothing_folds_into_the_band(rate_hz: float, center_hz: float) -> None:
    (band,) = plan_bands(rate_hz, center_hz)
    lower_hz = Decimator(rate_hz, band).rate_hz
    assert lower_hz < rate_hz
    for number in range(1, min(round(rate_hz / lower_hz), 12)):
        for frequency_hz in np.linspace(band.low_hz, band.high_hz, 5):
            folding = tone(frequency_hz + number * lower_hz, rate_hz, 0.004)
            out = decimated(Decimator(rate_hz, band), folding)
            assert np.abs(out[out.size // 4 : -out.size // 4]).max() < FOLDED


def test_a_constant_stays_one_where_the_band_holds_it() -> None:
    for low_hz in (-140e3, -70e3, -1e3):
        decimator = Decimator(2.4e6, Band(low_hz, low_hz + 140e3))
        assert decimator.center_hz == 0
        out = decimated(decimator, np.full(48_000, 0.25, np.complex64))
        assert np.abs(out[1000:-1000] - 0.25).max() < AMPLITUDE_TOLERANCE


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 90_000), min_size=1, max_size=20))
def test_any_blocks_give_the_same_samples(sizes: list[int]) -> None:
    random = np.random.default_rng(1)
    samples = random.standard_normal((200_000, 2)).astype(np.float32).view(np.complex64)[:, 0]
    (band,) = plan_bands(2.4e6, 406.05e6)
    whole = decimated(Decimator(2.4e6, band), samples, samples.size)
    decimator, first, pieces = Decimator(2.4e6, band), 0, []
    for size in [*sizes, samples.size]:
        pieces.append(decimator.feed(samples[first : first + size]))
        first += size
    out = np.concatenate([*pieces, decimator.flush()])
    assert out.size == whole.size
    assert np.allclose(out, whole, atol=1e-6)


def test_a_rate_that_is_low_already_is_left_alone() -> None:
    samples = tone(1e3, 48e3)
    decimator = Decimator(48e3, Band(-24e3, 24e3))
    assert (decimator.rate_hz, decimator.center_hz) == (48e3, 0.0)
    assert decimator.feed(samples) is samples
    assert decimator.flush().size == 0
