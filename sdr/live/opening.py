"""One way into every kind of source."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sdr.live.patience import PATIENCE, Patience
from sdr.live.play import open_play
from sdr.live.raw_source import RawSource
from sdr.live.settings import AnySource, PlaySettings
from sdr.live.source import LiveSource, SourceError
from sdr.live.watched import WatchedSource


@asynccontextmanager
async def open_source(
    settings: AnySource, patience: Patience = PATIENCE
) -> AsyncIterator[LiveSource]:
    """SourceError where it cannot be opened; what it holds is given back at the end."""
    async with _opened(settings) as raw:
        yield WatchedSource(settings.label, raw, patience)


def _opened(settings: AnySource) -> AbstractAsyncContextManager[RawSource]:
    match settings:
        case PlaySettings():
            return open_play(settings)
        case _:
            remedy = "this version knows play"
            raise SourceError(settings.label, "is not known", remedy, is_final=True)
