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
        self._known: Recent[Hashable, tuple[int, str]] = Recent(INCIDENTS_REMEMBERED)
        self._states: Recent[Hashable, int] = Recent(INCIDENTS_REMEMBERED)

    def take(self, key: Hashable) -> None:
        self._taken.set(key, True)

    def has_taken(self, key: Hashable) -> bool:
        return self._taken.get(key) is True

    def is_same_state(self, key: Hashable, payload: bytes) -> bool:
        """Retained ones come again at every connection."""
        return self._states.get(key) == hash(payload)

    def take_state(self, key: Hashable, payload: bytes) -> None:
        self._states.set(key, hash(payload))

    def forget_state(self, key: Hashable) -> None:
        self._states.forget(key)

    def check_age(self, time: str | None, now_s: float) -> None:
        if time is None:
            return
        try:
            age_s = now_s - unix_s(time)
        except ValueError:
            raise RefusedError(Refusal.MALFORMED, f"{time} is no time") from None
        if self._oldest_s is not None and age_s > self._oldest_s:
            raise RefusedError(Refusal.TOO_OLD, time)

    def check_progress(
        self, incident: Hashable, seq: int, time: str, *, may_repeat: bool = False
    ) -> None:
        """Refuse a number that goes back, unless the time goes on: a station that lost its store
        counts anew, but who repeats an old alert cannot sign a new time."""
        known = self._known.get(incident)
        if known is not None and seq <= known[0] and time <= known[1]:
            if may_repeat and (seq, time) == known:
                return
            raise RefusedError(Refusal.WENT_BACK, f"{seq} after {known[0]}")
        self._known.set(incident, (seq, time))
