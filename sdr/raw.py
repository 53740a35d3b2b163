"""Bare samples without any header: format, rate and centre come from options or the file's name."""

import msgspec

from sdr.block import SignalKind
from sdr.byte_source import ByteSource
from sdr.capture import Capture
from sdr.errors import RecordingError
from sdr.file_names import NameHints
from sdr.sample_format import ENCODINGS, SampleFormat


def read_raw(
    source: ByteSource,
    name: str,
    hints: NameHints,
    stated_format: SampleFormat | None,
    stated_rate_hz: float | None,
) -> Capture:
    """What the options say comes before what the name says."""
    sample_format = stated_format or hints.format
    if sample_format is None:
        words = ", ".join(SampleFormat)
        reason = "is in no format known here, or has no header"
        raise RecordingError(name, reason, f"for bare samples, give --format, one of {words}")
    rate_hz = hints.rate_hz if stated_rate_hz is None else stated_rate_hz
    if rate_hz is None:
        raise RecordingError(name, "does not state its sample rate", "give it with --rate")
    return Capture(
        offset_bytes=0,
        size_bytes=source.size_bytes,
        encoding=ENCODINGS[sample_format],
        rate_hz=rate_hz,
        center_hz=hints.center_hz,
        utc_s=hints.utc_s,
        utc_uncertainty_s=hints.utc_uncertainty_s,
    )


def as_audio(capture: Capture) -> Capture:
    """The same bytes as one channel of FM audio: what `rtl_fm` writes is cs16 taken so."""
    return msgspec.structs.replace(
        capture, channels=1, kind=SignalKind.FM_AUDIO, center_hz=None, perhaps_audio=False
    )
