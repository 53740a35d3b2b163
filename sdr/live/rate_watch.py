"""Samples held against a clock: what was lost on the way, and whether the rate is the stated one.

The n-th sample, come in at t, lags t - n / rate. A busy machine makes samples lag more for a while;
only lost samples make all that follow lag more for good. So the least lag of each window counts: a
leap that two windows hold is a loss, and a leap in each of several windows is another rate. A loss
is thus found up to three windows after it, and where it was is not known any better.
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


class _Window:
    """Pieces of about as much time, and the one of them that lags least."""

    def __init__(self, began_s: float) -> None:
        self.began_s = began_s
        self.pieces = 0
        self.least_s = inf
        self.least_at_s = began_s

    def take(self, lag_s: float, at_s: float) -> None:
        self.pieces += 1
        if lag_s < self.least_s:
            self.least_s, self.least_at_s = lag_s, at_s


class RateWatch:
    """
    wrong_rate_hz  what comes in instead of rate_hz; None while that is right
    """

    def __init__(self, rate_hz: float, patience: Patience) -> None:
        self._rate_hz = rate_hz
        self._window_s = patience.window_s
        self._errors: deque[float] = deque(maxlen=patience.windows)
        self._samples = 0
        self._window: _Window | None = None
        self._judged: deque[_Window] = deque(maxlen=3)
        self.wrong_rate_hz: float | None = None

    def restart(self) -> None:
        """Nobody knows how many samples are missing here: count afresh."""
        self._samples = 0
        self._window = None
        self._judged.clear()
        self._errors.clear()

    def take(self, samples: int, at_s: float) -> int:
        """How many samples are now found lost; so many more have come in at at_s."""
        self._samples += samples
        window = self._window = self._window or _Window(at_s)
        window.take(at_s - self._samples / self._rate_hz, at_s)
        if at_s - window.began_s < self._window_s or window.pieces < FEWEST_PIECES:
            return 0
        self._window = _Window(at_s)
        self._judged.append(window)
        if len(self._judged) > 1:
            self._judge(*list(self._judged)[-2:])
        if len(self._judged) < 3:
            return 0
        before, middle, last = self._judged
        leap_s = min(middle.least_s, last.least_s) - before.least_s
        return round(leap_s * self._rate_hz) if leap_s > LEAST_LOSS_S else 0

    def _judge(self, before: _Window, after: _Window) -> None:
        """A leap in the time between is also a share of the samples that should have come in it."""
        apart_s = max(after.least_at_s - before.least_at_s, self._window_s / 2.0)
        error = (after.least_s - before.least_s) / apart_s
        self._errors.append(error)
        few = all(one > MOST_RATE_ERROR for one in self._errors)
        many = all(one < -MOST_RATE_ERROR for one in self._errors)
        if len(self._errors) == self._errors.maxlen and (few or many):
            self.wrong_rate_hz = self._rate_hz * (1.0 - error)
