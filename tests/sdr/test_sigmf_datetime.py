"""Times as SigMF has them, and as programs write them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdr.sigmf_datetime import read_datetime

MICROSECOND_S = 1e-6
UTC_S = 1795302785.0
"""2026-11-21T23:13:05Z"""

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@pytest.mark.parametrize(
    ("text", "utc_s", "uncertainty_s"),
    [
        ("2026-11-21T23:13:05Z", UTC_S, 1.0),
        ("2026-11-21T23:13:05.5Z", UTC_S + 0.5, 0.1),
        ("2026-11-21T23:13:05.123456789Z", UTC_S + 0.123456789, 0.01),
        ("2026-11-21t23:13:05z", UTC_S, 1.0),
        ("2026-11-21 23:13:05Z", UTC_S, 1.0),
        ("2026-11-22T01:13:05+02:00", UTC_S, 1.0),
        ("2026-11-22 01:13:05.5+0200", UTC_S + 0.5, 0.1),
        ("2026-11-21T18:43:05-04:30", UTC_S, 1.0),
        ("2026-11-22T01:13:05 +02", UTC_S, 1.0),
        ("2026-11-21T23:13:05", UTC_S, 14 * 3600),
        ("2026-11-21 23:13:05.25", UTC_S + 0.25, 14 * 3600),
    ],
)
def test_a_time_is_as_sure_as_it_is_written(text: str, utc_s: float, uncertainty_s: float) -> None:
    time = read_datetime(text)
    assert time is not None
    assert time.utc_s == pytest.approx(utc_s, abs=MICROSECOND_S, rel=0)
    assert time.uncertainty_s == pytest.approx(uncertainty_s)


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "yesterday",
        "2026-11-21",
        "2026-11-21T23:13Z",
        "2026-11-31T23:13:05Z",
        "2026-11-21T25:13:05Z",
        "2026-11-21T23:13:05+25:00",
        "2026-11-21T23:13:05 CET",
    ],
)
def test_what_is_no_time_of_a_day_that_exists_is_none(text: str | None) -> None:
    assert read_datetime(text) is None


@given(st.datetimes(timezones=ZONES), st.sampled_from("T "))
def test_any_time_in_any_zone_is_the_same_in_utc(time: datetime, separator: str) -> None:
    read = read_datetime(time.isoformat(separator))
    assert read is not None
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    # Seconds since 1970 of the years 1 to 9999 have steps of up to 31 microseconds.
    assert read.utc_s == pytest.approx((time - epoch).total_seconds(), abs=1e-4, rel=0)


@given(st.text())
def test_any_text_behind_a_time_is_a_fraction_a_zone_or_a_reason_for_none(text: str) -> None:
    time = read_datetime(f"2026-11-21T23:13:05{text}")
    assert time is None or abs(time.utc_s - UTC_S) < 24 * 3600 + 1
