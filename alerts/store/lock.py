"""Keeps processes that share a store from writing to a file that another one sets aside."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from alerts.errors import AlertSettingError


@contextmanager
def locked(path: Path, *, alone: bool) -> Iterator[None]:
    """Held together by all who write, alone by who replaces the file; it ends with its process."""
    descriptor = _open(lock_of(path), path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def lock_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-lock")


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """By one program that tells of what is in it; a second is refused (AlertSettingError).

    Where no lock can be had nobody is kept out: alerts go on in memory.
    """
    descriptor = _alone(path)
    try:
        yield
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _alone(path: Path) -> int | None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = _open(path.with_name(f"{path.name}-station"), path)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(descriptor, 20, 0).decode("ascii", "replace").strip()
        os.close(descriptor)
        raise AlertSettingError(
            f"{path}: is in use by another station (process {holder}):"
            " end that one, or name another store"
        ) from None
    except OSError:  # a file system without locks
        return descriptor
    with suppress(OSError):  # a full disk
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _open(file: Path, path: Path) -> int:
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    if os.geteuid() == 0:
        _give_to_owner(descriptor, path)
    return descriptor


def _give_to_owner(descriptor: int, path: Path) -> None:
    """Root that looks after a store must not lock its station out of it; SQLite does so, too."""
    owner = (path if path.exists() else path.parent).stat()
    if os.fstat(descriptor).st_uid != owner.st_uid:
        with suppress(OSError):  # a root that may not, as in a container
            os.fchown(descriptor, owner.st_uid, owner.st_gid)
