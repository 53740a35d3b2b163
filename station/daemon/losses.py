"""Which share of the samples was lost of late, on the way to the station or because it is slow."""

from collections import deque

WINDOW_S = 60.0
MOST_SHARE = 0.01
"""More than this is an alarm: what is lost is lost in long pieces, each of which hides beacons."""


class Losses:
    """Counts that only grow, as they were from time to time."""

    def __init__(self) -> None:
        self._counts: deque[tuple[float, int, int]] = deque()

    def tell(self, now_s: float, due: int, lost: int) -> None:
        """Counted in samples since the start: what should have come, and what of it is missing.

        `due` lacks losses whose length only a clock tells, later.
        """
        self._counts.append((now_s, due, lost))
        while now_s - self._counts[0][0] > WINDOW_S:
            self._counts.popleft()

    @property
    def share(self) -> float:
        """0 to 1; 0 where nothing was due."""
        if not self._counts:
            return 0.0
        (_, due_before, lost_before), (_, due, lost) = self._counts[0], self._counts[-1]
        return min(1.0, (lost - lost_before) / max(1, due - due_before))

    @property
    def is_too_much(self) -> bool:
        return self.share > MOST_SHARE
