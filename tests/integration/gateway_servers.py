"""Servers that gateways talk to, as kind or unkind as a test wants them."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import msgspec

HANG = 0
"""Instead of a status: never answer."""


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event_id(self) -> str:
        document = msgspec.json.decode(self.body)
        assert document["event_id"] == self.headers["webhook-id"]
        return str(document["event_id"])


@dataclass
class HttpServer:
    """Records what is posted, and what of it was taken."""

    answer: Callable[[Request], int] = lambda _: 204
    answer_headers: str = ""
    port: int = 0
    received: list[Request] = field(default_factory=list)
    taken: list[Request] = field(default_factory=list)

    def url(self, path: str = "/hook", scheme: str = "http") -> str:
        return f"{scheme}://localhost:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            request = await _read(reader)
            self.received.append(request)
            status = self.answer(request)
            if status == HANG:
                await reader.read()
            elif 200 <= status < 300:
                self.taken.append(request)
            head = f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n{self.answer_headers}\r\n"
            writer.write(head.encode())
            await writer.drain()
        writer.close()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    headers = dict(line.lower().split(": ", 1)[:1] + line.split(": ", 1)[1:] for line in head[1:-2])
    body = await reader.readexactly(int(headers["content-length"]))
    return Request(head[0].split()[1], headers, body)


@asynccontextmanager
async def http_server(
    answer: Callable[[Request], int] = lambda _: 204,
    *,
    tls: ssl.SSLContext | None = None,
    answer_headers: str = "",
) -> AsyncIterator[HttpServer]:
    it = HttpServer(answer, answer_headers)
    listener = await asyncio.start_server(it.serve, "127.0.0.1", 0, ssl=tls)
    it.port = listener.sockets[0].getsockname()[1]
    try:
        yield it
    finally:
        listener.close()
