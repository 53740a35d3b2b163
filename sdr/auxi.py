"""The `auxi` chunk, in which SDR programs put the centre frequency and the time into a WAV file.

Two Windows SYSTEMTIME (start, stop), then 32-bit words of which the first is the centre in Hz.
Checked against the writers of SDRangel (7abc5b3) and ka9q-radio, which both write 164 bytes; a
64-byte one has the same fields as far as the centre. Whether the time is UTC is not said, and
differs: ka9q-radio writes UTC, SDRangel local time.
"""

import struct
from datetime import UTC, datetime

import msgspec

_FIELDS = struct.Struct("<8H16xI")


class Auxi(msgspec.Struct, frozen=True):
    """What the chunk says, None where it says nothing usable; zone_utc_s is as if it meant UTC."""

    center_hz: float | None = None
    zone_utc_s: float | None = None


def read_auxi(chunk: bytes) -> Auxi:
    if len(chunk) < _FIELDS.size:
        return Auxi()
    year, month, _, day, hour, minute, second, millisecond, center_hz = _FIELDS.unpack_from(chunk)
    try:
        start = datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return Auxi(center_hz=float(center_hz) or None)
    return Auxi(
        center_hz=float(center_hz) or None, zone_utc_s=start.timestamp() + millisecond / 1e3
    )
