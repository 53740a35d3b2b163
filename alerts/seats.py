"""Places for processes that share one work: each has one, and one that died is inherited.

A seat is a locked file; the lock ends with its process, however that ends, while the file remains.
So who finds a seat that nobody holds knows that its work was left where it was.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Self

from alerts.errors import AlertSettingError

MOST_SEATS = 64


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
            if os.fstat(descriptor).st_ino == path.stat().st_ino:  # not abolished meanwhile
                return cls(path, descriptor)
        except (BlockingIOError, FileNotFoundError):
            pass
        os.close(descriptor)
        return None

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
