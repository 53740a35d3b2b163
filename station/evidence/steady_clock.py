"""A clock that is believed only while nothing speaks against it: what is removed because it is old
does not come back when the clock is put right."""

import time
from collections.abc import Callable
from math import inf

from station.clock_quality import clock_quality

STEADY_S = 6 * 3600.0
LEAP_S = 60.0
"""Against the clock that is never set: more than any drift is from one look to the next."""


def _is_poor() -> bool:
    return clock_quality().is_poor


class SteadyClock:
    def __init__(
        self,
        utc: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        is_poor: Callable[[], bool] = _is_poor,
    ) -> None:
        self._utc, self._monotonic, self._is_poor = utc, monotonic, is_poor
        self._offset_s = inf
        self._since_s = inf

    def look(self) -> float | None:
        """Unix time; None unless, at each look since STEADY_S at the least, the clock was set by
        somebody and had not leapt. To be called every hour or so."""
        utc_s, monotonic_s = self._utc(), self._monotonic()
        offset_s = utc_s - monotonic_s
        if self._is_poor() or abs(offset_s - self._offset_s) > LEAP_S:
            self._since_s = monotonic_s
        self._offset_s = offset_s
        return utc_s if monotonic_s - self._since_s >= STEADY_S else None
