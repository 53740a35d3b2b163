"""How long to wait before a broker is tried again, or an unconfirmed alert is repeated."""

from collections.abc import Iterator
from random import SystemRandom

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 30.0

FIRST_REPEAT_S = 10.0
LONGEST_REPEAT_S = 600.0

RANDOM = SystemRandom()


def pauses(first_s: float = FIRST_PAUSE_S, longest_s: float = LONGEST_PAUSE_S) -> Iterator[float]:
    """Doubling up to a limit, without end.

    Each is shortened by up to a half, by chance, so that the stations of a coast do not all
    return in the same moment to a broker that has just come back.
    """
    pause_s = first_s
    while True:
        yield pause_s * RANDOM.uniform(0.5, 1.0)
        pause_s = min(2 * pause_s, longest_s)
