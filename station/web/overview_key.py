"""The secret behind the digests that stand for beacons in the overview: made once, kept beside the
store, and known to nobody but the station."""

import secrets
from collections.abc import Callable
from pathlib import Path

from alerts.errors import AlertSettingError
from alerts.secret_file import make_secret, read_secret

KEY_BYTES = 32
SUFFIX = ".overview_key"
WHAT = "key of the overview"


def overview_key(store: Path | None, report: Callable[[str], None]) -> bytes:
    """A disk that fails ends nothing: then the same beacon has another digest after a restart."""
    if store is None:
        return secrets.token_bytes(KEY_BYTES)
    path = store.with_name(store.name + SUFFIX)
    try:
        if not path.exists():
            make_secret(path, secrets.token_bytes(KEY_BYTES))
        key = read_secret(path, WHAT)
    except OSError as error:
        report(f"{WHAT} {path}: {error.strerror}: until the next start one in memory does")
        return secrets.token_bytes(KEY_BYTES)
    if len(key) != KEY_BYTES:
        raise AlertSettingError(
            f"{WHAT} {path}: has {len(key)} bytes, not {KEY_BYTES}: remove it to get a new one"
        )
    return key
