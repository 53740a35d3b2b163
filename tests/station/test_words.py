import pytest
from hypothesis import given
from hypothesis import strategies as st

from decoder.message import Position, PositionSource
from station.words import corrections, count, degrees_minutes, distance, duration, moment, place


def position(lat: float, lon: float) -> Position:
    return Position(lat, lon, 1234.0, PositionSource.INTERNAL)


@pytest.mark.parametrize(
    ("lat", "lon", "words"),
    [
        (48.5, -4.25, "48°30.00'N 004°15.00'W"),
        (-33.999999, 151.2, "34°00.00'S 151°12.00'E"),
        (0.0, 180.0, "00°00.00'N 180°00.00'E"),
    ],
)
def test_a_position_reads_as_on_a_chart(lat: float, lon: float, words: str) -> None:
    assert degrees_minutes(position(lat, lon)) == words
    assert place(position(lat, lon)) == f"{words} within 1.2 km"


def test_no_position_has_no_words() -> None:
    assert place(None) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_words_give_the_position_back_to_a_hundredth_of_a_minute(lat: float, lon: float) -> None:
    north, east = degrees_minutes(position(lat, lon)).split()
    for words, degrees in ((north, lat), (east, lon)):
        whole, minutes = words[:-1].rstrip("'").split("°")
        sign = -1 if words[-1] in "SW" else 1
        assert float(minutes) < 60
        assert sign * (int(whole) + float(minutes) / 60) == pytest.approx(degrees, abs=0.0051 / 60)


def test_lengths_times_and_corrections_in_words() -> None:
    assert (distance(140.4), distance(21_300.0)) == ("140 m", "21.3 km")
    assert moment("2026-01-02T03:04:05.678Z", 1.0) == "2026-01-02 03:04:05.678Z"
    assert (moment(None, 1.5), moment(None, None)) == ("1.500 s", "")
    assert (corrections((0, 2)), corrections((1, None)), corrections(())) == ("0+2", "1+?", "")
    assert (duration(0.0301), duration(12.34), duration(600)) == ("0.0301 s", "12.3 s", "10.0 min")
    assert (count(0, "burst"), count(1, "burst")) == ("0 bursts", "1 burst")
