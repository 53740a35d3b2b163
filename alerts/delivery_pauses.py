"""How long to wait before a broker is tried again."""

from collections.abc import Iterator
from random import SystemRandom

FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 30.0

RANDOM = SystemRandom()


def pauses() -> Iterator[float]:
    """Doubling up to a limit, without end.

    Each is shortened by up to a half, by chance, so that the stations of a coast do not all
    return in the same moment to a broker that has just come back.
    """
    pause_s = FIRST_PAUSE_S
    while True:
        yield pause_s * RANDOM.uniform(0.5, 1.0)
        pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
