"""SDRangel's .sdriq: 32 bytes of header, then interleaved I and Q.

Checked against SDRangel 7abc5b3: plugins/samplesource/fileinput/readme.md (the header) and
sdrbase/dsp/filerecord.cpp (CRC-32 of its first 28 bytes; the start is Unix time in ms).
"""

import struct
import zlib

from sdr.byte_source import ByteSource
from sdr.capture import Capture
from sdr.errors import RecordingError
from sdr.sample_format import INT16, INT24_IN_32

SUFFIX = ".sdriq"

_HEADER = struct.Struct("<IQQIII")
_CRC_BYTES = 28
_ENCODINGS = {16: INT16, 24: INT24_IN_32}

_HOST_CLOCK_S = 0.5


def read_sdriq(source: ByteSource, name: str) -> Capture:
    """The header's own words; its CRC is what tells such a file from any other."""
    header = source.read(_HEADER.size)
    if len(header) < _HEADER.size:
        raise RecordingError(name, "ends inside its header", "copy it again")
    rate_hz, center_hz, start_ms, bits, _, crc = _HEADER.unpack(header)
    if zlib.crc32(header[:_CRC_BYTES]) != crc:
        raise RecordingError(name, "has a header with a wrong CRC", "copy it again")
    if bits not in _ENCODINGS:
        raise RecordingError(name, f"states {bits}-bit samples", "record it with 16 or 24 bits")
    return Capture(
        offset_bytes=_HEADER.size,
        size_bytes=None if source.size_bytes is None else source.size_bytes - _HEADER.size,
        encoding=_ENCODINGS[bits],
        rate_hz=float(rate_hz),
        center_hz=float(center_hz) or None,
        utc_s=start_ms / 1e3 if start_ms else None,
        utc_uncertainty_s=_HOST_CLOCK_S if start_ms else None,
    )
