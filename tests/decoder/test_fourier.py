"""The compiled transforms and scipy's public ones agree, so that either may be used."""

import numpy as np
import pytest

from decoder import fourier
from decoder.arrays import Reals, Samples

TOLERANCE = 1e-5


def noise(count: int) -> Samples:
    samples = np.random.default_rng(1).standard_normal((2, 2 * count), dtype=np.float32)
    return samples.view(np.complex64)


@pytest.fixture(params=[fourier._pocketfft(), fourier.PublicTransforms], ids=["compiled", "public"])
def _transforms(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fourier, "_transforms", request.param)


@pytest.mark.usefixtures("_transforms")
def test_a_transform_there_and_back_changes_nothing() -> None:
    signal = noise(960)
    spectrum = fourier.fft(signal)
    assert spectrum.dtype == np.complex64
    assert np.abs(fourier.ifft(spectrum) - signal).max() < TOLERANCE
    assert np.allclose(spectrum, np.fft.fft(signal), atol=1e-2)


@pytest.mark.usefixtures("_transforms")
def test_real_signals_go_there_and_back() -> None:
    signal: Reals = np.ascontiguousarray(noise(500).real)
    spectrum = fourier.rfft(signal, 600)
    assert np.abs(fourier.irfft(spectrum, 600)[:, :500] - signal).max() < TOLERANCE


@pytest.mark.usefixtures("_transforms")
def test_a_shorter_signal_is_filled_with_zeros() -> None:
    signal = noise(100)
    assert np.allclose(fourier.fft(signal, 128), np.fft.fft(signal, 128), atol=1e-3)


@pytest.mark.usefixtures("_transforms")
def test_a_fast_size_is_not_smaller() -> None:
    assert 8191 <= fourier.fast_size(8191) <= 8200
