"""SQLite's write-ahead log, as far as damage to it matters: Database File Format, section 4.

SQLite takes the first frame whose checksum is wrong for the end of the log, because after a power
cut that is what it is. Where a transaction was committed after that frame, it is damage, and what
SQLite would leave out without a word was promised to be kept. A process that was killed just
between writing the head of its last frame and the page looks the same: better one word too many.
"""

import struct
from collections.abc import Iterator
from pathlib import Path

import msgspec

HEADER = struct.Struct(">8I")
FRAME = struct.Struct(">6I")
MAGIC = 0x377F0682
"""The lowest bit says whether checksums take words big-endian."""


class Frame(msgspec.Struct, frozen=True):
    """A page as a transaction left it; sound: its checksum follows from the frame before."""

    page_number: int
    page: bytes
    commits: bool
    sound: bool


class Log(msgspec.Struct, frozen=True):
    """Frames of the current log, up to its last commit, whatever lies between."""

    header_sound: bool
    frames: list[Frame]

    @property
    def sound(self) -> bool:
        return not self.frames or (self.header_sound and all(each.sound for each in self.frames))


def read_log(path: Path, page_size: int) -> Log:
    log = path.read_bytes() if path.exists() else b""
    if len(log) < HEADER.size + FRAME.size + page_size:
        return Log(header_sound=True, frames=[])
    magic, *_, sum_0, sum_1 = HEADER.unpack_from(log)
    order = ">" if magic & 1 else "<"
    sound = magic | 1 == MAGIC | 1 and _checksum(log[:24], order, (0, 0)) == (sum_0, sum_1)
    # The salts of the first frame are the log's too, unless the log was just begun anew.
    salts = HEADER.unpack_from(log)[4:6] if sound else FRAME.unpack_from(log, HEADER.size)[2:4]
    found = list(_frames(log, page_size, order if sound else "<", salts))
    while found and not found[-1].commits:
        found.pop()
    return Log(header_sound=sound, frames=found)


def _frames(log: bytes, page_size: int, order: str, salts: tuple[int, ...]) -> Iterator[Frame]:
    sums = HEADER.unpack_from(log)[6:8]
    for start in range(HEADER.size, len(log) - FRAME.size - page_size + 1, FRAME.size + page_size):
        number, committed_size, *of_frame, sum_0, sum_1 = FRAME.unpack_from(log, start)
        if tuple(of_frame) != salts:
            return
        page = log[start + FRAME.size : start + FRAME.size + page_size]
        computed = _checksum(page, order, _checksum(log[start : start + 8], order, sums))
        sums = (sum_0, sum_1)
        yield Frame(number, page, commits=committed_size > 0, sound=computed == sums)


def _checksum(data: bytes, order: str, sums: tuple[int, ...]) -> tuple[int, int]:
    """A Fibonacci-weighted sum: section 4.2."""
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
