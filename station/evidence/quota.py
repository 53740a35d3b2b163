"""Which evidence leaves, because it is old or because there is no room."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from typing import TypeVar

from alerts.classify import OPERATIONAL
from station.evidence.archive import Archive, Held
from station.evidence.place import time_s_of
from station.evidence.settings import EvidenceSettings
from station.evidence.steady_clock import SteadyClock

HEADROOM = 0.05
"""Of the quota is freed beyond what has to be, so that not every burst reads the whole folder."""
EVERY_S = 3600.0
TORN = ".*.tmp"

T = TypeVar("T")


def too_old(held: Sequence[Held], settings: EvidenceSettings, now_s: float) -> list[Held]:
    return [
        each for each in held if _time_s(each) < now_s - settings.kept_s(each.place.alert_class)
    ]


def for_room(held: Sequence[Held]) -> list[Held]:
    """In which order they leave: what was no alarm, the oldest first, then alarms."""
    return sorted(held, key=lambda each: (each.place.alert_class in OPERATIONAL, _time_s(each)))


class Quota:
    """Of one folder; it is read anew every hour, and when it seems to be full. The newest of all
    never leaves; what cannot be removed stays, and the next leaves in its place.

    trouble   why something could not be read or removed at the last look; None where all could
    """

    def __init__(
        self,
        archive: Archive,
        settings: EvidenceSettings,
        clock: SteadyClock | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.trouble: str | None = None
        self._archive = archive
        self._settings = settings
        self._clock = clock or SteadyClock()
        self._monotonic = monotonic
        self._bytes = 0
        self._due_s = -inf

    def added(self, size_bytes: int) -> None:
        self._bytes += size_bytes
        if self._bytes > self._settings.quota_bytes:
            self._due_s = -inf

    def keep(self) -> None:
        """Removes what is to leave, if it is time to look."""
        if self._monotonic() < self._due_s:
            return
        self._due_s = self._monotonic() + EVERY_S
        self.trouble = None
        archive = self._archive
        days = [day for root in archive.roots for day in self._read(archive.days, root)]
        for day in days:
            _remove_torn(day)
        held = sorted(
            (each for day in days for each in self._read(archive.held_on, day)), key=_time_s
        )
        self._bytes = sum(each.size_bytes for each in held)
        stay = held[:-1]
        now_s = self._clock.look()
        if now_s is not None:
            old = frozenset(too_old(stay, self._settings, now_s))
            self._remove(old, room_bytes=-inf)
            stay = [each for each in stay if each not in old]
        if self._bytes > self._settings.quota_bytes:
            room_bytes = (1 - HEADROOM) * self._settings.quota_bytes
            self._remove(for_room(stay), room_bytes=room_bytes)

    def _read(self, read: Callable[[Path], list[T]], folder: Path) -> list[T]:
        try:
            return read(folder)
        except OSError as error:
            self.trouble = error.strerror
            return []

    def _remove(self, leaving: Iterable[Held], *, room_bytes: float) -> None:
        """Until no more than so much is left."""
        for each in leaving:
            if self._bytes <= room_bytes:
                break
            try:
                self._archive.remove(each.place)
            except OSError as error:
                self.trouble = error.strerror
            else:
                self._bytes -= each.size_bytes


def _remove_torn(day: Path) -> None:
    """What was being written when the station was killed."""
    for file in day.glob(TORN):
        with suppress(OSError):  # the next time, then
            if file.stat().st_mtime < time.time() - EVERY_S:
                file.unlink()
    with suppress(OSError):  # it holds something
        day.rmdir()


def _time_s(held: Held) -> float:
    return time_s_of(held.place.event_id) or 0.0
