"""Reading an operator's TOML file, or a part of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from alerts.errors import AlertSettingError
from station.config.mistakes import remedied

T = TypeVar("T")


def read_toml(path: Path, kind: type[T]) -> T:
    """Paths in the file start from its folder."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise AlertSettingError(f"{path}: {error.strerror}") from None
    try:
        return msgspec.toml.decode(data, type=kind, dec_hook=from_folder(path.parent))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise AlertSettingError(
            f"{path}: line {line} is not UTF-8 text: save it as UTF-8, or rewrite the line"
        ) from None
    except msgspec.ValidationError as error:
        raise AlertSettingError(f"{path}: {remedied(str(error), kind)}") from None
    except msgspec.DecodeError as error:
        raise AlertSettingError(f"{path}: {error}") from None


def from_folder(folder: Path) -> Callable[[type, Any], Any]:
    def hook(kind: type, value: object) -> object:
        if kind is not Path:
            raise NotImplementedError(f"a value of type {kind.__name__}")
        if not isinstance(value, str):
            raise TypeError(f"must be a path in quotes, not {value}")
        return folder / value

    return hook
