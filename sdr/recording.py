"""Opening a recording of any format that docs/recordings-formats.md lists."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from math import inf
from pathlib import Path

import msgspec

from sdr.block import SampleBlock, SignalKind
from sdr.byte_source import ByteSource, open_file
from sdr.capture import Capture
from sdr.capture_reader import read_capture
from sdr.centers import check_center
from sdr.errors import RecordingError
from sdr.file_names import hints_from_name
from sdr.layout import Layout
from sdr.rates import check_rate
from sdr.raw import as_audio, read_raw
from sdr.riff import is_riff
from sdr.sample_format import ENCODINGS, SampleFormat
from sdr.sdriq import SUFFIX as SDRIQ_SUFFIX
from sdr.sdriq import read_sdriq
from sdr.sigmf import is_sigmf, read_sigmf
from sdr.wav import read_wav

STANDARD_INPUT = "-"


class RecordingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the user says about a recording.

    format, rate_hz    needed where the recording does not say; an error where it says otherwise
    center_hz          wins over the recording, whose own may be that of a converter, or wrong
    fm_audio           a WAV file's samples are a receiver's FM output, not IQ; bare samples are one
                       channel of it, each one component of `format`
    """

    format: SampleFormat | None = None
    rate_hz: float | None = None
    center_hz: float | None = None
    fm_audio: bool = False


class Recording(msgspec.Struct, frozen=True):
    """A recording whose header has been read; duration_s is None where that does not tell it."""

    name: str
    layout: Layout
    open_source: Callable[[], ByteSource]
    is_pipe: bool = False

    @property
    def duration_s(self) -> float | None:
        last = self.layout.captures[-1]
        return None if last.duration_s is None else last.time_s + last.duration_s

    @property
    def can_be_split(self) -> bool:
        """Whether `blocks` can begin anywhere: in a file of IQ; audio is read as one."""
        return not self.is_pipe and all(
            capture.kind is SignalKind.IQ and not capture.perhaps_audio
            for capture in self.layout.captures
        )

    def blocks(self, from_s: float = 0.0, until_s: float = inf) -> Iterator[SampleBlock]:
        """All samples in order, or those of a part of what can be split.

        RecordingError at the first damage, after all samples before it.
        """
        layout = self.layout
        with ExitStack() as stack:
            source = stack.enter_context(self.open_source())
            checksum = None
            if layout.sha512 is not None and until_s == inf:
                from sdr.checksum import BackgroundSha512  # noqa: PLC0415 loads OpenSSL

                checksum = stack.enter_context(BackgroundSha512(layout))
            empty = True
            for capture in layout.captures:
                for block in read_capture(source, capture, self.name, from_s, until_s):
                    empty = False
                    yield block
            if empty and (from_s, until_s) == (0.0, inf):
                raise RecordingError(self.name, "holds no samples", "record it again")
            if checksum is not None and not checksum.matches():
                remedy = "the samples are not those that were recorded; copy the recording again"
                raise RecordingError(self.name, "has a wrong core:sha512", remedy)


_NO_OPTIONS = RecordingOptions()


def open_recording(path: str, options: RecordingOptions = _NO_OPTIONS) -> Recording:
    """Read what a recording says about itself; "-" is standard input."""
    if path == STANDARD_INPUT:
        name = "standard input"
        if sys.stdin is None:
            raise RecordingError(name, "is closed", "pipe a recording into it")
        pipe = ByteSource(sys.stdin.buffer, name=name, size_bytes=None)
        return _open_pipe(pipe, options)
    if is_sigmf(path):
        layout = _checked(read_sigmf(path, options.rate_hz), path, options)
        return Recording(path, layout, lambda: open_file(layout.data_path))
    source = open_file(path)
    if source.size_bytes is None:
        return _open_pipe(source, options)
    with source:
        capture = _read_header(source, options)
    layout = _checked(Layout(data_path=path, captures=(capture,)), path, options)
    return Recording(path, layout, lambda: open_file(path))


def _open_pipe(pipe: ByteSource, options: RecordingOptions) -> Recording:
    layout = Layout(data_path=pipe.name, captures=(_read_header(pipe, options),))
    return Recording(pipe.name, _checked(layout, pipe.name, options), lambda: pipe, is_pipe=True)


def _read_header(source: ByteSource, options: RecordingOptions) -> Capture:
    if not source.peek(1):
        raise RecordingError(source.name, "is empty", "record it again")
    hints = hints_from_name(Path(source.name).name)
    if is_riff(source.peek(12)):
        return read_wav(source, source.name, hints, fm_audio=options.fm_audio)
    if source.name.endswith(SDRIQ_SUFFIX):
        return read_sdriq(source, source.name)
    raw = read_raw(source, source.name, hints, options.format, options.rate_hz)
    return as_audio(raw) if options.fm_audio and options.format else raw


def _checked(layout: Layout, name: str, options: RecordingOptions) -> Layout:
    """The layout with the user's centre; RecordingError where header and options disagree."""
    first = layout.captures[0]
    if options.fm_audio and first.kind is not SignalKind.FM_AUDIO:
        raise RecordingError(name, "holds IQ", "leave --fm-audio out")
    if options.format and ENCODINGS[options.format].dtype != first.encoding.dtype:
        reason = f"does not hold {options.format} but what its header states"
        raise RecordingError(name, reason, "leave --format out")
    if options.rate_hz is not None and options.rate_hz != first.rate_hz:
        reason = (
            f"states {first.rate_hz:.12g} samples per second, the option {options.rate_hz:.12g}"
        )
        raise RecordingError(name, reason, "leave --rate out")
    check_rate(first.rate_hz, first.kind, name)
    return _centered(layout, name, options.center_hz)


def _centered(layout: Layout, name: str, stated_hz: float | None) -> Layout:
    if stated_hz is not None:
        captures = tuple(
            msgspec.structs.replace(capture, center_hz=stated_hz) for capture in layout.captures
        )
        layout = msgspec.structs.replace(layout, captures=captures)
    for capture in layout.captures:
        check_center(capture.center_hz, name)
    return layout
