"""One way into every kind of source."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sdr.live.audio import open_audio
from sdr.live.network import open_tcp, open_udp
from sdr.live.patience import PATIENCE, Patience
from sdr.live.pipe import open_pipe
from sdr.live.play import open_play
from sdr.live.raw_source import RawSource
from sdr.live.rtl_sdr import open_rtl_sdr
from sdr.live.rtl_tcp import open_rtl_tcp
from sdr.live.settings import (
    AnySource,
    AudioSettings,
    NetworkSettings,
    PipeSettings,
    PlaySettings,
    RtlSdrSettings,
    RtlTcpSettings,
    SoapySettings,
)
from sdr.live.soapy import open_soapy
from sdr.live.source import LiveSource
from sdr.live.watched import WatchedSource


@asynccontextmanager
async def open_source(
    settings: AnySource, patience: Patience = PATIENCE
) -> AsyncIterator[LiveSource]:
    """SourceError where it cannot be opened; what it holds is given back at the end, within 2 s."""
    async with _opened(settings, patience) as raw:
        yield WatchedSource(settings.label, raw, patience)


def _opened(  # noqa: PLR0911 one for each kind
    settings: AnySource, patience: Patience
) -> AbstractAsyncContextManager[RawSource]:
    match settings:
        case RtlSdrSettings():
            return open_rtl_sdr(settings, patience)
        case RtlTcpSettings():
            return open_rtl_tcp(settings, patience)
        case SoapySettings():
            return open_soapy(settings, patience)
        case NetworkSettings(protocol="tcp"):
            return open_tcp(settings, patience)
        case NetworkSettings():
            return open_udp(settings, patience)
        case AudioSettings():
            return open_audio(settings, patience)
        case PipeSettings():
            return open_pipe(settings, patience)
        case PlaySettings():
            return open_play(settings)
