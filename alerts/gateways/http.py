"""One POST over HTTP, and what its answer means for the alert.

2xx                 delivered
400, 413, 415, 422  the document itself is refused: it will not be taken later either
500                 the server fails over this alert: others may pass
any other, or none  the server cannot be used now. So are redirects, wrong secrets, 404 and 410
                    taken: all of them can be put right while the alert still counts

Redirects are not followed: the alert, and who it is about, would go to a host that nobody named.
"""

import logging
import socket
import ssl
from collections.abc import Mapping
from http import HTTPStatus

import httpx

from alerts.gateways.address import Address
from alerts.gateways.errors import AwayError, GatewayError, HeldError, RejectedError
from alerts.gateways.kinds import HttpSettings
from alerts.gateways.names import Names
from alerts.gateways.network import trouble

REFUSING = (400, 413, 415, 422)
REMEDIES = {
    401: ": check the secret",
    403: ": check the secret",
    404: ": check the url",
    410: ": check the url",
}

# It writes each URL, and that of a webhook or of a topic can be what keeps others out.
logging.getLogger("httpx").setLevel(logging.WARNING)


class Endpoint:
    """Where a gateway posts to; each time over a new connection, with secrets read anew."""

    def __init__(self, settings: HttpSettings) -> None:
        self._settings = settings
        self._names = Names()

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> None:
        address = self._settings.address
        await self._names.resolve(address, socket.SOCK_STREAM)
        context = self._context(address)
        try:
            # Whoever calls sets a limit to the time of it all: a server may send a byte a second.
            # Neither a proxy nor a .netrc of the environment has a say in where alerts go.
            async with (
                httpx.AsyncClient(verify=context, timeout=None, trust_env=False) as client,  # noqa: S113 the caller limits it
                client.stream(
                    "POST",
                    url,
                    content=body,
                    headers={"User-Agent": "beacon406", **headers},
                    follow_redirects=False,
                ) as answer,
            ):
                failure = judge(answer.status_code, str(address))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise AwayError(f"{address}: {trouble(error)}") from None
        if failure is not None:
            raise failure

    def _context(self, address: Address) -> ssl.SSLContext:
        if address.scheme == "https":
            return self._settings.tls_context()
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody, and is made at once


def judge(status: int, server: str) -> GatewayError | None:
    if 200 <= status < 300:
        return None
    said = f"{server} answers {status}{_phrase(status)}"
    if 300 <= status < 400:
        return AwayError(f"{said}: redirects are not followed, set url to where it leads")
    if status in REFUSING:
        return RejectedError(said)
    if status == HTTPStatus.INTERNAL_SERVER_ERROR:
        return HeldError(said)
    return AwayError(f"{said}{REMEDIES.get(status, '')}")


def _phrase(status: int) -> str:
    """Ours: a server's own may be anything."""
    try:
        return f" {HTTPStatus(status).phrase}"
    except ValueError:
        return ""
