"""A tone put together from two short ones is the tone."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from decoder.signal.tones import tone


@given(st.floats(-0.5, 0.5), st.integers(1, 12_000))
def test_it_is_an_exponential(cycles_per_sample: float, count: int) -> None:
    expected = np.exp(2j * np.pi * (cycles_per_sample * np.arange(count) % 1))
    assert np.abs(tone(cycles_per_sample, count) - expected).max() < 1e-6
