"""A file or a pipe, read once from front to back in plain reads: memory stays flat at any size."""

from types import TracebackType
from typing import BinaryIO, Self

_SKIP_BYTES = 1 << 20


class ByteSource:
    """Bytes with their position, which can be looked at ahead and skipped even in a pipe."""

    def __init__(self, file: BinaryIO, *, size_bytes: int | None) -> None:
        self._file = file
        self._ahead = b""
        self.position_bytes = 0
        self.size_bytes = size_bytes
        """None for a pipe, which has no known end and cannot go back."""

    def __enter__(self) -> Self:
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
        data += self._read_fully(size_bytes - len(data))
        self.position_bytes += len(data)
        return data

    def skip_to(self, position_bytes: int) -> None:
        """Go to a place; in a pipe it must lie ahead. Past the end, later reads give nothing."""
        if self.size_bytes is not None:
            self._file.seek(position_bytes)
            self._ahead = b""
            self.position_bytes = position_bytes
            return
        while (rest := position_bytes - self.position_bytes) > 0:
            if not self.read(min(rest, _SKIP_BYTES)):
                return

    def _read_fully(self, size_bytes: int) -> bytes:
        if size_bytes <= 0:
            return b""
        data = self._file.read(size_bytes)
        if len(data) == size_bytes:
            return data
        pieces = [data]
        while data and (size_bytes := size_bytes - len(data)):
            data = self._file.read(size_bytes)
            pieces.append(data)
        return b"".join(pieces)
