"""A recording as if it were heard now."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count

import numpy as np
from msgspec.structs import replace

from sdr.block import SampleBlock, SignalKind
from sdr.errors import RecordingError
from sdr.live.piece import Piece, Stream
from sdr.live.raw_source import PIECE_S, RawSource
from sdr.live.settings import PlaySettings
from sdr.live.source import SourceError
from sdr.recording import Recording, RecordingOptions, open_recording
from sdr.sample_format import FLOAT32


@asynccontextmanager
async def open_play(settings: PlaySettings) -> AsyncIterator[RawSource]:
    options = RecordingOptions(
        format=settings.format,
        rate_hz=settings.rate_hz,
        center_hz=settings.center_hz,
        fm_audio=settings.fm_audio,
    )
    try:
        recording = await asyncio.to_thread(open_recording, str(settings.path), options)
        first = await asyncio.to_thread(lambda: next(recording.blocks()))
    except RecordingError as error:
        raise _refused(settings, error) from None
    if recording.is_pipe:
        raise SourceError(
            settings.label, f"{settings.path} is a pipe", 'use kind = "pipe"', is_final=True
        )
    stream = Stream(
        encoding=FLOAT32,
        rate_hz=first.rate_hz,
        center_hz=first.center_hz,
        channels=1 if first.kind is SignalKind.FM_AUDIO else 2,
        kind=first.kind,
    )
    yield RawSource(
        stream=stream, pieces=_pieces(settings, recording, stream), speed=settings.speed
    )


async def _pieces(
    settings: PlaySettings, recording: Recording, stream: Stream
) -> AsyncIterator[Piece]:
    started_s = time.monotonic()
    played = 0
    cuts = _cuts(settings, recording, stream)
    try:
        while cut := await asyncio.to_thread(next, cuts, None):
            played += len(cut.samples)
            due_s = started_s + played / (stream.rate_hz * settings.speed)
            await asyncio.sleep(due_s - time.monotonic())
            yield Piece(
                data=_as_bytes(cut, stream),
                utc_s=time.time(),
                monotonic_s=time.monotonic(),
                gap_before=cut.gap_before,
                samples_lost=cut.samples_lost,
            )
    except RecordingError as error:
        raise _refused(settings, error) from None
    reason = f"{settings.path} has been played"
    raise SourceError(settings.label, reason, "set loop = true to go on", is_final=True)


def _cuts(settings: PlaySettings, recording: Recording, stream: Stream) -> Iterator[SampleBlock]:
    """Blocks of PIECE_S; what follows the end of a recording in a loop is not contiguous to it."""
    for turn in count() if settings.loop else range(1):
        restarted = turn > 0
        for block in recording.blocks():
            if (block.rate_hz, block.center_hz) != (stream.rate_hz, stream.center_hz):
                remedy = "play each part of it by itself"
                raise RecordingError(recording.name, "changes its rate or its centre", remedy)
            size = max(1, round(PIECE_S * block.rate_hz * settings.speed))
            gap_before, lost = block.gap_before or restarted, block.samples_lost
            for start in range(0, len(block.samples), size):
                samples = block.samples[start : start + size]
                yield replace(block, samples=samples, gap_before=gap_before, samples_lost=lost)
                gap_before, lost = False, 0
            restarted = False


def _as_bytes(block: SampleBlock, stream: Stream) -> bytes:
    if stream.kind is SignalKind.FM_AUDIO:
        return np.ascontiguousarray(block.samples.real).tobytes()
    return block.samples.tobytes()


def _refused(settings: PlaySettings, error: RecordingError) -> SourceError:
    reason = f"{error.file} {error.reason}"
    return SourceError(settings.label, reason, error.remedy, is_final=True)
