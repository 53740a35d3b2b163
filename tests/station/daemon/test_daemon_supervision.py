"""Work that fails is begun again: how long it pauses, and when it is given up."""

import asyncio
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from station.daemon.supervision import (
    FIRST_PAUSE_S,
    LEAST_SHARE,
    LONGEST_PAUSE_S,
    WELL_AFTER_S,
    GivenUpError,
    pauses,
    supervised,
)

LIVES_S = st.lists(st.floats(0, 3 * WELL_AFTER_S), min_size=1, max_size=30)


class Story:
    """Work that lives for so long each time, by a clock that only it and its pauses move on."""

    def __init__(self, lives_s: list[float]) -> None:
        self.now_s = 1000.0
        self.lived_s: list[float] = []
        self.paused: list[float] = []
        self._lives = iter(lives_s)

    async def work(self) -> None:
        """Ends well when all lives are used up."""
        if (life_s := next(self._lives, None)) is not None:
            began_s = self.now_s
            self.now_s += life_s
            self.lived_s.append(self.now_s - began_s)
            raise ConnectionError(f"after {life_s:g} s")

    async def sleep(self, pause_s: float) -> None:
        self.now_s += pause_s

    def failed(self, _: Exception, pause_s: float) -> None:
        self.paused.append(pause_s)

    def run(self, give_up_s: float | None = None) -> None:
        asyncio.run(
            supervised(
                self.work,
                failed=self.failed,
                give_up_s=give_up_s,
                clock=lambda: self.now_s,
                sleep=self.sleep,
            )
        )


def test_pauses_grow_from_one_second_to_five_minutes() -> None:
    made = list(islice(pauses(), 30))
    assert LEAST_SHARE * FIRST_PAUSE_S <= made[0] <= FIRST_PAUSE_S
    assert all(later > before for before, later in pairwise(made[:8]))
    assert all(LEAST_SHARE * LONGEST_PAUSE_S <= each <= LONGEST_PAUSE_S for each in made[9:])


def test_what_was_looked_for_often_is_not_left_alone_for_long_at_its_first_fault() -> None:
    """A receiver that was away for a day, is plugged in, and fails once more."""
    longest_s = 10.0
    made = pauses(lambda: longest_s)
    assert all(each <= 10.0 for each in islice(made, 10_000))
    longest_s = LONGEST_PAUSE_S
    assert next(made) <= 20.0
    assert next(made) > 20.0


@given(LIVES_S)
def test_it_never_ends_by_itself_and_after_a_while_of_work_pauses_are_short_again(
    lives_s: list[float],
) -> None:
    story = Story(lives_s)
    story.run()
    assert len(story.paused) == len(lives_s)
    since_well = 0
    for life_s, paused_s in zip(story.lived_s, story.paused, strict=True):
        since_well = 0 if life_s >= WELL_AFTER_S else since_well
        longest_s = min(FIRST_PAUSE_S * 2**since_well, LONGEST_PAUSE_S)
        assert LEAST_SHARE * longest_s <= paused_s <= longest_s
        since_well += 1


@given(LIVES_S, st.floats(1, 2000))
def test_it_is_given_up_when_told_and_only_after_so_long_without_working_well(
    lives_s: list[float], give_up_s: float
) -> None:
    story = Story(lives_s)
    try:
        story.run(give_up_s)
        was_given_up = False
    except GivenUpError:
        was_given_up = True
    told = story.paused
    now_s = well_s = 1000.0
    for number, life_s in enumerate(lives_s):
        began_s, now_s = now_s, now_s + life_s
        well_s = now_s if now_s - began_s >= WELL_AFTER_S else well_s
        if now_s - well_s >= give_up_s:
            assert was_given_up
            assert len(told) == number
            return
        now_s += told[number]
    assert not was_given_up


def test_it_gives_up_in_time_though_the_next_pause_would_be_a_long_one() -> None:
    story = Story([0.0] * 100)
    with pytest.raises(GivenUpError, match="after 0 s"):
        story.run(give_up_s=600.0)
    assert story.now_s == pytest.approx(1600.0)


def test_being_cancelled_is_no_failure() -> None:
    told: list[Exception] = []

    async def forever() -> None:
        await asyncio.Event().wait()

    async def run() -> None:
        work = supervised(forever, failed=lambda error, _: told.append(error))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(work, 0.01)

    asyncio.run(run())
    assert told == []
