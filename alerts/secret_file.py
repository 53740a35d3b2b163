"""Files that hold a secret of the station, for its own user alone."""

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from alerts.errors import AlertSettingError


def make_secret(path: Path, secret: bytes) -> None:
    """Of two that start at once both go on with the first one's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Under its name only once it is whole: a crash leaves no half key behind.
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secret)
            file.flush()
            os.fsync(descriptor)
        with suppress(FileExistsError):
            os.link(unfinished, path)
    finally:
        unfinished.unlink()


def read_secret(path: Path, what: str) -> bytes:
    """AlertSettingError where others may use it, which says what it is."""
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise AlertSettingError(
                f"{what} {path}: others may use it (mode {mode:03o}): chmod 600 it"
            )
        return file.read()
