"""Keeps processes that share a store from writing to a file that another one sets aside."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def locked(path: Path, *, alone: bool) -> Iterator[None]:
    """Held together by all who write, alone by who replaces the file; it ends with its process."""
    descriptor = os.open(lock_of(path), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.geteuid() == 0:
            _give_to_owner(descriptor, path)
        fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-lock")


def _give_to_owner(descriptor: int, path: Path) -> None:
    """Root that looks after a store must not lock its station out of it; SQLite does so, too."""
    owner = (path if path.exists() else path.parent).stat()
    if os.fstat(descriptor).st_uid != owner.st_uid:
        with suppress(OSError):  # a root that may not, as in a container
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
