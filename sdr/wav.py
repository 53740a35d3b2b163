"""WAV, RF64 and BW64 recordings, of IQ (two channels) or of FM audio (one or two).

Format tags and the extensible header: Microsoft "Multiple Channel Audio Data and WAVE Files".
"""

import struct

from sdr.auxi import Auxi, read_auxi
from sdr.block import SignalKind
from sdr.byte_source import ByteSource
from sdr.capture import Capture
from sdr.errors import RecordingError
from sdr.file_names import ZONE_UNKNOWN_S, NameHints
from sdr.riff import read_riff
from sdr.sample_format import FLOAT32, INT16, INT24, INT32, WAV_UINT8, Encoding

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_ENCODINGS = {
    (_PCM, 8): WAV_UINT8,
    (_PCM, 16): INT16,
    (_PCM, 24): INT24,
    (_PCM, 32): INT32,
    (_FLOAT, 32): FLOAT32,
}

_HIGHEST_AMBIGUOUS_RATE_HZ = 48_000
"""Up to here two channels may be a sound card's IQ, or audio; faster is always IQ."""

_SAME_TIME_S = 5.0
_MILLISECONDS_S = 0.5


def read_wav(source: ByteSource, name: str, hints: NameHints, *, fm_audio: bool) -> Capture:
    """Where the samples are and what they are; the file's name fills what the file leaves open."""
    riff = read_riff(source)
    encoding, channels, rate_hz = _read_format(riff.chunks.get(b"fmt ", b""), name)
    if riff.data_offset_bytes is None:
        raise RecordingError(name, "has no data chunk", "record it again; no sample was written")
    if channels > 2:
        remedy = "save one receiver's two channels, I and Q, or one channel of FM audio"
        raise RecordingError(name, f"has {channels} channels", remedy)
    audio = fm_audio or channels == 1 or hints.audio
    auxi = read_auxi(riff.chunks.get(b"auxi", b""))
    utc_s, utc_uncertainty_s = _start_time(auxi, hints)
    return Capture(
        offset_bytes=riff.data_offset_bytes,
        size_bytes=_size_bytes(riff.data_offset_bytes, riff.data_bytes, source),
        encoding=encoding,
        rate_hz=rate_hz,
        channels=channels,
        center_hz=auxi.center_hz or hints.center_hz,
        kind=SignalKind.FM_AUDIO if audio else SignalKind.IQ,
        perhaps_audio=not audio and rate_hz <= _HIGHEST_AMBIGUOUS_RATE_HZ,
        utc_s=utc_s,
        utc_uncertainty_s=utc_uncertainty_s,
    )


def _read_format(chunk: bytes, name: str) -> tuple[Encoding, int, float]:
    if len(chunk) < 16:
        remedy = "it is not a whole WAV file; copy it again"
        raise RecordingError(name, "has no format chunk before its data", remedy)
    tag, channels, rate_hz, _, frame_bytes, bits = struct.unpack_from("<HHIIHH", chunk)
    if tag == _EXTENSIBLE and len(chunk) >= 26:
        # The first two bytes of the sub-format's GUID are a format tag of the plain kind.
        tag = struct.unpack_from("<H", chunk, 24)[0]
    encoding = _ENCODINGS.get((tag, bits))
    if encoding is None or channels < 1 or frame_bytes != channels * encoding.size_bytes:
        reason = f"has format {tag} of {bits} bits in {channels} channels"
        remedy = "save it as PCM of 8, 16, 24 or 32 bits, or as 32-bit float"
        raise RecordingError(name, reason, remedy)
    return encoding, channels, float(rate_hz)


def _size_bytes(offset_bytes: int, data_bytes: int | None, source: ByteSource) -> int | None:
    if data_bytes is None and source.size_bytes is not None:
        return max(0, source.size_bytes - offset_bytes)
    return data_bytes


def _start_time(auxi: Auxi, hints: NameHints) -> tuple[float | None, float | None]:
    """The surer of the two; a chunk without a zone that agrees with the name adds milliseconds."""
    if auxi.utc_s is None:
        return hints.utc_s, hints.utc_uncertainty_s
    name_has_zone = hints.utc_s is not None and hints.utc_uncertainty_s != ZONE_UNKNOWN_S
    if auxi.utc_uncertainty_s != ZONE_UNKNOWN_S or not name_has_zone:
        return auxi.utc_s, auxi.utc_uncertainty_s
    if hints.utc_s is not None and abs(auxi.utc_s - hints.utc_s) <= _SAME_TIME_S:
        return auxi.utc_s, _MILLISECONDS_S
    return hints.utc_s, hints.utc_uncertainty_s
