"""Names of hosts, looked up in a thread of the gateway's own before anybody connects.

What was just found is found at once again, when the library that connects looks it up in one of
asyncio's.
"""

import socket
from typing import Any

from alerts.gateways.address import Address
from alerts.gateways.errors import AwayError
from alerts.own_thread import OwnThread

Found = tuple[int, int, int, str, tuple[Any, ...]]


class Names:
    def __init__(self) -> None:
        self._thread = OwnThread("gateway names")

    async def resolve(self, address: Address, kind: socket.SocketKind) -> list[Found]:
        """As socket.getaddrinfo gives them."""

        def look_up() -> list[Any]:
            return socket.getaddrinfo(address.host, address.port, type=kind)

        try:
            return await self._thread.run(look_up)
        except (socket.gaierror, UnicodeError):
            raise AwayError(f"{address}: no such host is known") from None
