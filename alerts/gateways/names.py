"""Names of hosts, looked up in a thread of the gateway's own.

The threads of asyncio are few, and the desk and the brokers need them: a name server that does not
answer may hold one of a gateway's, never theirs. What was just found is found at once again, when
the library that connects looks it up.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from alerts.gateways.address import Address
from alerts.gateways.errors import AwayError

Found = tuple[int, int, int, str, tuple[Any, ...]]


class Names:
    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="gateway names")

    async def resolve(self, address: Address, kind: socket.SocketKind) -> list[Found]:
        """As socket.getaddrinfo gives them."""

        def look_up() -> list[Any]:
            return socket.getaddrinfo(address.host, address.port, type=kind)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, look_up)
        except (socket.gaierror, UnicodeError):
            raise AwayError(f"{address}: no such host is known") from None

    def close(self) -> None:
        """Without waiting for a name server."""
        self._thread.shutdown(wait=False, cancel_futures=True)
