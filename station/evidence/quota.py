"""Which evidence leaves, because it is old or because there is no room."""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from alerts.classify import OPERATIONAL
from station.evidence.archive import Archive, Held, remove
from station.evidence.place import time_s_of
from station.evidence.settings import EvidenceSettings

HEADROOM = 0.05
"""Of the quota is freed beyond what has to be, so that not every burst reads the whole folder."""
EVERY_S = 3600.0
TORN = ".*.tmp"


def leaving(held: Iterable[Held], settings: EvidenceSettings, now_s: float) -> list[Held]:
    """What is too old; and for room what was no alarm, the oldest first, then alarms. Never the
    newest of all."""
    by_time = sorted(held, key=_time_s)
    gone: list[Held] = []
    stay: list[Held] = []
    for each in by_time[:-1]:
        is_old = _time_s(each) < now_s - settings.kept_s(each.place.alert_class)
        (gone if is_old else stay).append(each)
    kept_bytes = sum(each.size_bytes for each in stay + by_time[-1:])
    if kept_bytes > settings.quota_bytes:
        for each in sorted(stay, key=lambda one: one.place.alert_class in OPERATIONAL):
            if kept_bytes <= (1 - HEADROOM) * settings.quota_bytes:
                break
            gone.append(each)
            kept_bytes -= each.size_bytes
    return gone


class Quota:
    """Of one folder; it is read anew every hour, and when it seems to be full."""

    def __init__(
        self,
        archive: Archive,
        settings: EvidenceSettings,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._archive = archive
        self._settings = settings
        self._clock = clock
        self._bytes = 0
        self._due_s = -1.0

    def added(self, size_bytes: int) -> None:
        self._bytes += size_bytes
        if self._bytes > self._settings.quota_bytes:
            self._due_s = -1.0
        self.keep()

    def keep(self) -> None:
        """Removes what is to leave, if it is time to look."""
        now_s = self._clock()
        if now_s < self._due_s < now_s + 2 * EVERY_S:  # else the clock was put back
            return
        self._due_s = now_s + EVERY_S
        held = list(self._archive.held())
        gone = leaving(held, self._settings, now_s)
        for each in gone:
            remove(each.place)
        self._remove_torn(now_s)
        self._bytes = sum(each.size_bytes for each in held) - sum(each.size_bytes for each in gone)

    def _remove_torn(self, now_s: float) -> None:
        """What was being written when the station was killed."""
        for day in self._archive.days():
            for file in day.glob(TORN):
                if _modified_s(file) < now_s - EVERY_S:
                    file.unlink(missing_ok=True)
            with suppress(OSError):
                day.rmdir()


def _time_s(held: Held) -> float:
    return time_s_of(held.place.event_id) or 0.0


def _modified_s(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
