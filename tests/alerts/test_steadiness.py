"""Nothing goes for its age while the clock that says so may be wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from desk_made_up import BROKER, Station
from hypothesis import given
from hypothesis import strategies as st
from incident_made_up import HERE, START_S, heard_at

from alerts.incidents.kind import Kind
from alerts.store.safe import SafeStore
from alerts.store.steadiness import HOLD_S, LEAP_S, Steadiness

DAY_S = 86_400.0


class Clocks:
    """A wall clock that may leap, and one that does not."""

    def __init__(self) -> None:
        self.wall_s, self.monotonic_s = START_S, 1000.0
        self.steadiness = Steadiness(lambda: self.wall_s, lambda: self.monotonic_s)

    def go_on(self, s: float) -> None:
        self.wall_s += s
        self.monotonic_s += s


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def open_store(tmp_path: Path, clocks: Clocks) -> Callable[[], SafeStore]:
    return lambda: SafeStore(
        tmp_path / "alerts.db",
        lambda: clocks.wall_s,
        lambda _: None,
        steadiness=Steadiness(lambda: clocks.wall_s, lambda: clocks.monotonic_s),
    )


def test_a_clock_is_believed_after_an_hour_and_again_an_hour_after_a_leap(clocks: Clocks) -> None:
    it = clocks.steadiness
    assert (it.is_steady(), it.has_leapt()) == (False, False)
    clocks.go_on(HOLD_S)
    assert (it.is_steady(), it.has_leapt()) == (True, False)
    for leap_s in (30 * DAY_S, -30 * DAY_S, -3600.0):
        clocks.wall_s += leap_s
        assert (it.is_steady(), it.has_leapt()) == (False, True)
        clocks.go_on(HOLD_S - 1)
        assert (it.is_steady(), it.has_leapt()) == (False, True)
        clocks.go_on(1)
        assert (it.is_steady(), it.has_leapt()) == (True, False)


def test_what_a_time_daemon_corrects_day_by_day_is_no_leap(clocks: Clocks) -> None:
    clocks.go_on(HOLD_S)
    clocks.wall_s += LEAP_S / 2
    assert clocks.steadiness.is_steady()


@given(st.lists(st.tuples(st.floats(0, 2 * HOLD_S), st.floats(-1e9, 1e9)), max_size=12))
def test_a_leap_alone_is_never_believed(story: list[tuple[float, float]]) -> None:
    clocks = Clocks()
    for passed_s, leap_s in story:
        clocks.go_on(passed_s)
        clocks.steadiness.is_steady()
        clocks.wall_s += leap_s
        if abs(leap_s) > 2 * LEAP_S:  # twice: those before, each no leap, may be the other way
            assert not clocks.steadiness.is_steady()


@pytest.mark.parametrize("days", [3, 30, 8000])
def test_a_clock_that_is_ahead_for_a_moment_takes_nothing_from_who_waits(
    days: int, clocks: Clocks, open_store: Callable[[], SafeStore]
) -> None:
    with open_store() as store:
        store.set_brokers([BROKER])
        Station(store).take(heard_at(0, HERE))
        waiting = store.pending(BROKER)
        clocks.go_on(HOLD_S)
        clocks.wall_s += days * DAY_S
        for _ in range(3):
            store.pending(BROKER)
            clocks.go_on(600)
        clocks.wall_s -= days * DAY_S
        assert store.pending(BROKER) == waiting
        assert store.tally(BROKER).expired == 0


def test_nor_does_a_station_that_starts_before_its_clock_is_set(
    clocks: Clocks, open_store: Callable[[], SafeStore]
) -> None:
    with open_store() as store:
        store.set_brokers([BROKER])
        Station(store).take(heard_at(0, HERE))
        waiting = store.pending(BROKER)
    clocks.wall_s += 30 * DAY_S
    with open_store() as store:
        assert store.pending(BROKER) == []
        clocks.wall_s -= 30 * DAY_S
        assert store.pending(BROKER) == waiting


def test_what_is_too_old_by_a_clock_that_goes_on_evenly_expires(
    clocks: Clocks, open_store: Callable[[], SafeStore]
) -> None:
    with open_store() as store:
        store.set_brokers([BROKER])
        Station(store).take(heard_at(0, HERE))
        clocks.go_on(5 * DAY_S)
        assert store.pending(BROKER) == []
        assert store.tally(BROKER).expired == 3


def test_a_leap_closes_no_incident_and_time_does(
    clocks: Clocks, open_store: Callable[[], SafeStore]
) -> None:
    with open_store() as store:
        station = Station(store)
        station.take(heard_at(0, HERE))
        clocks.wall_s += 30 * DAY_S
        assert station.tick(clocks.wall_s - START_S) == []
        clocks.go_on(HOLD_S)
        assert station.tick(clocks.wall_s - START_S) == [Kind.CLOSED]


def test_a_new_station_closes_what_is_over_without_waiting(
    open_store: Callable[[], SafeStore],
) -> None:
    with open_store() as store:
        station = Station(store)
        station.take(heard_at(0, HERE))
        assert station.tick(2 * DAY_S) == [Kind.CLOSED]
