"""How long a broker is left alone after it failed."""

from itertools import islice

from alerts.delivery.pauses import FIRST_PAUSE_S, LONGEST_PAUSE_S, pauses


def test_the_first_try_comes_soon_and_later_ones_are_bounded() -> None:
    for _ in range(100):
        first, *_, last = islice(pauses(), 20)
        assert FIRST_PAUSE_S / 2 <= first <= FIRST_PAUSE_S
        assert LONGEST_PAUSE_S / 2 <= last <= LONGEST_PAUSE_S


def test_tries_do_not_end() -> None:
    assert sum(islice(pauses(), 10_000)) > 24 * 3600


def test_stations_do_not_come_back_in_the_same_moment() -> None:
    assert len({next(islice(pauses(), 9, None)) for _ in range(50)}) > 40
