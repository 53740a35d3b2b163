"""A connection to the store's file, set so that what is committed stays."""

import os
import sqlite3
from pathlib import Path

MEMORY = ":memory:"
BUSY_S = 5.0
"""Other processes' transactions take a millisecond; one that blocks so long does not end."""

PRAGMAS = (
    "page_size = 4096",
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit has reached the disk, not only its cache
    "secure_delete = ON",  # what is erased is overwritten
    "cell_size_check = ON",  # damage is an error, not a strange result
    "trusted_schema = OFF",
    "journal_size_limit = 4194304",
)


def connect(path: Path | str) -> sqlite3.Connection:
    """Creates the file, and its folder, for their owner alone where they are not there."""
    if path != MEMORY:
        _create(Path(path))
    connection = sqlite3.connect(
        path, timeout=BUSY_S, isolation_level=None, check_same_thread=False
    )
    try:
        # Damaged text is a row whose digest is wrong, not an error of the reader.
        connection.text_factory = lambda data: data.decode(errors="replace")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """SQLite gives its -wal and -shm files the mode of this one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.fstat(descriptor).st_uid == os.geteuid():
            os.fchmod(descriptor, 0o600)
    finally:
        os.close(descriptor)
