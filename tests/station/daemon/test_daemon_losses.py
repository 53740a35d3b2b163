"""Samples that are lost are told of, whoever lost them."""

from hypothesis import given
from hypothesis import strategies as st

from station.daemon.losses import MOST_SHARE, WINDOW_S, Losses

STEPS = st.lists(st.tuples(st.integers(1, 10_000), st.floats(0, 1)), min_size=2, max_size=100)


@given(STEPS)
def test_the_share_is_that_of_the_last_minute(steps: list[tuple[int, float]]) -> None:
    """A step a second; a share of what each brings is lost."""
    losses, received, lost = Losses(), 0, 0
    for second, (count, share) in enumerate(steps):
        received += count
        lost += int(count * share)
        losses.tell(second, received, lost)
    window = steps[1:][-int(WINDOW_S) :]
    expected = sum(int(count * share) for count, share in window) / sum(n for n, _ in window)
    assert losses.share == expected
    assert losses.is_too_much is (expected > MOST_SHARE)


def test_nothing_received_is_nothing_lost() -> None:
    losses = Losses()
    assert not losses.is_too_much
    losses.tell(0.0, 0, 0)
    losses.tell(1.0, 0, 0)
    assert losses.share == 0.0


def test_what_was_lost_before_the_last_minute_is_forgiven() -> None:
    losses = Losses()
    losses.tell(0.0, 1000, 0)
    losses.tell(1.0, 2000, 1000)
    assert losses.share == 1.0
    losses.tell(2.0 + WINDOW_S, 3000, 1000)
    assert losses.share == 0.0
