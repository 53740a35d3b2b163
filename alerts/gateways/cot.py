"""Cursor on Target, to field teams' maps: one event each over UDP, or over TLS to a TAK server.

Nothing is ever answered. Over UDP delivered means sent; over TLS, that the server took it and did
not hang up: TLS 1.3 servers refuse a client's certificate only after it has begun to talk.
"""

import asyncio
import socket
from contextlib import closing, suppress
from ipaddress import ip_address

from alerts.formats import Format
from alerts.gateways.channel import Due
from alerts.gateways.errors import AwayError, RejectedError
from alerts.gateways.kinds import CotSettings
from alerts.gateways.names import Found, Names
from alerts.gateways.network import trouble

HANGS_UP_WITHIN_S = 1.0


class Cot:
    def __init__(self, settings: CotSettings, form: Format) -> None:
        self._settings = settings
        self._form = form
        self._names = Names()

    async def send(self, due: Due) -> None:
        address = self._settings.address
        try:
            event = self._form.render(due.alert)
        except Exception as error:  # noqa: BLE001 no other try would do better
            raise RejectedError(f"{self._settings.format}: {type(error).__name__}") from None
        kind = socket.SOCK_STREAM if address.scheme == "tls" else socket.SOCK_DGRAM
        places = await self._names.resolve(address, kind)
        try:
            if address.scheme == "tls":
                await self._send_to_server(event)
            else:
                self._send_datagram(event, places[0])
        except OSError as error:
            raise AwayError(f"{address}: {trouble(error)}") from None

    async def _send_to_server(self, event: bytes) -> None:
        address = self._settings.address
        reader, writer = await asyncio.open_connection(
            address.host, address.port, ssl=self._settings.tls_context()
        )
        try:
            writer.write(event)
            await writer.drain()
            with suppress(TimeoutError):
                async with asyncio.timeout(HANGS_UP_WITHIN_S):
                    if not await reader.read(1):
                        raise AwayError(f"{address}: hangs up: check the certificate")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    def _send_datagram(self, event: bytes, place: Found) -> None:
        family, kind, protocol, _, where = place
        with closing(socket.socket(family, kind, protocol)) as out:
            out.setblocking(False)
            if ip_address(where[0]).is_multicast:
                self._set_multicast(out, family)
            out.sendto(event, where)

    def _set_multicast(self, out: socket.socket, family: int) -> None:
        if family == socket.AF_INET6:
            out.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, self._settings.hops)
            return
        out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, self._settings.hops)
        if self._settings.interface is not None:
            own = socket.inet_aton(self._settings.interface)
            out.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
