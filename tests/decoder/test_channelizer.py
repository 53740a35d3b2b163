"""From any rate to narrow bands: tones keep frequency, phase and level; the rest stays outside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.arrays import Samples
from decoder.signal.bands import Band, plan_bands
from decoder.signal.channelizer import Channelizer

AMPLITUDE_TOLERANCE = 2e-3
REJECTION = 1e-3
"""Of a tone well outside the band: -60 dB."""
SETTLING_S = 0.01


def tone(frequency_hz: float, rate_hz: float, duration_s: float) -> Samples:
    turns = frequency_hz * np.arange(round(duration_s * rate_hz)) / rate_hz
    samples: Samples = np.exp(2j * np.pi * turns).astype(np.complex64)
    return samples


def channelized(samples: Samples, rate_hz: float, bands: list[Band], size: int) -> list[Samples]:
    channelizer = Channelizer(rate_hz, bands)
    pieces = [channelizer.feed(samples[i : i + size]) for i in range(0, samples.size, size)]
    pieces.append(channelizer.flush())
    return [np.concatenate(band) for band in zip(*pieces, strict=True)]


@pytest.mark.parametrize(
    ("rate_hz", "center_hz"),
    [(2.4e6, 406.3e6), (250e3, 406.05e6), (1.024e6, None), (44100.0, 406.03e6), (2.048e6, 433e6)],
)
def test_a_tone_comes_out_at_its_time_frequency_and_phase(
    rate_hz: float, center_hz: float | None
) -> None:
    bands = plan_bands(rate_hz, center_hz)
    channelizer = Channelizer(rate_hz, bands)
    for number in {0, len(bands) // 2, len(bands) - 1}:
        frequency_hz = bands[number].middle_hz + 1234.5
        out = channelized(tone(frequency_hz, rate_hz, 0.3), rate_hz, bands, 7777)[number]
        time_s = np.arange(out.size) / channelizer.rate_hz
        turns = (frequency_hz - channelizer.centers_hz[number]) * time_s
        settled = (time_s > SETTLING_S) & (time_s < 0.3 - SETTLING_S)
        error = np.abs(out - np.exp(2j * np.pi * turns))[settled]
        assert error.size
        assert error.max() < AMPLITUDE_TOLERANCE


@pytest.mark.parametrize("edge", ["low_hz", "high_hz"])
def test_the_edges_of_the_band_pass_whole(edge: str) -> None:
    (band,) = plan_bands(2.4e6, 406.05e6)
    out = channelized(tone(getattr(band, edge), 2.4e6, 0.2), 2.4e6, [band], 50000)[0]
    middle = np.abs(out[out.size // 4 : -out.size // 4])
    assert np.abs(middle - 1).max() < AMPLITUDE_TOLERANCE


@pytest.mark.parametrize("away_hz", [130e3, -200e3, 1e6])
def test_what_is_outside_the_band_stays_outside(away_hz: float) -> None:
    bands = plan_bands(2.4e6, 406.05e6)
    out = channelized(tone(away_hz, 2.4e6, 0.2), 2.4e6, bands, 50000)[0]
    assert np.abs(out[out.size // 4 : -out.size // 4]).max() < REJECTION


@settings(deadline=None, max_examples=20)
@given(st.lists(st.integers(1, 9000), min_size=1, max_size=30))
def test_any_blocks_give_the_same_samples(sizes: list[int]) -> None:
    random = np.random.default_rng(1)
    samples = random.standard_normal((20000, 2)).astype(np.float32).view(np.complex64)[:, 0]
    bands = plan_bands(250e3, 433e6)
    whole = channelized(samples, 250e3, bands, samples.size)
    channelizer = Channelizer(250e3, bands)
    first, pieces = 0, []
    for size in [*sizes, samples.size]:
        pieces.append(channelizer.feed(samples[first : first + size]))
        first += size
    pieces.append(channelizer.flush())
    for one, other in zip(whole, zip(*pieces, strict=True), strict=True):
        assert np.allclose(one, np.concatenate(other), atol=1e-5)


def test_a_recording_hardly_wider_than_its_band_is_passed_on_as_it_is() -> None:
    samples = tone(1e3, 48e3, 0.1)
    channelizer = Channelizer(48e3, [Band(-24e3, 24e3)])
    assert (channelizer.rate_hz, channelizer.centers_hz) == (48e3, [0.0])
    assert channelizer.feed(samples)[0] is samples
    assert channelizer.flush()[0].size == 0
