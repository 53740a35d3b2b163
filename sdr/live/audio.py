"""A receiver's discriminator output at a sound card.

By arecord of alsa-utils, which works without a desktop, on every Linux, with PipeWire too, and
brings no library into this process; it says on standard error when it has lost samples.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace

from sdr.block import SignalKind
from sdr.live.patience import Patience
from sdr.live.piece import Piece, Stream
from sdr.live.program import running
from sdr.live.raw_source import RawSource
from sdr.live.settings import AudioSettings
from sdr.sample_format import INT16

LOSS = "overrun"


class _Losses:
    """That arecord has spoken of since the last piece."""

    def __init__(self) -> None:
        self._is_new = False

    def hear(self, line: str) -> None:
        self._is_new |= LOSS in line

    async def marked(self, pieces: AsyncIterator[Piece]) -> AsyncIterator[Piece]:
        async for piece in pieces:
            yield replace(piece, gap_before=True) if self._is_new else piece
            self._is_new = False


@asynccontextmanager
async def open_audio(settings: AudioSettings, patience: Patience) -> AsyncIterator[RawSource]:
    stream = Stream(
        encoding=INT16,
        rate_hz=settings.rate_hz,
        center_hz=None,
        channels=1,
        kind=SignalKind.FM_AUDIO,
    )
    command = (
        *("arecord", "--quiet", f"--device={settings.device}", "--file-type=raw"),
        *("--format=S16_LE", "--channels=1", f"--rate={settings.rate_hz:.0f}"),
    )
    losses = _Losses()
    remedy = "apt install alsa-utils"
    async with running(
        settings.label, command, stream, patience, hear=losses.hear, remedy=remedy
    ) as pieces:
        yield RawSource(stream=stream, pieces=losses.marked(pieces))
