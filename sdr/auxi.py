"""The `auxi` chunk, in which SDR programs put the centre frequency and the time into a WAV file.

Binary: two Windows SYSTEMTIME (start, stop), then 32-bit words, the first of them the centre in Hz.
Checked against the writers of SDRangel (7abc5b3) and ka9q-radio, which both write 164 bytes; only
what a chunk of 64 bytes has as well is used. Whether the time is UTC it does not say: ka9q-radio
writes UTC, SDRangel local time.

SDR Console: XML in UTF-16. The two attributes are as the recorder of UberSDR writes them, which
follows SDR Console; no file of SDR Console itself was at hand.
"""

import re
import struct
from datetime import UTC, datetime

import msgspec

from sdr.file_names import ZONE_UNKNOWN_S

_BINARY = struct.Struct("<8H16xI")

_XML_START = "<".encode("utf-16-le")
_XML_CENTER = re.compile(r'\bRadioCenterFreq="(\d{1,12})"')
_XML_START_TIME = re.compile(r'\bUTCSeconds="(\d{9,10})"')
_WHOLE_SECOND_S = 1.0


class Auxi(msgspec.Struct, frozen=True):
    """What the chunk says; None for what it does not."""

    center_hz: float | None = None
    utc_s: float | None = None
    utc_uncertainty_s: float | None = None


def read_auxi(chunk: bytes) -> Auxi:
    """Any chunk, also one that is cut short or empty."""
    if chunk.startswith(_XML_START):
        return _read_xml(chunk.decode("utf-16-le", "replace"))
    if len(chunk) < _BINARY.size:
        return Auxi()
    year, month, _, day, hour, minute, second, millisecond, center = _BINARY.unpack_from(chunk)
    center_hz = float(center) or None
    try:
        start = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return Auxi(center_hz)
    return Auxi(center_hz, start.timestamp() + millisecond / 1e3, ZONE_UNKNOWN_S)


def _read_xml(text: str) -> Auxi:
    center, start = _XML_CENTER.search(text), _XML_START_TIME.search(text)
    center_hz = float(center[1]) if center else None
    if start is None:
        return Auxi(center_hz)
    return Auxi(center_hz, float(start[1]), _WHOLE_SECOND_S)
