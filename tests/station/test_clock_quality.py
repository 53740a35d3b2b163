"""What the kernel says of its clock, in the words of a station."""

import ctypes
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.clock_quality import (
    PPS_SIGNAL,
    PPS_TIME,
    TIME_ERROR,
    UNSYNCHRONISED,
    Timex,
    clock_quality,
    quality_of,
)


def test_a_clock_that_nothing_synchronises_is_poor() -> None:
    for state, status in ((TIME_ERROR, UNSYNCHRONISED), (0, UNSYNCHRONISED), (TIME_ERROR, 0)):
        quality = quality_of(state, status, 100, 100)
        assert (quality.is_synchronised, quality.error_s, quality.is_poor) == (False, None, True)
        assert "chrony" in quality.source


@given(error_us=st.integers(0, 16_000_000), most_error_us=st.integers(0, 16_000_000))
def test_a_synchronised_clock_is_as_good_as_its_errors(error_us: int, most_error_us: int) -> None:
    quality = quality_of(0, 0x2001, error_us, most_error_us)
    assert quality.is_synchronised
    assert quality.error_s == pytest.approx(error_us / 1e6)
    assert quality.most_error_s == pytest.approx(most_error_us / 1e6)
    assert quality.is_poor is (error_us > 500_000 or most_error_us > 4_000_000)


def test_pulses_are_told() -> None:
    assert "PPS" in quality_of(0, PPS_TIME | PPS_SIGNAL, 1, 1).source
    assert "PPS" not in quality_of(0, PPS_TIME, 1, 1).source


@pytest.mark.parametrize("state", range(5))
def test_a_leap_second_is_no_loss_of_synchronisation(state: int) -> None:
    assert quality_of(state, 0, 1000, 1000).is_synchronised


def test_the_kernels_own_answer_is_read() -> None:
    quality = clock_quality()
    assert quality.source
    assert (quality.error_s is None) is not quality.is_synchronised
    assert (quality.most_error_s is None) is not quality.is_synchronised
    assert quality.most_error_s is None or 0 <= quality.most_error_s <= 16.5


def test_the_layout_is_the_c_librarys() -> None:
    """The time that adjtimex gives lies where it should, and what follows overflows nothing."""
    timex = Timex(modes=0)
    ctypes.CDLL(None).adjtimex(ctypes.byref(timex))
    boot_s = float(Path("/proc/uptime").read_text().split()[0])
    assert timex.time[0] > boot_s
    assert 900 <= timex.tick * 1e-1 <= 1100
    assert sys.maxsize <= 2**32 or ctypes.sizeof(Timex) >= 208
