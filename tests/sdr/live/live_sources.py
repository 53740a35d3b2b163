"""What tests of live sources share: a source read for a while, and what was noticed meanwhile."""

import asyncio
from collections.abc import Callable

import msgspec

from sdr.live.opening import open_source
from sdr.live.patience import Patience
from sdr.live.piece import Piece
from sdr.live.settings import AnySource
from sdr.live.source import LiveSource, SourceError

LIMIT_S = 60.0
"""Far beyond what anything takes here, for machines that do ten things at once."""
HASTY = Patience(open_s=20.0, stall_s=0.5)
PATIENT = Patience(open_s=20.0, stall_s=20.0)


class Heard(msgspec.Struct):
    pieces: list[Piece] = []
    error: SourceError | None = None

    @property
    def data(self) -> bytes:
        return b"".join(piece.data for piece in self.pieces)

    @property
    def gaps(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.gap_before]

    @property
    def samples_lost(self) -> int:
        return sum(piece.samples_lost for piece in self.pieces)


async def read(
    source: LiveSource,
    heard: Heard,
    *,
    samples: float,
    gaps: int = 0,
    then: Callable[[], object] = lambda: None,
) -> None:
    """Until so many samples have come, or so many gaps if any are asked for, or it fails.

    `then` is called after the first piece: a fault before it would not be noticed as one.
    """
    count = 0
    async for piece in source.pieces():
        heard.pieces.append(piece)
        assert len(piece.data) % source.stream.sample_bytes == 0, "not whole samples"
        if count == 0:
            then()
        count += len(piece.data) // source.stream.sample_bytes
        if count >= samples or (gaps and len(heard.gaps) >= gaps):
            return


async def hear(
    settings: AnySource,
    *,
    samples: float,
    gaps: int = 0,
    patience: Patience = PATIENT,
    then: Callable[[], object] = lambda: None,
) -> Heard:
    heard = Heard()
    async with asyncio.timeout(LIMIT_S):
        try:
            async with open_source(settings, patience) as source:
                await read(source, heard, samples=samples, gaps=gaps, then=then)
        except SourceError as error:
            heard.error = error
    return heard
