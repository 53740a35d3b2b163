"""Samples for a command, block by block: from a recording, or live from a configured source.

A recording is read where it is used, without asyncio: a pipe may be silent for long, and Ctrl-C is
to end that too.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from pathlib import Path

import msgspec

from alerts.errors import AlertSettingError
from sdr.block import SampleBlock
from sdr.live.opening import open_source
from sdr.live.piece import Piece, Stream
from sdr.live.settings import AnySource
from sdr.recording import RecordingOptions, open_recording
from sdr.sample_format import Encoding, components_from_bytes
from station.config.toml_file import read_toml

CONFIG_SUFFIX = ".toml"
BLOCK_S = 0.25


class Heard(msgspec.Struct, frozen=True, eq=False):
    """
    encoding    that the samples were read from
    name        of the recording or source
    duration_s  of the whole recording, where that is known; None for what is live
    """

    block: SampleBlock
    encoding: Encoding
    name: str
    duration_s: float | None


class _Sources(msgspec.Struct, frozen=True):
    """All that is wanted of the station's configuration; the rest is for `beacon406 run`."""

    sources: tuple[AnySource, ...] = ()


def is_config(path: str) -> bool:
    return path.endswith(CONFIG_SUFFIX)


def listen(
    path: str, options: RecordingOptions, source_name: str | None, take: Callable[[Heard], bool]
) -> None:
    """Until `take` says that it has enough, or all of a recording was heard; what is live goes on
    coming in while it works. RecordingError, SourceError and AlertSettingError say what is wrong.
    """
    if is_config(path):
        asyncio.run(_listen_live(source_in(Path(path), source_name), take))
        return
    if source_name is not None:
        raise AlertSettingError(f"--source {source_name}: {path} is a recording: leave it out")
    recording = open_recording(path, options)
    encoding = recording.layout.captures[0].encoding
    for block in recording.blocks():
        if take(Heard(block, encoding, recording.name, recording.duration_s)):
            return


async def _listen_live(settings: AnySource, take: Callable[[Heard], bool]) -> None:
    async with aclosing(_live(settings)) as blocks:
        async for heard in blocks:
            if await asyncio.to_thread(take, heard):
                return


def source_in(path: Path, name: str | None) -> AnySource:
    """The one of that name, or the only one."""
    sources = read_toml(path, _Sources).sources
    chosen = [source for source in sources if name is None or source.label == name]
    if len(chosen) == 1:
        return chosen[0]
    names = ", ".join(source.label for source in sources)
    if not sources:
        raise AlertSettingError(f"{path}: sources: there are none: add [[sources]]")
    if name is None:
        raise AlertSettingError(f"{path}: sources: there are several: choose by --source: {names}")
    raise AlertSettingError(f"{path}: sources: {name} is not the name of one: it has {names}")


async def _live(settings: AnySource) -> AsyncGenerator[Heard, None]:
    async with open_source(settings) as source:
        stream, waiting, taken = source.stream, list[Piece](), 0
        wanted_bytes = round(BLOCK_S * stream.rate_hz) * stream.sample_bytes
        async for piece in source.pieces():
            if piece.gap_before and waiting:
                yield _heard(waiting, taken, stream, source.name)
                taken += _samples(waiting, stream)
                waiting.clear()
            waiting.append(piece)
            if sum(len(one.data) for one in waiting) >= wanted_bytes:
                yield _heard(waiting, taken, stream, source.name)
                taken += _samples(waiting, stream)
                waiting.clear()


def _samples(pieces: list[Piece], stream: Stream) -> int:
    held = sum(len(piece.data) for piece in pieces) // stream.sample_bytes
    return held + sum(piece.samples_lost for piece in pieces)


def _heard(pieces: list[Piece], taken: int, stream: Stream, name: str) -> Heard:
    """`taken` samples were before, of which some may have been lost."""
    first, last = pieces[0], pieces[-1]
    data = b"".join(piece.data for piece in pieces)
    components = components_from_bytes(data, stream.encoding)
    if stream.channels == 2:
        samples = components.view("complex64")
    else:
        samples = components.astype("complex64")
    block = SampleBlock(
        samples=samples,
        rate_hz=stream.rate_hz,
        center_hz=stream.center_hz,
        time_s=(taken + first.samples_lost) / stream.rate_hz,
        utc_s=last.utc_s - samples.size / stream.rate_hz,
        utc_uncertainty_s=BLOCK_S,
        gap_before=first.gap_before,
        samples_lost=first.samples_lost,
        kind=stream.kind,
    )
    return Heard(block, stream.encoding, name, None)
