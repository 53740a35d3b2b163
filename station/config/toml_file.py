"""Reading an operator's TOML file, or a part of it."""

from pathlib import Path
from typing import TypeVar

import msgspec

from alerts.errors import AlertSettingError

T = TypeVar("T")


def read_toml(path: Path, kind: type[T]) -> T:
    """Paths in the file start from its folder."""

    def from_its_folder(kind: type, value: object) -> object:
        if kind is Path and isinstance(value, str):
            return path.parent / value
        raise NotImplementedError(f"a value of type {kind.__name__}")

    try:
        return msgspec.toml.decode(path.read_bytes(), type=kind, dec_hook=from_its_folder)
    except OSError as error:
        raise AlertSettingError(f"{path}: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise AlertSettingError(f"{path}: {error}") from None
