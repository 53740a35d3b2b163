"""Which part of a recording is listened to."""

from hypothesis import given
from hypothesis import strategies as st

from decoder.signal.bands import (
    BAND_HZ,
    BURST_HALF_WIDTH_HZ,
    WIDEST_HZ,
    Band,
    plan_bands,
)

SLACK_HZ = 50e-6 * 406.1e6
RATES_HZ = st.floats(8e3, 20e6)


def test_a_recording_of_the_whole_band_is_heard_there_and_50_parts_per_million_beyond() -> None:
    (band,) = plan_bands(2.4e6, 406.3e6)
    assert abs(band.low_hz - (406.0e6 - SLACK_HZ - 406.3e6)) < 1
    assert abs(band.high_hz - (406.1e6 + SLACK_HZ - 406.3e6)) < 1


def test_a_narrow_recording_is_heard_whole() -> None:
    assert plan_bands(48e3, 406.03e6) == [Band(-24e3, 24e3)]


def test_without_a_centre_all_is_heard() -> None:
    assert plan_bands(48e3, None) == [Band(-24e3, 24e3)]


@given(RATES_HZ, st.floats(406.0e6, 406.1e6))
def test_what_the_recording_holds_of_the_406_mhz_band_is_in_one_piece(
    rate_hz: float, center_hz: float
) -> None:
    (band,) = plan_bands(rate_hz, center_hz)
    assert band.low_hz <= max(BAND_HZ[0] - center_hz, -rate_hz / 2)
    assert band.high_hz >= min(BAND_HZ[1] - center_hz, rate_hz / 2)
    assert -rate_hz / 2 <= band.low_hz < band.high_hz <= rate_hz / 2


@given(RATES_HZ, st.one_of(st.none(), st.floats(1e6, 380e6)), st.floats(0, 1))
def test_elsewhere_every_burst_lies_whole_in_a_piece_that_is_not_too_wide(
    rate_hz: float, center_hz: float | None, where: float
) -> None:
    bands = plan_bands(rate_hz, center_hz)
    carrier_hz = (where - 0.5) * (rate_hz - 2 * BURST_HALF_WIDTH_HZ)
    low_hz, high_hz = carrier_hz - BURST_HALF_WIDTH_HZ, carrier_hz + BURST_HALF_WIDTH_HZ
    slack_hz = 1e-6 * rate_hz
    assert any(b.low_hz <= low_hz + slack_hz and high_hz - slack_hz <= b.high_hz for b in bands)
    assert max(band.width_hz for band in bands) <= WIDEST_HZ + slack_hz
