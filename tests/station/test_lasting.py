"""A way out that has been of no use for a minute is a fault, whatever is said of it meanwhile."""

from station.lasting import LASTING_S, Lasting

AWAY = {"home": "broker home: nobody answers"}


def test_what_lasts_for_less_than_a_minute_is_no_fault() -> None:
    lasting = Lasting()
    assert lasting.faults(AWAY, 100.0) == []
    assert lasting.faults(AWAY, 99.0 + LASTING_S) == []
    assert lasting.faults({}, 100.0 + LASTING_S) == []
    assert lasting.faults(AWAY, 101.0 + LASTING_S) == []


def test_what_lasts_is_told_as_it_is_now_and_for_each_by_itself() -> None:
    lasting = Lasting()
    lasting.faults(AWAY, 0.0)
    now = {"home": "broker home: wrong password", "coast": "broker coast: nobody answers"}
    assert lasting.faults(now, LASTING_S) == ["broker home: wrong password"]
    assert lasting.faults(now, 2 * LASTING_S) == list(now.values())
