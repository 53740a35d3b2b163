"""Bare samples from the network: a TCP server that sends them, or whoever sends datagrams here."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from sdr.live.bare import bare_stream
from sdr.live.byte_stream import pieces_of
from sdr.live.connect import address_of, connected, connection_ended, one_sentence
from sdr.live.datagrams import Datagrams
from sdr.live.handoff import Handoff
from sdr.live.patience import Patience
from sdr.live.raw_source import RawSource
from sdr.live.settings import NetworkSettings

RECEIVE_BYTES = 8 << 20
"""Asked of the system, which gives what net.core.rmem_max allows."""


@asynccontextmanager
async def open_tcp(settings: NetworkSettings, patience: Patience) -> AsyncIterator[RawSource]:
    stream = bare_stream(settings)
    label = settings.label
    async with connected(label, settings.host, settings.port, patience) as (reader, _):
        yield RawSource(
            stream=stream,
            pieces=pieces_of(reader, stream, partial(connection_ended, label, settings.host)),
        )


@asynccontextmanager
async def open_udp(settings: NetworkSettings, patience: Patience) -> AsyncIterator[RawSource]:
    label, stream = settings.label, bare_stream(settings)
    handoff = Handoff(stream)
    failure = f"cannot listen at {settings.host} port {settings.port}"
    remedy = "give an address of this machine and a free port"
    async with one_sentence(label, failure, remedy, patience):
        address = await address_of(label, settings.host, settings.port, socket.SOCK_DGRAM)
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: Datagrams(settings, stream, handoff), local_addr=address
        )
    transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BYTES
    )
    try:
        yield RawSource(stream=stream, pieces=handoff.pieces())
    finally:
        transport.close()
