"""Rows of a damaged file, from its pages: SQLite's Database File Format, sections 1.5, 1.6, 2.1.

Nothing is taken from the trees that lead to the rows, so that a page that is lost costs the rows
on it and no others. Which rows are sound, their digests tell. Deleted rows do not come back:
secure_delete overwrote them.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

from alerts.store import wal
from alerts.store.tables import Value

PAGE_SIZE = 4096
HEADER_SIZE = 100
TABLE_LEAF = 0x0D
LOCAL_MAX = PAGE_SIZE - 35
LOCAL_MIN = (PAGE_SIZE - 12) * 32 // 255 - 23
INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
"""Serial types and their bytes."""

Record = tuple[int, list[Value]]


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


class Pages:
    """The pages of a file with those of its log laid over them, numbered from 1."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        log = wal.read_log(log_of(path), PAGE_SIZE)
        self._newer = {frame.page_number: frame.page for frame in log.frames if frame.sound}
        in_file = -(-path.stat().st_size // PAGE_SIZE)
        self.count = max([in_file, *self._newer])

    def close(self) -> None:
        self._file.close()

    def page(self, number: int) -> bytes:
        """With zeros where the file ends early."""
        if number in self._newer:
            return self._newer[number]
        self._file.seek((number - 1) * PAGE_SIZE)
        return self._file.read(PAGE_SIZE).ljust(PAGE_SIZE, b"\0")

    def records(self) -> Iterator[Record | None]:
        """Row ID and values of each row, None for one that cannot be read."""
        for number in range(1, self.count + 1):
            page = self.page(number)
            header = HEADER_SIZE if number == 1 else 0
            if page[header] == TABLE_LEAF:
                (cells,) = struct.unpack_from(">H", page, header + 3)
                for pointer in range(header + 8, min(header + 8 + 2 * cells, PAGE_SIZE - 1), 2):
                    yield self._record(page, *struct.unpack_from(">H", page, pointer))

    def _record(self, page: bytes, cell: int) -> Record | None:
        try:
            size, at = _varint(page, cell)
            row_id, at = _varint(page, at)
            return row_id, list(_values(self._payload(page, at, size)))
        except (IndexError, ValueError, struct.error):
            return None

    def _payload(self, page: bytes, at: int, size: int) -> bytes:
        """What does not fit the page goes on in a chain of others."""
        if size <= LOCAL_MAX:
            return page[at : at + size]
        if size > self.count * PAGE_SIZE:
            raise ValueError(size)
        local = LOCAL_MIN + (size - LOCAL_MIN) % (PAGE_SIZE - 4)
        if local > LOCAL_MAX:
            local = LOCAL_MIN
        payload = page[at : at + local]
        (following,) = struct.unpack_from(">I", page, at + local)
        while len(payload) < size:
            if not 1 <= following <= self.count:
                raise ValueError(following)
            page = self.page(following)
            (following,) = struct.unpack_from(">I", page)
            payload += page[4:]
        return payload[:size]


def _values(record: bytes) -> Iterator[Value]:
    end, at = _varint(record, 0)
    body = end
    while at < end:
        kind, at = _varint(record, at)
        size = INTEGERS.get(kind, 8 if kind == 7 else max(0, (kind - 12) // 2))
        data = record[body : body + size]
        if len(data) < size:
            raise ValueError(kind)
        body += size
        yield _value(kind, data)


def _value(kind: int, data: bytes) -> Value:
    if kind == 0:
        return None
    if kind in INTEGERS:
        return int.from_bytes(data, signed=True)
    if kind == 7:
        return float(struct.unpack(">d", data)[0])
    if kind in (8, 9):
        return kind - 8
    if kind in (10, 11):
        raise ValueError(kind)
    return data.decode(errors="replace") if kind % 2 else data


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number, and where it ends: seven bits to a byte, and eight in the ninth."""
    value = 0
    for end in range(at + 1, at + 9):
        byte = data[end - 1]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, end
    return value << 8 | data[at + 8], at + 9
