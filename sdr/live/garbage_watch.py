"""Bytes that are no samples: compressed, encrypted or out of step, or a dongle's test counter.

No radio gives every value equally often: noise prefers small ones, clipped samples the ends, a
carrier the ends of its swing. The highest byte of each component is held against that by a
chi-square test, which random bytes pass and nothing else does.
"""

import numpy as np

from sdr.live.patience import Patience
from sdr.live.piece import Stream

VALUES = 256
MOST_CHI_SQUARE = 400.0
"""255 degrees of freedom: 255 +- 23 for random bytes, and thousands for the flattest noise that an
8-bit converter can give (tests/sdr/live/test_garbage_watch.py)."""
BYTES_PER_PIECE = 4096
FEWEST_BYTES = 16384


class GarbageWatch:
    """
    is_garbage  so far in each of the last windows
    """

    def __init__(self, stream: Stream, patience: Patience) -> None:
        self._size = stream.encoding.size_bytes
        self._highest = 0 if stream.encoding.dtype.startswith(">") else self._size - 1
        self._window_s, self._windows = patience.window_s, patience.windows
        self._counts = np.zeros(VALUES, np.int64)
        self._began_s: float | None = None
        self._in_a_row = 0

    @property
    def is_garbage(self) -> bool:
        return self._in_a_row >= self._windows

    def take(self, data: bytes, at_s: float) -> None:
        if self._began_s is None:
            self._began_s = at_s
        highest = np.frombuffer(data, np.uint8)[self._highest :: self._size]
        self._counts += np.bincount(highest[:BYTES_PER_PIECE], minlength=VALUES)
        total = int(self._counts.sum())
        if at_s - self._began_s < self._window_s or total < FEWEST_BYTES:
            return
        expected = total / VALUES
        chi_square = float(np.sum((self._counts - expected) ** 2)) / expected
        self._in_a_row = self._in_a_row + 1 if chi_square < MOST_CHI_SQUARE else 0
        self._counts[:] = 0
        self._began_s = at_s
