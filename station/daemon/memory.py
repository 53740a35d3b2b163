"""What a receiver has learned, in a small file beside the store: the usual noise floor."""

import re
from pathlib import Path

import msgspec

from station.daemon.wellbeing import Remembered


def recall(store: Path | None, name: str) -> Remembered | None:
    """None where there is nothing, or nothing that can be read: then it is learned again."""
    if store is None:
        return None
    try:
        return msgspec.json.decode(_file(store, name).read_bytes(), type=Remembered)
    except (OSError, msgspec.DecodeError):
        return None


def remember(store: Path | None, name: str, learned: Remembered | None) -> None:
    """Best effort: a full disk must not end what hears."""
    if store is None or learned is None:
        return
    file = _file(store, name)
    temporary = file.with_suffix(".new")
    try:
        temporary.write_bytes(msgspec.json.encode(learned))
        temporary.replace(file)
    except OSError:
        return


def _file(store: Path, name: str) -> Path:
    return store.with_name(f"{store.stem}.{re.sub('[^A-Za-z0-9_-]', '_', name)}.hearing.json")
