"""Samples out of the bytes of a capture, block by block, up to its end or to the first damage."""

from collections.abc import Iterator
from math import inf

import numpy as np
from numpy.typing import NDArray

from sdr.block import SampleBlock, SignalKind
from sdr.byte_source import ByteSource
from sdr.capture import Capture
from sdr.errors import RecordingError
from sdr.frames import block_bytes, good_frames
from sdr.stereo import AudioChannel, settled_kind

_COPY_AGAIN = "what came before was read; copy the recording again if there is more of it"


def read_capture(
    source: ByteSource, capture: Capture, name: str, from_s: float = 0.0, until_s: float = inf
) -> Iterator[SampleBlock]:
    """Every whole and finite sample of the capture; RecordingError after the last good one.

    from_s, until_s   which part of the recording is wanted; only a file can begin later
    """
    first = max(0, round((from_s - capture.time_s) * capture.rate_hz))
    last = inf if until_s == inf else round((until_s - capture.time_s) * capture.rate_hz)
    source.skip_to(capture.offset_bytes)
    kind = settled_kind(source, capture)
    if first:
        source.skip_to(capture.offset_bytes + first * capture.sample_bytes)
    audio = AudioChannel()
    while wanted_bytes := _next_block_bytes(capture, first, last):
        data = source.read(wanted_bytes)
        whole, torn_bytes = divmod(len(data), capture.sample_bytes)
        frames = good_frames(data, capture)
        if len(frames):
            yield _block(capture, _complex_samples(frames, kind, audio), first=first, kind=kind)
        first += len(frames)
        if len(frames) < whole:
            raise RecordingError(name, f"sample {first} is not a finite number", _COPY_AGAIN)
        if torn_bytes:
            reason = f"ends after {torn_bytes} of the {capture.sample_bytes} bytes of a sample"
            raise RecordingError(name, reason, _COPY_AGAIN)
        if len(data) < wanted_bytes:
            break
    if capture.size_bytes is not None and first < (
        stated := min(capture.size_bytes // capture.sample_bytes, last)
    ):
        reason = f"ends after {first} of the {stated} samples that its header states"
        raise RecordingError(name, reason, _COPY_AGAIN)


def _next_block_bytes(capture: Capture, first: int, last: float) -> int:
    """A part is read in the blocks in which the whole is: a receiver may depend on them."""
    rest_bytes = (last - first) * capture.sample_bytes
    if capture.size_bytes is not None:
        rest_bytes = min(rest_bytes, capture.size_bytes - first * capture.sample_bytes)
    whole_bytes = block_bytes(capture)
    return int(max(0, min(whole_bytes - first * capture.sample_bytes % whole_bytes, rest_bytes)))


def _complex_samples(
    frames: NDArray[np.float32], kind: SignalKind, audio: AudioChannel
) -> NDArray[np.complex64]:
    if kind is SignalKind.IQ:
        return frames.reshape(-1).view(np.complex64)
    return audio.pick(frames).astype(np.complex64)


def _block(
    capture: Capture, samples: NDArray[np.complex64], *, first: int, kind: SignalKind
) -> SampleBlock:
    elapsed_s = first / capture.rate_hz
    return SampleBlock(
        samples=samples,
        rate_hz=capture.rate_hz,
        center_hz=capture.center_hz if kind is SignalKind.IQ else None,
        time_s=capture.time_s + elapsed_s,
        utc_s=None if capture.utc_s is None else capture.utc_s + elapsed_s,
        utc_uncertainty_s=capture.utc_uncertainty_s,
        gap_before=capture.gap_before and first == 0,
        samples_lost=capture.samples_lost if first == 0 else 0,
        kind=kind,
    )
