"""A file or a pipe, read once from front to back in plain reads: memory stays flat at any size."""

import stat
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from sdr.errors import RecordingError

_SKIP_BYTES = 1 << 20


class ByteSource:
    """Bytes with their position, which can be looked at ahead and skipped even in a pipe.

    size_bytes   of the whole file; None for a pipe, which has no known end and cannot go back
    """

    def __init__(self, file: BinaryIO, *, name: str, size_bytes: int | None) -> None:
        self._file = file
        self._ahead = b""
        self.name = name
        self.position_bytes = 0
        self.size_bytes = size_bytes

    def __enter__(self) -> Self:
        if self._file.closed:
            remedy = "a pipe can be read only once; save it as a file to read it again"
            raise RecordingError(self.name, "was read already", remedy)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._file.close()

    def peek(self, size_bytes: int) -> bytes:
        """The next bytes, left in place; fewer at the end of the file."""
        self._ahead += self._read_fully(size_bytes - len(self._ahead))
        return self._ahead[:size_bytes]

    def read(self, size_bytes: int) -> bytes:
        """The next bytes; fewer only at the end of the file."""
        data, self._ahead = self._ahead[:size_bytes], self._ahead[size_bytes:]
        rest = self._read_fully(size_bytes - len(data))
        data = data + rest if data else rest
        self.position_bytes += len(data)
        return data

    def skip_to(self, position_bytes: int) -> None:
        """Go to a place (in a pipe, one ahead), or to the end of the file if it is beyond."""
        if self.size_bytes is not None:
            self.position_bytes = min(position_bytes, self.size_bytes)
            self._file.seek(self.position_bytes)
            self._ahead = b""
            return
        while (rest := position_bytes - self.position_bytes) > 0:
            if not self.read(min(rest, _SKIP_BYTES)):
                return

    def _read_fully(self, size_bytes: int) -> bytes:
        pieces: list[bytes] = []
        try:
            while size_bytes > 0 and (piece := self._file.read(size_bytes)):
                pieces.append(piece)
                size_bytes -= len(piece)
        except OSError as error:
            remedy = "try another copy of the recording, or another disk"
            raise RecordingError(self.name, f"cannot be read ({error.strerror})", remedy) from None
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def open_file(path: str) -> ByteSource:
    """A file, or a named pipe or device, which is then read like standard input."""
    try:
        file = Path(path).open("rb", buffering=0)  # noqa: SIM115 the ByteSource closes it
        status = Path(path).stat()
    except FileNotFoundError:
        raise RecordingError(path, "does not exist", "check the path") from None
    except IsADirectoryError:
        raise RecordingError(path, "is a directory", "name one file in it") from None
    except PermissionError:
        raise RecordingError(path, "may not be read by this user", "check its mode") from None
    except (OSError, ValueError) as error:
        raise RecordingError(path, f"cannot be opened ({error})", "check the path") from None
    regular = stat.S_ISREG(status.st_mode)
    return ByteSource(file, name=path, size_bytes=status.st_size if regular else None)
