"""The stream of samples without a header."""

from sdr.block import SignalKind
from sdr.live.piece import Stream
from sdr.live.settings import BareSettings
from sdr.sample_format import ENCODINGS


def bare_stream(settings: BareSettings) -> Stream:
    return Stream(
        encoding=ENCODINGS[settings.format],
        rate_hz=settings.rate_hz,
        center_hz=settings.center_hz,
        channels=1 if settings.fm_audio else 2,
        kind=SignalKind.FM_AUDIO if settings.fm_audio else SignalKind.IQ,
    )
