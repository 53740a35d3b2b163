"""Work that fails is begun again, after longer and longer pauses, and never given up by itself."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Iterator

FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 300.0
WELL_AFTER_S = 20.0
"""Who has worked for so long has recovered: the next pause is short again."""
LEAST_SHARE = 0.8


class GivenUpError(Exception):
    """It did not work for as long as the operator wanted to wait."""


def pauses(longest_s: Callable[[], float] = lambda: LONGEST_PAUSE_S) -> Iterator[float]:
    """Doubled from the first to the longest, which is asked for each time; jitter keeps many
    stations from coming at once."""
    pause_s = FIRST_PAUSE_S
    while True:
        pause_s = min(pause_s, longest_s())
        yield pause_s * random.uniform(LEAST_SHARE, 1.0)  # noqa: S311 no secret
        pause_s *= 2


async def supervised(
    work: Callable[[], Awaitable[None]],
    *,
    failed: Callable[[Exception, float], None],
    give_up_s: float | None = None,
    longest_s: Callable[[], float] = lambda: LONGEST_PAUSE_S,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Until it is cancelled, or the work returns.

    failed      told of each failure, and of the pause that follows
    give_up_s   GivenUpError is raised after so long without working well; None is never
    longest_s   asked after each failure how long a pause may be
    """
    waits, well_s = pauses(longest_s), clock()
    while True:
        began_s = clock()
        try:
            await work()
        except Exception as error:
            now_s = clock()
            if now_s - began_s >= WELL_AFTER_S:
                waits, well_s = pauses(longest_s), now_s
            if give_up_s is not None and now_s - well_s >= give_up_s:
                raise GivenUpError(str(error)) from error
            pause_s = next(waits)
            if give_up_s is not None:
                pause_s = min(pause_s, well_s + give_up_s - now_s)
            failed(error, pause_s)
            await sleep(pause_s)
        else:
            return
