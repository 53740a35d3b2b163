from argparse import ArgumentTypeError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.typed import carrier_error, center, hertz, natural, positive, utc


@pytest.mark.parametrize(
    ("text", "value_hz"),
    [
        ("250k", 250e3),
        ("2.4M", 2.4e6),
        ("406.05M", 406.05e6),
        ("2.4e6", 2.4e6),
        ("48000", 48e3),
        ("0.4G", 0.4e9),
        (" 406.025 MHz ", 406.025e6),
        ("-2k", -2e3),
    ],
)
def test_frequencies_are_read_as_people_write_them(text: str, value_hz: float) -> None:
    assert hertz(text) == pytest.approx(value_hz)


@pytest.mark.parametrize("text", ["", "k", "2.4m", "fast", "nan", "inf", "1e999M", "2 4M", "2.4MM"])
def test_what_is_no_frequency_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        hertz(text)


@given(st.text(max_size=12))
def test_any_text_is_a_finite_frequency_or_a_value_error(text: str) -> None:
    try:
        value_hz = hertz(text)
    except ValueError:
        return
    assert abs(value_hz) < float("inf")


@pytest.mark.parametrize("text", ["0", "-250k", "fast", ""])
def test_a_rate_must_be_above_zero(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="such as 250k"):
        positive(text)


@pytest.mark.parametrize("text", ["1e99", "301G", "0", "-406.05M", "nan"])
def test_a_centre_must_be_a_radio_frequency(text: str) -> None:
    assert center("406.05M") == pytest.approx(406.05e6)
    with pytest.raises(ArgumentTypeError):
        center(text)


@pytest.mark.parametrize("text", ["31k", "-1", "nan", "wide", ""])
def test_a_carrier_error_is_from_0_to_30_khz(text: str) -> None:
    assert [carrier_error(one) for one in ("0", "2.5k", "30k")] == pytest.approx([0, 2.5e3, 30e3])
    with pytest.raises(ArgumentTypeError, match="from 0 to 30k, such as"):
        carrier_error(text)


@pytest.mark.parametrize("text", ["-1", "1.5", "", "²", "one"])
def test_a_seed_is_a_whole_number_from_0_up(text: str) -> None:
    assert natural("7") == 7
    with pytest.raises(ArgumentTypeError):
        natural(text)


def test_a_time_needs_its_zone() -> None:
    assert utc("2026-01-02T03:04:05Z").timestamp() == utc("2026-01-02T04:04:05+01:00").timestamp()
    for wrong in ("2026-01-02T03:04:05", "yesterday", ""):
        with pytest.raises(ArgumentTypeError):
            utc(wrong)
