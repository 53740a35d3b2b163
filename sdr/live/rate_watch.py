"""Samples held against a clock: what was lost on the way, and whether the rate is the stated one.

The n-th sample, come in at t, lags t - n / rate. A busy machine makes samples lag more for a while;
only lost samples make all that follow lag more for good. So the least lag of each window counts: a
leap of it is a loss, and a leap in each of several windows is another rate. A loss is thus found up
to two windows after it, and which piece it came before is not known any better.
"""

from collections import deque
from math import inf

from sdr.live.patience import Patience

LEAST_LOSS_S = 0.02
"""Above the differences of least lags on a busy machine; below the least that a dongle loses at
once, which is one transfer by USB."""
MOST_RATE_ERROR = 0.01
FEWEST_PIECES = 4
"""In a window: the least lag of fewer says little."""


class RateWatch:
    """
    wrong_rate_hz  what comes in instead of rate_hz; None while that is right
    """

    def __init__(self, rate_hz: float, patience: Patience) -> None:
        self._rate_hz = rate_hz
        self._window_s = patience.window_s
        self._windows = patience.windows
        self.wrong_rate_hz: float | None = None
        self.restart()

    def restart(self) -> None:
        """Nobody knows how many samples are missing here: count afresh."""
        self._samples = 0
        self._lag_s: float | None = None
        self._leaps_s: deque[float] = deque(maxlen=self._windows)
        self._begin_window(None)

    def take(self, samples: int, at_s: float) -> int:
        """How many samples are now found lost; so many more have come in at at_s."""
        self._samples += samples
        self._pieces += 1
        self._least_s = min(self._least_s, at_s - self._samples / self._rate_hz)
        if self._began_s is None:
            self._began_s = at_s
        if at_s - self._began_s < self._window_s or self._pieces < FEWEST_PIECES:
            return 0
        leap_s = 0.0 if self._lag_s is None else self._least_s - self._lag_s
        self._leaps_s.append(leap_s)
        self._lag_s = self._least_s
        self._judge_rate(at_s - self._began_s)
        self._begin_window(at_s)
        return round(leap_s * self._rate_hz) if leap_s > LEAST_LOSS_S else 0

    def _begin_window(self, at_s: float | None) -> None:
        self._began_s = at_s
        self._pieces = 0
        self._least_s = inf

    def _judge_rate(self, window_s: float) -> None:
        most_s = MOST_RATE_ERROR * window_s
        late = all(leap_s > most_s for leap_s in self._leaps_s)
        early = all(leap_s < -most_s for leap_s in self._leaps_s)
        if len(self._leaps_s) == self._windows and (late or early):
            leap_s = sum(self._leaps_s) / self._windows
            self.wrong_rate_hz = self._rate_hz * (1.0 - leap_s / window_s)
