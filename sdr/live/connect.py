"""A socket for samples, or one sentence why there is none."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sdr.live.patience import Patience
from sdr.live.source import SourceError
from sdr.live.threads import Call

BUFFER_BYTES = 1 << 20
"""Half of what waits before the sender is held up: 0.4 s at 2.4 MS/s, beside the system's own."""


@asynccontextmanager
async def one_sentence(
    label: str, failure: str, remedy: str, patience: Patience
) -> AsyncIterator[None]:
    """Of whatever the system refuses while a socket is opened, or takes too long for."""
    try:
        async with asyncio.timeout(patience.open_s):
            yield
    except TimeoutError:
        reason = f"{failure} (no answer for {patience.open_s:g} s)"
        raise SourceError(label, reason, remedy) from None
    except OSError as error:
        raise SourceError(label, f"{failure} ({error.strerror or error})", remedy) from None


async def address_of(label: str, host: str, port: int, kind: socket.SocketKind) -> tuple[str, int]:
    """The first of a host; a name server that hangs holds nobody up at the end."""
    look_up = partial(socket.getaddrinfo, host, port, type=kind)
    found = await Call(label, f"name of {host}", look_up).result()
    return str(found[0][4][0]), port


@asynccontextmanager
async def connected(
    label: str, host: str, port: int, patience: Patience
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    failure = f"cannot connect to {host} port {port}"
    remedy = "start the server there, or correct host and port"
    async with one_sentence(label, failure, remedy, patience):
        address = await address_of(label, host, port, socket.SOCK_STREAM)
        reader, writer = await asyncio.open_connection(*address, limit=BUFFER_BYTES)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(patience.close_s):
                await writer.wait_closed()


async def connection_ended(label: str, host: str) -> SourceError:
    remedy = "it is opened again; look at the server's log"
    return SourceError(label, f"{host} has ended the connection", remedy)
