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


class _Window:
    """Pieces of about as much time, and the least that one of them lags."""

    def __init__(self, began_s: float) -> None:
        self.began_s = began_s
        self.pieces = 0
        self.least_s = inf


class RateWatch:
    """
    wrong_rate_hz  what comes in instead of rate_hz; None while that is right
    """

    def __init__(self, rate_hz: float, patience: Patience) -> None:
        self._rate_hz = rate_hz
        self._window_s = patience.window_s
        self._leaps_s: deque[float] = deque(maxlen=patience.windows)
        self._samples = 0
        self._window: _Window | None = None
        self._least_s: float | None = None
        self.wrong_rate_hz: float | None = None

    def restart(self) -> None:
        """Nobody knows how many samples are missing here: count afresh."""
        self._samples = 0
        self._window = self._least_s = None
        self._leaps_s.clear()

    def take(self, samples: int, at_s: float) -> int:
        """How many samples are now found lost; so many more have come in at at_s."""
        self._samples += samples
        window = self._window = self._window or _Window(at_s)
        window.pieces += 1
        window.least_s = min(window.least_s, at_s - self._samples / self._rate_hz)
        length_s = at_s - window.began_s
        if length_s < self._window_s or window.pieces < FEWEST_PIECES:
            return 0
        before_s, self._least_s, self._window = self._least_s, window.least_s, _Window(at_s)
        if before_s is None:
            return 0
        leap_s = window.least_s - before_s
        self._leaps_s.append(leap_s)
        self._judge(length_s)
        return round(leap_s * self._rate_hz) if leap_s > LEAST_LOSS_S else 0

    def _judge(self, length_s: float) -> None:
        most_s = MOST_RATE_ERROR * length_s
        late = all(leap_s > most_s for leap_s in self._leaps_s)
        early = all(leap_s < -most_s for leap_s in self._leaps_s)
        if len(self._leaps_s) == self._leaps_s.maxlen and (late or early):
            self.wrong_rate_hz = self._rate_hz * (1.0 - self._leaps_s[-1] / length_s)
