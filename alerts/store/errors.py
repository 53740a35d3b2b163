"""What can go wrong with the store; each message is one line for the operator."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alerts.errors import AlertError

REMEDIES = {
    sqlite3.SQLITE_FULL: "make room on its disk",
    sqlite3.SQLITE_IOERR: "make room on its disk, or replace the disk",
    sqlite3.SQLITE_READONLY: "let the station write to the file and its folder",
    sqlite3.SQLITE_CANTOPEN: "let the station write to its folder",
    sqlite3.SQLITE_PERM: "let the station read and write the file",
    sqlite3.SQLITE_BUSY: "end the other program that keeps it locked",
}
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class StoreError(AlertError):
    """The store cannot be used now: no room, no permission, locked, of another version."""


class StoreDamagedError(StoreError):
    """What was read is not what was written."""


@contextmanager
def told(path: Path | str) -> Iterator[None]:
    """SQLite's errors as one line that names the file and what to do."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if code in DAMAGED:
            raise StoreDamagedError(f"{path}: {error}") from error
        raise StoreError(f"{path}: {error}{_remedy(code)}") from error
    except OSError as error:
        place = error.filename or path  # of the lock, or of the folder, where it is that
        raise StoreError(f"{place}: {error.strerror}: let the station write there") from error


def _remedy(code: int) -> str:
    return f": {REMEDIES[code]}" if code in REMEDIES else ""
