"""A clock that is believed only while nothing speaks against it: what is removed because it is old
does not come back when the clock is put right."""

import time
from collections.abc import Callable

from alerts.store.steadiness import Steadiness
from station.clock_quality import clock_quality

STEADY_S = 6 * 3600.0
"""Longer than for the store: a receiver's evidence is all that proves what it heard."""


def _is_poor() -> bool:
    return clock_quality().is_poor


class SteadyClock:
    def __init__(
        self,
        utc: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        is_poor: Callable[[], bool] = _is_poor,
    ) -> None:
        self._utc, self._is_poor = utc, is_poor
        self._steadiness = Steadiness(utc, monotonic, hold_s=STEADY_S)

    def look(self) -> float | None:
        """Unix time; None unless, at each look since STEADY_S at the least, the clock was set by
        somebody and had not leapt. To be called every hour or so."""
        if self._is_poor():
            self._steadiness.doubt()
        return self._utc() if self._steadiness.is_steady() else None
