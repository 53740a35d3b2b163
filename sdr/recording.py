"""Opening a recording of any format that docs/recordings-formats.md lists."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from sdr.block import SampleBlock, SignalKind
from sdr.byte_source import ByteSource
from sdr.capture import Capture
from sdr.capture_reader import read_capture
from sdr.errors import RecordingError
from sdr.file_names import hints_from_name
from sdr.raw import read_raw
from sdr.riff import is_riff
from sdr.sample_format import SampleFormat
from sdr.wav import read_wav

STANDARD_INPUT = "-"

_IQ_RATES_HZ = (8e3, 20e6)
_AUDIO_RATES_HZ = (8e3, 192e3)


class RecordingOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the user says about a recording.

    format, rate_hz    needed where the recording does not say; an error where it says otherwise
    center_hz          wins over the recording, whose own is at times that of a converter, or wrong
    fm_audio           the samples are a receiver's FM output, not IQ
    """

    format: SampleFormat | None = None
    rate_hz: float | None = None
    center_hz: float | None = None
    fm_audio: bool = False


class Recording(msgspec.Struct, frozen=True):
    """A recording whose header has been read; duration_s is None where that does not tell it."""

    name: str
    captures: tuple[Capture, ...]
    open_source: Callable[[], ByteSource]

    @property
    def duration_s(self) -> float | None:
        last = self.captures[-1]
        return None if last.duration_s is None else last.time_s + last.duration_s

    def blocks(self) -> Iterator[SampleBlock]:
        """All samples in order; RecordingError at the first damage, after all samples before it."""
        heard = False
        with self.open_source() as source:
            for capture in self.captures:
                for block in read_capture(source, capture, self.name):
                    heard = True
                    yield block
        if not heard:
            raise RecordingError(self.name, "holds no samples", "record it again")


_NO_OPTIONS = RecordingOptions()


def open_recording(path: str, options: RecordingOptions = _NO_OPTIONS) -> Recording:
    """Read what a recording says about itself; "-" is standard input."""
    if path == STANDARD_INPUT:
        source = ByteSource(sys.stdin.buffer, size_bytes=None)
        return _recording("standard input", "", source, options, lambda: source)
    name = path
    with _open_file(path) as source:
        return _recording(name, Path(path).name, source, options, lambda: _open_file(path))


def _recording(
    name: str,
    file_name: str,
    source: ByteSource,
    options: RecordingOptions,
    open_source: Callable[[], ByteSource],
) -> Recording:
    hints = hints_from_name(file_name)
    if source.size_bytes == 0:
        raise RecordingError(name, "is empty", "record it again")
    if is_riff(source.peek(12)):
        capture = read_wav(source, name, hints, fm_audio=options.fm_audio)
    else:
        capture = read_raw(source, name, hints, options.format, options.rate_hz)
    captures = (_with_options(capture, name, options),)
    return Recording(name, captures, open_source)


def _with_options(capture: Capture, name: str, options: RecordingOptions) -> Capture:
    if options.rate_hz is not None and options.rate_hz != capture.rate_hz:
        reason = f"states {capture.rate_hz:g} samples per second, the option {options.rate_hz:g}"
        raise RecordingError(name, reason, "leave the rate option out")
    lowest_hz, highest_hz = _AUDIO_RATES_HZ if capture.kind is SignalKind.FM_AUDIO else _IQ_RATES_HZ
    if not lowest_hz <= capture.rate_hz <= highest_hz:
        reason = f"has {capture.rate_hz:g} {capture.kind} samples per second"
        remedy = f"the rate must lie between {lowest_hz:g} and {highest_hz:g}"
        raise RecordingError(name, reason, remedy)
    if options.center_hz is not None:
        return msgspec.structs.replace(capture, center_hz=options.center_hz)
    return capture


def _open_file(path: str) -> ByteSource:
    try:
        size_bytes = Path(path).stat().st_size
        return ByteSource(Path(path).open("rb", buffering=0), size_bytes=size_bytes)
    except FileNotFoundError:
        raise RecordingError(path, "does not exist", "check the path") from None
    except IsADirectoryError:
        raise RecordingError(path, "is a directory", "name one file in it") from None
    except PermissionError:
        raise RecordingError(path, "may not be read by this user", "check its mode") from None
    except (OSError, ValueError) as error:
        raise RecordingError(path, f"cannot be opened ({error})", "check the path") from None
