"""A dongle at USB: pyrtlsdr's raw bytes, in a thread of its own."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from ctypes import Array, c_ubyte
from functools import partial
from math import ceil
from typing import Any

from sdr.live.driver import change_gain, closed, opened
from sdr.live.handoff import Handoff
from sdr.live.patience import Patience
from sdr.live.piece import Piece, Stream
from sdr.live.raw_source import PIECE_S, RawSource
from sdr.live.rtl_driver import open_radio
from sdr.live.settings import RtlSdrSettings
from sdr.live.source import SourceError
from sdr.live.threads import Call
from sdr.sample_format import DONGLE_UINT8

USB_BLOCK_BYTES = 16384
"""librtlsdr takes whole multiples of 512; this is its own unit."""
CANCEL_AGAIN_S = 0.05


@asynccontextmanager
async def open_rtl_sdr(settings: RtlSdrSettings, patience: Patience) -> AsyncIterator[RawSource]:
    stream = Stream(
        encoding=DONGLE_UINT8, rate_hz=settings.rate_hz, center_hz=settings.true_center_hz
    )
    radio = await opened(partial(open_radio, settings), settings.label, patience)
    close = _kept_open(radio)
    handoff = Handoff(stream)
    label = settings.label
    reading = Call(label, "reading", partial(_read, radio, settings, handoff))
    try:
        yield RawSource(
            stream=stream,
            pieces=handoff.pieces(),
            gains_db=tuple(radio.valid_gains_db),
            change_gain=partial(change_gain, radio.set_gain, label, patience),
        )
    finally:
        await closed(partial(_end_reading, radio, reading), close, label, patience)


def _read(radio: Any, settings: RtlSdrSettings, handoff: Handoff) -> None:
    def take(values: "Array[c_ubyte]", _context: object) -> None:
        handoff.put(Piece(data=bytes(values), utc_s=time.time(), monotonic_s=time.monotonic()))

    blocks = ceil(2.0 * PIECE_S * settings.rate_hz / USB_BLOCK_BYTES)
    reason = "has stopped"
    try:
        radio.read_bytes_async(take, blocks * USB_BLOCK_BYTES)
    except OSError as error:
        reason = f"has stopped ({error})"
    remedy = "it is opened again; try another port, cable or power supply"
    handoff.fail(SourceError(settings.label, reason, remedy))


def _kept_open(radio: Any) -> Callable[[], None]:
    """How to close it. pyrtlsdr does so at any error, and frees what other threads still use."""
    close: Callable[[], None] = radio.close
    radio.close = lambda: None
    return close


def _end_reading(radio: Any, reading: Call[None]) -> None:
    while reading.is_alive():
        # The driver does not take it before its first transfer: hence again and again. Unless
        # pyrtlsdr believes that it has been taken, it raises that as an error.
        radio.read_async_canceling = True
        radio.cancel_read_async()
        reading.join(CANCEL_AGAIN_S)
