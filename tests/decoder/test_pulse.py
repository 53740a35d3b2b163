"""The biphase-L bit and the sync words: C/S T.001 2.2.4, 2.3.5, figure 2.5."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoder.signal.pulse import at_times, bit_pulse, matched_filter, sync_words
from decoder.t001 import frame


def test_a_one_is_up_then_down() -> None:
    pulse = bit_pulse(16e3)
    assert pulse.size == 40
    assert (pulse[4:17] == 1).all()
    assert (pulse[23:36] == -1).all()
    assert pulse == pytest.approx(-pulse[::-1], abs=1e-6)


def test_the_two_sync_words_are_those_of_the_standard() -> None:
    words = ["".join("1" if sign > 0 else "0" for sign in word) for word in sync_words()]
    assert words == [frame.sync(self_test=False), frame.sync(self_test=True)]


def test_the_matched_filter_is_the_sum_of_products_from_each_sample_on() -> None:
    random = np.random.default_rng(1)
    signal = random.standard_normal(100).astype(np.float32)
    taps = random.standard_normal(7).astype(np.float32)
    out = matched_filter(signal, taps)
    assert out.size == signal.size
    padded = np.pad(signal, (0, 6))
    assert out == pytest.approx([padded[n : n + 7] @ taps for n in range(100)], abs=1e-4)


@given(st.floats(-5, 104.9))
def test_between_samples_values_lie_on_a_straight_line_and_outside_there_is_nothing(
    place: float,
) -> None:
    values = np.arange(100, dtype=np.float32) + 1
    (value,) = at_times(values, np.array([place]))
    assert value == pytest.approx(place + 1 if 0 <= place < 99 else 0, abs=1e-4)
