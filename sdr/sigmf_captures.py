"""Where SigMF's captures lie in the data file, and what is missing between them.

Source: SigMF specification 1.2.6, "Capture Segment Objects". Byte places are checked against
SigMFFile.get_capture_byte_boundaries of the sigmf package.
"""

from collections.abc import Iterator
from itertools import pairwise

import msgspec

from sdr.capture import Capture
from sdr.sigmf_datetime import SigmfTime, read_datetime
from sdr.sigmf_metadata import DATATYPES, SigmfCapture, SigmfMetadata


class _Start(msgspec.Struct, frozen=True, kw_only=True):
    """When a capture starts: in the signal, and by the clock if it is known."""

    time_s: float = 0.0
    clock: SigmfTime | None = None
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
                utc_s=None if start.clock is None else start.clock.utc_s,
                utc_uncertainty_s=None if start.clock is None else start.clock.uncertainty_s,
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
    start = _Start(clock=read_datetime(segments[0].datetime))
    yield start
    for before, segment in pairwise(segments):
        start = _start_after(start, before, segment, rate_hz)
        yield start


def _start_after(
    start: _Start, before: SigmfCapture, segment: SigmfCapture, rate_hz: float
) -> _Start:
    samples = segment.sample_start - before.sample_start
    clock = read_datetime(segment.datetime)
    missing = 0
    if segment.global_index is not None or before.global_index is not None:
        missing = _stream_index(segment) - _stream_index(before) - samples
    elif clock is not None and start.clock is not None:
        missing_s = clock.utc_s - start.clock.utc_s - samples / rate_hz
        if abs(missing_s) > clock.difference_uncertainty_s(start.clock):
            missing = round(missing_s * rate_hz)
    lost = max(0, missing)
    elapsed_s = (samples + lost) / rate_hz
    if clock is None and start.clock is not None:
        clock = start.clock.later(elapsed_s)
    return _Start(
        time_s=start.time_s + elapsed_s,
        clock=clock,
        gap_before=missing != 0,
        samples_lost=lost,
    )


def _stream_index(segment: SigmfCapture) -> int:
    return segment.sample_start if segment.global_index is None else segment.global_index
