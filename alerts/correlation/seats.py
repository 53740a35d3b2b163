"""Places for processes that share one work: each has one, and one that died is inherited.

A seat is a locked file; the lock ends with its process, however that ends, while the file remains.
So who finds a seat that nobody holds knows that its work was left where it was. A process that only
stopped keeps its lock, but its pulse is gone.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from alerts.errors import AlertSettingError

MOST_SEATS = 64
STOPPED_S = 10.0
"""Without a pulse for so long a process is not only busy: its holder beats every second."""


class Seat:
    """Held until `leave` or `abolish`, or the end of the process."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @property
    def name(self) -> str:
        return self._path.stem

    @classmethod
    def take(cls, path: Path) -> Self | None:
        """None where somebody has it."""
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        seat = cls(path, descriptor)
        if seat.is_held:  # not abolished meanwhile
            seat.beat()
            return seat
        os.close(descriptor)
        return None

    @property
    def is_held(self) -> bool:
        """False after another process has taken it away."""
        try:
            return os.fstat(self._descriptor).st_ino == self._path.stat().st_ino
        except FileNotFoundError:
            return False

    def beat(self) -> None:
        """Its holder lives."""
        os.utime(self._descriptor)

    def leave(self) -> None:
        """Its work waits for who takes it next."""
        os.close(self._descriptor)

    def abolish(self) -> None:
        """Nothing is left to do there."""
        with suppress(FileNotFoundError):
            self._path.unlink()
        os.close(self._descriptor)


def first_free(folder: Path) -> Seat:
    """One that was left is taken before a new one is made."""
    for number in range(1, MOST_SEATS + 1):
        seat = Seat.take(folder / f"{number}.seat")
        if seat is not None:
            return seat
    raise AlertSettingError(f"{folder}: {MOST_SEATS} processes share it: no more can")


def left(folder: Path) -> Iterator[Seat]:
    """Those that somebody made and nobody holds; each is held from now on."""
    for path in sorted(folder.glob("*.seat")):
        seat = Seat.take(path)
        if seat is not None:
            yield seat


class Pulses:
    """Which files' holders have stopped: their beat was seen to stand still, by our own clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[Path, tuple[int, float]] = {}

    def has_stopped(self, path: Path) -> bool:
        """To be asked every second or so."""
        try:
            beat = path.stat().st_mtime_ns
        except FileNotFoundError:
            self._seen.pop(path, None)
            return False
        last, since_s = self._seen.get(path, (None, 0.0))
        if beat != last:
            self._seen[path] = (beat, self._clock())
            return False
        return self._clock() - since_s > STOPPED_S


def stopped(folder: Path, pulses: Pulses) -> Iterator[str]:
    """The names of seats whose holders have."""
    for path in sorted(folder.glob("*.seat")):
        if pulses.has_stopped(path):
            yield path.stem
