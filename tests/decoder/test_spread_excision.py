"""What is taken out of a spectrum, and what stays."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from decoder.arrays import Samples
from decoder.spread.excision import BINS_BESIDE, without_lines

LOOKS, BINS = 6, 4096


def noise(seed: int = 1) -> Samples:
    random = np.random.default_rng(seed)
    parts = random.standard_normal((LOOKS, 2 * BINS), dtype=np.float32)
    return parts.view(np.complex64)


@given(look=st.integers(0, LOOKS - 1), bin_=st.integers(0, BINS - 1))
def test_a_line_goes_with_the_bins_beside_it(look: int, bin_: int) -> None:
    spectra = noise()
    spectra[look, bin_] = 50.0
    cleaned = without_lines(spectra.copy())
    gone = [(bin_ + beside) % BINS for beside in range(-BINS_BESIDE, BINS_BESIDE + 1)]
    assert not cleaned[look, gone].any()


def test_noise_loses_a_hundredth_at_most_and_the_rest_is_as_it_was() -> None:
    spectra = noise()
    cleaned = without_lines(spectra.copy())
    kept = cleaned != 0
    assert kept.mean() > 0.99
    assert (cleaned[kept] == spectra[kept]).all()


def test_each_look_is_judged_by_its_own_noise() -> None:
    spectra = noise()
    spectra[2] *= 1000
    assert (without_lines(spectra)[2] != 0).mean() > 0.98


def test_looks_of_nothing_stay_so_and_do_not_disturb_others() -> None:
    spectra = noise()
    spectra[:2] = 0
    cleaned = without_lines(spectra.copy())
    assert not cleaned[:2].any()
    assert (cleaned[2:] == without_lines(spectra[2:].copy())).all()
    assert not without_lines(np.zeros((2, BINS), np.complex64)).any()
