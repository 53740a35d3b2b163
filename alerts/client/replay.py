"""What is said again: twice by a careful station, or long after by somebody who recorded it."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from alerts.refusal import Refusal, RefusedError
from alerts.timestamp import unix_s

EVENTS_REMEMBERED = 100_000
INCIDENTS_REMEMBERED = 20_000

OLDEST_S = 7 * 24 * 3600.0
"""Stations send for three days what they could not deliver; then nobody waits for it."""

Progress = tuple[int, str]
"""An incident's sequence number, and the time of its last burst."""

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A dict that forgets what was set longest ago."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._values: OrderedDict[K, V] = OrderedDict()

    def pairs(self) -> list[tuple[K, V]]:
        return list(self._values.items())

    def get(self, key: K) -> V | None:
        return self._values.get(key)

    def set(self, key: K, value: V) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._capacity:
            self._values.popitem(last=False)

    def forget(self, key: K) -> None:
        self._values.pop(key, None)


class ReplayGuard:
    """Remembers what was taken, and how far each incident had come."""

    def __init__(self, oldest_s: float | None = OLDEST_S) -> None:
        self._oldest_s = oldest_s
        self._taken: Recent[Hashable, bool] = Recent(EVENTS_REMEMBERED)
        self._alerts: Recent[Hashable, Progress] = Recent(INCIDENTS_REMEMBERED)
        self._states: Recent[Hashable, Progress] = Recent(INCIDENTS_REMEMBERED)
        self._payloads: Recent[Hashable, int] = Recent(INCIDENTS_REMEMBERED)

    def take(self, key: Hashable) -> None:
        self._taken.set(key, True)

    def has_taken(self, key: Hashable) -> bool:
        return self._taken.get(key) is True

    def is_same_state(self, key: Hashable, payload: bytes) -> bool:
        """Retained ones come again at every connection."""
        return self._payloads.get(key) == hash(payload)

    def take_state(self, key: Hashable, payload: bytes) -> None:
        self._payloads.set(key, hash(payload))

    def forget_state(self, key: Hashable) -> None:
        self._payloads.forget(key)

    def check_age(self, time: str | None, now_s: float) -> None:
        if time is None:
            return
        try:
            age_s = now_s - unix_s(time)
        except ValueError:
            raise RefusedError(Refusal.MALFORMED, f"{time} is no time") from None
        if self._oldest_s is not None and age_s > self._oldest_s:
            raise RefusedError(Refusal.TOO_OLD, time)

    def check_alert(self, incident: Hashable, progress: Progress) -> None:
        """Refuse a number that goes back, unless the burst is newer: a station that lost its store
        counts anew, but who repeats an old alert cannot sign a new time."""
        known = self._alerts.get(incident)
        if known is not None and not _goes_on(progress, known):
            raise RefusedError(Refusal.WENT_BACK, f"{progress[0]} after {known[0]}")
        self._alerts.set(incident, progress)

    def check_state(self, incident: Hashable, progress: Progress) -> None:
        """The same for states; a closed incident does not come back as it was before."""
        for known in (self._alerts.get(incident), self._states.get(incident)):
            if known is not None and progress != known and not _goes_on(progress, known):
                raise RefusedError(Refusal.WENT_BACK, f"{progress[0]} after {known[0]}")
        self._states.set(incident, progress)


def _goes_on(progress: Progress, known: Progress) -> bool:
    return progress[0] > known[0] or progress[1] > known[1]
