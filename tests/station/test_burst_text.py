from argparse import ArgumentTypeError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.simulate.burst_text import FgbText, SgbText, burst_text

LONG = "FFFE2F8C9C" + "0" * 26
SECOND_GENERATION = "0" + "9C441963269E4000852000" + "0" * 40


def test_a_burst_of_63_digits_is_one_of_the_second_generation() -> None:
    burst = burst_text(f"{SECOND_GENERATION},at=2,chip-ppm=-12.5,drift=1")
    assert isinstance(burst, SgbText)
    assert burst.bits == f"{int(SECOND_GENERATION, 16):0250b}"
    assert (burst.at_s, burst.chip_rate_ppm, burst.drift_hz_per_s) == (2.0, -12.5, 1.0)
    assert not burst.self_test


def test_the_first_bit_of_63_digits_asks_for_the_self_test_sequences() -> None:
    burst = burst_text("8" + SECOND_GENERATION[1:])
    assert isinstance(burst, SgbText)
    assert burst.self_test
    assert burst.bits == burst_text(SECOND_GENERATION).bits


def test_a_burst_is_its_digits_and_settings() -> None:
    burst = burst_text(f"{LONG},at=1.5,offset=-12k,cn0=33,drift=-5,index=1.2,bit-rate=396")
    assert isinstance(burst, FgbText)
    assert burst.bits == f"{int(LONG, 16):0144b}"
    assert (burst.at_s, burst.offset_hz, burst.cn0_dbhz) == (1.5, -12e3, 33.0)
    assert (burst.drift_hz_per_s, burst.index_rad, burst.bit_rate_bps) == (-5.0, 1.2, 396.0)


@pytest.mark.parametrize("left_off", [LONG[6:], LONG[6:28]])
def test_synchronisation_is_added_where_it_was_left_off(left_off: str) -> None:
    assert burst_text(left_off).bits == burst_text("FFFE2F" + left_off).bits


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "0 digits"),
        (LONG + "0", "37 digits"),
        ("0x" + LONG[2:], "not hexadecimal"),
        (LONG[:-1] + "_", "not hexadecimal"),
        (LONG + ",power=5", "has only at, offset, cn0, drift, index"),
        (LONG + ",cn0=loud", "no number"),
        (LONG + ",cn0", "no number"),
        (LONG + ",bit-rate=0", "above 0"),
        (LONG + ",chip-ppm=5", "has only at, offset"),
        (SECOND_GENERATION + ",index=1", "has only at, offset, cn0, drift, chip-ppm"),
        (SECOND_GENERATION[:-1] + "_", "not hexadecimal"),
    ],
)
def test_what_is_no_burst_is_refused_in_one_line(text: str, complaint: str) -> None:
    with pytest.raises(ArgumentTypeError, match=complaint):
        burst_text(text)


@given(
    st.sampled_from([22, 28, 30, 36]).flatmap(
        lambda n: st.text("0123456789ABCDEF", min_size=n, max_size=n)
    )
)
def test_every_digit_is_sent_as_given(digits: str) -> None:
    bits = burst_text(digits).bits
    assert len(bits) in {112, 144}
    assert f"{int(bits, 2):0{len(bits) // 4}X}".endswith(digits)


@given(st.text(max_size=50))
def test_any_text_is_a_burst_or_a_usage_error(text: str) -> None:
    try:
        burst_text(text)
    except ArgumentTypeError:
        return
    assert len(text.partition(",")[0].replace(" ", "")) in {22, 28, 30, 36, 63}
