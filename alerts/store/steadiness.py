"""Whether a clock can be believed that says how old things are.

One that leaps ahead, or has not been set yet after a start, makes all look old. Nothing is removed
for its age until the clock has gone on evenly, beside one that never leaps, for a while.
"""

import time
from collections.abc import Callable

LEAP_S = 60.0
HOLD_S = 3600.0


class Steadiness:
    """To be asked whenever something is to go because of its age."""

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        *,
        hold_s: float = HOLD_S,
    ) -> None:
        self._wall, self._monotonic, self._hold_s = wall, monotonic, hold_s
        self._since_s = monotonic()
        self._apart_s = wall() - self._since_s
        self._has_leapt = False

    def is_steady(self) -> bool:
        """For `hold_s`, so not at first."""
        self._look()
        return self._monotonic() - self._since_s >= self._hold_s

    def has_leapt(self) -> bool:
        """Within the last `hold_s`."""
        return not self.is_steady() and self._has_leapt

    def doubt(self) -> None:
        """Something else speaks against the clock: it has to prove itself anew."""
        self._since_s = self._monotonic()

    def _look(self) -> None:
        now_s = self._monotonic()
        apart_s = self._wall() - now_s
        if abs(apart_s - self._apart_s) > LEAP_S:
            self._apart_s, self._since_s, self._has_leapt = apart_s, now_s, True
