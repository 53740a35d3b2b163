"""Times as text."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.timestamp import rfc3339

HALF_A_MILLISECOND_S = 0.00052  # and the step of a float64 of such a size


@pytest.mark.parametrize(
    ("utc_s", "text"),
    [
        (0.0, "1970-01-01T00:00:00.000Z"),
        (1.9996, "1970-01-01T00:00:02.000Z"),
        (-0.25, "1969-12-31T23:59:59.750Z"),
        (1767225600.1234, "2026-01-01T00:00:00.123Z"),
        (-6e10, "0068-09-03T13:20:00.000Z"),
    ],
)
def test_times_are_rounded_to_the_millisecond(utc_s: float, text: str) -> None:
    assert rfc3339(utc_s) == text


@given(st.floats(-6e10, 2.5e11))
def test_a_time_reads_back_within_half_a_millisecond(utc_s: float) -> None:
    text = rfc3339(utc_s)
    assert text is not None
    assert abs(datetime.fromisoformat(text).timestamp() - utc_s) <= HALF_A_MILLISECOND_S


@pytest.mark.parametrize("utc_s", [None, float("nan"), float("inf"), 1e300, -1e12])
def test_what_is_no_time_has_no_text(utc_s: float | None) -> None:
    assert rfc3339(utc_s) is None
