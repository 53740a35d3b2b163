"""Topics, and the names of stations in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.errors import AlertSettingError
from alerts.topics import Topics
from decoder.message import MessageClass


def test_the_class_is_the_last_part_of_the_topic() -> None:
    topics = Topics("hill")
    assert topics.burst(MessageClass.DISTRESS) == "beacon406/v1/hill/burst/distress"
    assert topics.burst(MessageClass.SHIP_SECURITY) == "beacon406/v1/hill/burst/ship_security"
    assert topics.status == "beacon406/v1/hill/status"
    assert len({topics.burst(name) for name in MessageClass}) == len(MessageClass)


@pytest.mark.parametrize(
    "name", ["", "a/b", "+", "a#", "x" * 65, "a\nb", "nul\0", "\udcff", "\x7f"]
)
def test_a_station_name_that_would_break_a_topic_is_refused(name: str) -> None:
    with pytest.raises(AlertSettingError, match="station name"):
        Topics(name)


@given(st.text())
def test_every_accepted_name_is_one_level_of_a_topic(name: str) -> None:
    try:
        topics = Topics(name)
    except AlertSettingError:
        return
    assert topics.status.split("/") == ["beacon406", "v1", name, "status"]
    assert not set(topics.status) & set("+#\0")
    topics.status.encode()


@pytest.mark.parametrize("name", ["h", "x" * 64, "Hütte 7", "koněprusy", "山"])
def test_people_may_name_stations_in_their_language(name: str) -> None:
    assert Topics(name).station == name
