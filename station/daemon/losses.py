"""Which share of the samples was lost of late, on the way to the station or because it is slow."""

from collections import deque

WINDOW_S = 60.0
MOST_SHARE = 0.01
"""More than this is an alarm: what is lost is lost in long pieces, each of which hides beacons."""


class Losses:
    """Counts that only grow, as they were from time to time."""

    def __init__(self) -> None:
        self._counts: deque[tuple[float, int, int]] = deque()

    def tell(self, now_s: float, received: int, lost: int) -> None:
        """Counted in samples since the start; `received` may hold some that were lost later."""
        self._counts.append((now_s, received, lost))
        while now_s - self._counts[0][0] > WINDOW_S:
            self._counts.popleft()

    @property
    def share(self) -> float:
        """0 to 1; 0 where nothing came."""
        if not self._counts:
            return 0.0
        (_, received_before, lost_before), (_, received, lost) = self._counts[0], self._counts[-1]
        return min(1.0, (lost - lost_before) / max(1, received - received_before))

    @property
    def is_too_much(self) -> bool:
        return self.share > MOST_SHARE
