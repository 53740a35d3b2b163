"""Where SigMF's captures lie in the data file, and what is missing between them.

Source: SigMF specification 1.2.6, "Capture Segment Objects". Byte places are checked against
SigMFFile.get_capture_byte_boundaries of the sigmf package.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise

import msgspec

from sdr.capture import Capture
from sdr.sigmf_metadata import DATATYPES, SigmfCapture, SigmfMetadata

_WHOLE_SECOND_S = 1.0
_HOST_CLOCK_S = 0.01
"""A time with a fraction is a computer's, taken when a buffer arrived: hardly better than this."""

_DATETIME = re.compile(r"(\d{4}-\d\d-\d\d)[Tt](\d\d:\d\d:\d\d)(\.\d+)?[Zz]")


class _Start(msgspec.Struct, frozen=True, kw_only=True):
    """When a capture starts: in the signal, and by the clock, if either is known."""

    time_s: float = 0.0
    utc_s: float | None = None
    utc_uncertainty_s: float | None = None
    gap_before: bool = False
    samples_lost: int = 0


def captures_from_metadata(
    metadata: SigmfMetadata, rate_hz: float, *, data_offset_bytes: int, data_bytes: int
) -> tuple[Capture, ...]:
    """One Capture per segment; data_offset_bytes is the data file's own place (in an archive)."""
    about = metadata.global_
    encoding = DATATYPES[about.datatype]
    segments = _segments(metadata)
    starts = list(_starts(segments, rate_hz))
    sample_bytes = 2 * encoding.size_bytes
    end_bytes = max(0, data_bytes - about.trailing_bytes)
    captures: list[Capture] = []
    header_bytes = 0
    for segment, following, start in zip(segments, [*segments[1:], None], starts, strict=True):
        header_bytes += segment.header_bytes
        offset_bytes = segment.sample_start * sample_bytes + header_bytes
        size_bytes = max(0, end_bytes - offset_bytes)
        if following is not None:
            size_bytes = (following.sample_start - segment.sample_start) * sample_bytes
        captures.append(
            Capture(
                offset_bytes=data_offset_bytes + offset_bytes,
                size_bytes=size_bytes,
                encoding=encoding,
                rate_hz=rate_hz,
                center_hz=segment.frequency,
                time_s=start.time_s,
                utc_s=start.utc_s,
                utc_uncertainty_s=start.utc_uncertainty_s,
                gap_before=start.gap_before,
                samples_lost=start.samples_lost,
            )
        )
    return tuple(captures)


def _segments(metadata: SigmfMetadata) -> list[SigmfCapture]:
    """The captures with sample_start counted from the start of the file, which has one too."""
    segments = list(metadata.captures)
    # The standard counts from core:offset; files exist that count from 0 all the same.
    offset = metadata.global_.offset
    if segments and segments[0].sample_start >= offset > 0:
        segments = [
            msgspec.structs.replace(segment, sample_start=segment.sample_start - offset)
            for segment in segments
        ]
    if not segments or segments[0].sample_start > 0:
        segments.insert(0, SigmfCapture(sample_start=0))
    return segments


def _starts(segments: list[SigmfCapture], rate_hz: float) -> Iterator[_Start]:
    utc_s, utc_uncertainty_s = _clock(segments[0])
    start = _Start(utc_s=utc_s, utc_uncertainty_s=utc_uncertainty_s)
    yield start
    for before, segment in pairwise(segments):
        start = _start_after(start, before, segment, rate_hz)
        yield start


def _start_after(
    start: _Start, before: SigmfCapture, segment: SigmfCapture, rate_hz: float
) -> _Start:
    samples = segment.sample_start - before.sample_start
    utc_s, utc_uncertainty_s = _clock(segment)
    missing = 0
    if segment.global_index is not None or before.global_index is not None:
        missing = _stream_index(segment) - _stream_index(before) - samples
    elif utc_s is not None and start.utc_s is not None:
        missing_s = utc_s - start.utc_s - samples / rate_hz
        if abs(missing_s) > (utc_uncertainty_s or 0.0) + (start.utc_uncertainty_s or 0.0):
            missing = round(missing_s * rate_hz)
    lost = max(0, missing)
    elapsed_s = (samples + lost) / rate_hz
    if utc_s is None and start.utc_s is not None:
        utc_s, utc_uncertainty_s = start.utc_s + elapsed_s, start.utc_uncertainty_s
    return _Start(
        time_s=start.time_s + elapsed_s,
        utc_s=utc_s,
        utc_uncertainty_s=utc_uncertainty_s,
        gap_before=missing != 0,
        samples_lost=lost,
    )


def _stream_index(segment: SigmfCapture) -> int:
    return segment.sample_start if segment.global_index is None else segment.global_index


def _clock(segment: SigmfCapture) -> tuple[float | None, float | None]:
    match = _DATETIME.fullmatch(segment.datetime or "")
    if match is None:
        return None, None
    day, time, fraction = match.groups()
    try:
        whole_s = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC).timestamp()
    except ValueError:
        return None, None
    if fraction is None:
        return whole_s, _WHOLE_SECOND_S
    resolution_s = 10.0 ** -(len(fraction) - 1)
    return whole_s + float(fraction), max(resolution_s, _HOST_CLOCK_S)
