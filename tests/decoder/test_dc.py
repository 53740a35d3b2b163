"""The constant of a zero-IF receiver is learned and taken out; nothing else is."""

import numpy as np

from decoder.arrays import Samples
from decoder.signal.dc import DcRemover

RATE_HZ = 10e3
LEFT_OVER = 1e-3


def noise(duration_s: float) -> Samples:
    random = np.random.default_rng(2)
    parts = random.standard_normal((round(duration_s * RATE_HZ), 2)).astype(np.float32)
    return 0.01 * parts.view(np.complex64)[:, 0]


def removed(samples: Samples) -> Samples:
    remover = DcRemover(RATE_HZ)
    return np.concatenate([remover.feed(samples[i : i + 500]) for i in range(0, samples.size, 500)])


def test_a_constant_is_gone_after_a_few_seconds() -> None:
    out = removed(noise(6.0) + np.complex64(0.2 - 0.1j))
    assert abs(out[40_000:].mean()) < LEFT_OVER


def test_noise_without_a_constant_is_left_as_it_is() -> None:
    samples = noise(5.0)
    assert np.abs(removed(samples) - samples).max() < LEFT_OVER


def test_half_a_second_of_carrier_at_the_centre_is_not_taken_for_one() -> None:
    samples = noise(6.0)
    samples[30_000:35_200] += np.complex64(0.5)
    out = removed(samples)
    assert abs(out[30_000:35_200].mean() - 0.5) < LEFT_OVER
    assert abs(out[40_000:].mean()) < LEFT_OVER
