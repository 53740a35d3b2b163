"""Any receiver that SoapySDR knows, read in a thread of its own."""

import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import numpy as np

from sdr.live.driver import change_gain, closed, opened
from sdr.live.handoff import Handoff
from sdr.live.patience import Patience
from sdr.live.piece import Piece, Stream
from sdr.live.raw_source import PIECE_S, RawSource
from sdr.live.settings import SoapySettings
from sdr.live.soapy_driver import SoapyReceiver
from sdr.live.source import SourceError
from sdr.live.threads import Call
from sdr.sample_format import FLOAT32


@asynccontextmanager
async def open_soapy(settings: SoapySettings, patience: Patience) -> AsyncIterator[RawSource]:
    label = settings.label
    stream = Stream(encoding=FLOAT32, rate_hz=settings.rate_hz, center_hz=settings.true_center_hz)
    receiver = await opened(partial(SoapyReceiver, settings), label, patience)
    handoff, stop = Handoff(stream), threading.Event()
    Call(label, "reading", partial(_read, receiver, stream, handoff, stop))
    try:
        yield RawSource(
            stream=stream,
            pieces=handoff.pieces(),
            gains_db=receiver.gains_db,
            change_gain=partial(change_gain, receiver.set_gain, label, patience),
        )
    finally:
        await closed(stop.set, receiver.close, label, patience)


def _read(receiver: SoapyReceiver, stream: Stream, handoff: Handoff, stop: threading.Event) -> None:
    """A driver gives as few samples at a time as it likes; a piece ends where some are lost."""
    buffer = np.empty(max(1, round(PIECE_S * stream.rate_hz)), np.complex64)
    filled, gap_before = 0, False
    while not stop.is_set():
        try:
            given, lost = receiver.read(buffer[filled:])
        except SourceError as error:
            handoff.fail(error)
            return
        filled += given
        if filled and (lost or filled == len(buffer)):
            handoff.put(
                Piece(
                    data=buffer[:filled].tobytes(),
                    utc_s=time.time(),
                    monotonic_s=time.monotonic(),
                    gap_before=gap_before,
                )
            )
            filled, gap_before = 0, False
        gap_before = gap_before or lost
