"""The chunks of RIFF, RF64 and BW64 files (EBU Tech 3306, ITU-R BS.2088), WAV's envelope.

Recorders that were killed leave sizes of 0 or 0xFFFFFFFF, and ones that went past 4 GiB in plain
RIFF leave sizes that have wrapped around: in all three cases the data runs to the end of the file.
"""

import struct

import msgspec

from sdr.byte_source import ByteSource

_UNKNOWN = 0xFFFFFFFF
_MAX_SMALL_CHUNK_BYTES = 1 << 16
_MAX_CHUNKS = 1000


class Riff(msgspec.Struct, frozen=True):
    """The chunks that describe the data, and where the data is.

    data_offset_bytes   None where there is no data chunk
    data_bytes          None: to the end of the file
    """

    chunks: dict[bytes, bytes]
    data_offset_bytes: int | None
    data_bytes: int | None


def is_riff(head: bytes) -> bool:
    return head[:4] in {b"RIFF", b"RF64", b"BW64"} and head[8:12] == b"WAVE"


def read_riff(source: ByteSource) -> Riff:
    """Walk the chunks; in a pipe only up to the data, in a file also those behind it."""
    source.read(12)
    chunks: dict[bytes, bytes] = {}
    data_offset_bytes: int | None = None
    data_bytes: int | None = None
    for _ in range(_MAX_CHUNKS):
        if len(header := source.read(8)) < 8:
            break
        name, stated_bytes = header[:4], struct.unpack("<I", header[4:])[0]
        start_bytes = source.position_bytes
        end_bytes = start_bytes + stated_bytes
        if name == b"data" and data_offset_bytes is None:
            data_offset_bytes = start_bytes
            data_bytes = _data_bytes(stated_bytes, chunks.get(b"ds64"), source)
            if data_bytes is None or source.size_bytes is None:
                break
            end_bytes = start_bytes + data_bytes
        elif name not in chunks:
            chunks[name] = source.read(min(stated_bytes, _MAX_SMALL_CHUNK_BYTES))
        source.skip_to(end_bytes + end_bytes % 2)
    return Riff(chunks, data_offset_bytes, data_bytes)


def _data_bytes(stated_bytes: int, ds64: bytes | None, source: ByteSource) -> int | None:
    if ds64 is not None and len(ds64) >= 16 and stated_bytes == _UNKNOWN:
        stated_bytes = struct.unpack_from("<Q", ds64, 8)[0]
        return stated_bytes if 0 < stated_bytes < 2**63 else None
    if stated_bytes in {0, _UNKNOWN}:
        return None
    if source.size_bytes is not None and source.size_bytes - source.position_bytes > _UNKNOWN:
        return None
    return stated_bytes
