"""C/S T.018 2.2.3, table 2.2: first chips of each sequence as published; the rest was computed by
an independent model and compared with another project's sequences."""

import numpy as np
import pytest
from numpy.typing import NDArray

from decoder.arrays import Reals
from decoder.spread.prn import CHIPS, PREAMBLE_CHIPS, Mode, chips

Chips = NDArray[np.complex128]
PREAMBLE_ENERGY = 2 * PREAMBLE_CHIPS


def logic_hex(levels: Reals) -> str:
    return np.packbits(levels < 0).tobytes().hex()


def preamble(mode: Mode) -> Chips:
    in_phase, quadrature = chips(mode)[:, :PREAMBLE_CHIPS].astype(np.float64)
    return in_phase + 1j * quadrature


def correlation(one: Chips, other: Chips) -> NDArray[np.float64]:
    """At every shift of the preamble over itself, 0 first. (16384,)"""
    size = 16384
    return np.abs(np.fft.ifft(np.fft.fft(one, size) * np.fft.fft(other, size).conj()))


@pytest.mark.parametrize(
    ("mode", "row", "first", "last"),
    [
        (Mode.NORMAL, 0, "80000108421284a1", "6aa8"),
        (Mode.NORMAL, 1, "3f8358bad030f231", "0000"),
        (Mode.SELF_TEST, 0, "0f934a4d4cf3028d", "3fa1"),
        (Mode.SELF_TEST, 1, "14973dc716cde124", "f7e8"),
    ],
)
def test_the_sequences_are_the_published_ones(mode: Mode, row: int, first: str, last: str) -> None:
    levels = chips(mode)[row]
    assert levels.shape == (CHIPS,)
    assert np.array_equal(np.abs(levels), np.ones(CHIPS))
    assert logic_hex(levels[:64]) == first
    assert logic_hex(levels[-16:]) == last


def test_a_preamble_is_unlike_itself_shifted() -> None:
    found = correlation(preamble(Mode.NORMAL), preamble(Mode.NORMAL))
    assert found[0] == pytest.approx(PREAMBLE_ENERGY)
    assert round(found[1:].max()) <= 665


def test_a_preamble_is_unlike_that_of_the_other_mode() -> None:
    found = correlation(preamble(Mode.NORMAL), preamble(Mode.SELF_TEST))
    assert round(found.max()) <= 594


@pytest.mark.parametrize("mode", Mode)
def test_a_preamble_is_unlike_its_conjugate(mode: Mode) -> None:
    found = correlation(preamble(mode), preamble(mode).conj())
    assert round(found.max()) <= 542  # 4.2 % of its peak


def test_the_sequences_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        chips(Mode.NORMAL)[0, 0] = 0
