"""A dongle behind an rtl_tcp server."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sdr.live.byte_stream import pieces_of
from sdr.live.connect import BUFFER_BYTES, connected, connection_ended
from sdr.live.patience import Patience
from sdr.live.piece import Stream
from sdr.live.raw_source import RawSource
from sdr.live.rtl_driver import FIRST_GAIN_DB
from sdr.live.rtl_tcp_protocol import (
    GREETING,
    Command,
    Greeting,
    Tuner,
    command,
    read_greeting,
)
from sdr.live.settings import RtlTcpSettings
from sdr.live.source import SourceError
from sdr.sample_format import DONGLE_UINT8

SETTLE_S = 0.5
"""What comes in this soon was sampled before the server had obeyed our commands; to leave direct
sampling, librtlsdr sets up the tuner anew."""


@asynccontextmanager
async def open_rtl_tcp(settings: RtlTcpSettings, patience: Patience) -> AsyncIterator[RawSource]:
    stream = Stream(
        encoding=DONGLE_UINT8, rate_hz=settings.rate_hz, center_hz=settings.true_center_hz
    )
    label = settings.label
    async with connected(label, settings.host, settings.port, patience) as (reader, writer):
        greeting = await _greeting(reader, label, patience)
        writer.write(_commands(settings, greeting))
        await _settle(reader, label, patience)
        yield RawSource(
            stream=stream,
            pieces=pieces_of(reader, stream, partial(connection_ended, label, settings.host)),
            gains_db=greeting.gains_db,
            change_gain=partial(_change_gain, writer),
            warning=_warning(settings, greeting),
        )


async def _greeting(reader: asyncio.StreamReader, label: str, patience: Patience) -> Greeting:
    remedy = "correct host and port: an rtl_tcp server greets with RTL0"
    try:
        async with asyncio.timeout(patience.open_s):
            data = await reader.readexactly(GREETING.size)
    except TimeoutError:
        raise SourceError(label, "the server does not greet", remedy) from None
    except (asyncio.IncompleteReadError, OSError):
        reason = "the server has ended the connection at once"
        remedy = "it may serve another client already; rtl_tcp serves one at a time"
        raise SourceError(label, reason, remedy) from None
    if (greeting := read_greeting(data)) is None:
        raise SourceError(label, f"the server greets with {data[:4]!r}", remedy)
    return greeting


def _warning(settings: RtlTcpSettings, greeting: Greeting) -> str | None:
    warnings: list[str] = []
    if greeting.tuner == Tuner.R828D:
        warnings.append(
            "its tuner is an R828D: if it is an RTL-SDR Blog V4, librtlsdr 0.6.0, as in Debian 12,"
            " tunes it wrongly: run the rtl_tcp of 2.0.2 or later"
        )
    if settings.gain_db == "auto" and not greeting.gains_db:
        warnings.append(
            f"the {greeting.gain_count} gains of its tuner (type {greeting.tuner}) are not known:"
            f' "auto" leaves it at {FIRST_GAIN_DB:g} dB: give gain_db'
        )
    return f"{settings.label}: {'; '.join(warnings)}" if warnings else None


def _commands(settings: RtlTcpSettings, greeting: Greeting) -> bytes:
    """First of all, to be rid of what another client left: the server resets nothing."""
    gain_db = FIRST_GAIN_DB if settings.gain_db == "auto" else settings.gain_db
    nearest_db = min(
        greeting.gains_db, key=lambda known_db: abs(known_db - gain_db), default=gain_db
    )
    return b"".join(
        (
            command(Command.TEST_MODE, 0),
            command(Command.DIRECT_SAMPLING, 0),
            command(Command.OFFSET_TUNING, 0),
            command(Command.RATE_HZ, round(settings.rate_hz)),
            command(Command.FREQUENCY_HZ, round(settings.center_hz)),
            command(Command.PPM, 0),
            command(Command.AGC, 0),
            command(Command.MANUAL_GAIN, 1),
            command(Command.GAIN_TENTH_DB, round(10.0 * nearest_db)),
            command(Command.BIAS_TEE, int(settings.bias_tee)),
        )
    )


async def _settle(reader: asyncio.StreamReader, label: str, patience: Patience) -> None:
    """Drops whole samples; an end of the connection is left to the first piece."""
    until_s = time.monotonic() + SETTLE_S
    dropped = 0
    with contextlib.suppress(TimeoutError, OSError):
        async with asyncio.timeout(SETTLE_S):
            while time.monotonic() < until_s and (data := await reader.read(BUFFER_BYTES)):
                dropped += len(data)
    if dropped % 2:
        try:
            async with asyncio.timeout(patience.stall_s):
                await reader.readexactly(1)
        except TimeoutError:
            reason = f"has given no samples for {patience.stall_s:g} s"
            raise SourceError(label, reason, "see whether its dongle is plugged in") from None
        except (asyncio.IncompleteReadError, OSError):
            return


async def _change_gain(writer: asyncio.StreamWriter, gain_db: float) -> None:
    writer.write(command(Command.GAIN_TENTH_DB, round(10.0 * gain_db)))
