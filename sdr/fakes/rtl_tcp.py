"""An rtl_tcp server without a dongle.

It does as rtl_tcp does: one client at a time, and what a slow client does not take is dropped. It
does not resample: a client that asks for another rate gets the recording's, and should notice. What
it sends at a time ends within a sample, as what comes through a network may.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sdr.fakes.player import Chunk, Player
from sdr.live.rtl_tcp_protocol import COMMAND, Command, Tuner, greeting

CHUNK_S = 0.01
MOST_WAITING_BYTES = 16 << 20
"""For a client that does not take them: 3 s at 2.4 MS/s."""


class FakeRtlTcp:
    """
    greets         what it greets with
    port           where it listens, once it is served
    commands       it has been given, with their values
    dropped_bytes  that a client was too slow for
    """

    def __init__(self, player: Player, greets: bytes = greeting(Tuner.R820T)) -> None:
        self.player = player
        self.greets = greets
        self.port = 0
        self.commands: list[tuple[int, int]] = []
        self.dropped_bytes = 0
        self._client: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def serving(self, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator["FakeRtlTcp"]:
        server = await asyncio.start_server(self._serve, host, port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()
            if self._client is not None:
                self._client.cancel()
                await asyncio.wait([self._client])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._client is None and not self.player.is_gone:
            self._client = asyncio.current_task()
            # Streams of Python 3.11 log a handler that ends as cancelled as an error.
            with contextlib.suppress(asyncio.CancelledError):
                await self._until_either_ends(reader, writer)
            self._client = None
        writer.transport.abort()

    async def _until_either_ends(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        writer.write(self.greets)
        tasks = [
            asyncio.create_task(self._obey(reader), name="commands of a client"),
            asyncio.create_task(self._play(writer), name="samples for a client"),
        ]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _obey(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, OSError):
            while True:
                what, value = COMMAND.unpack(await reader.readexactly(COMMAND.size))
                self.commands.append((what, value))
                if what == Command.GAIN_TENTH_DB:
                    self.player.set_gain(value / 10.0)

    async def _play(self, writer: asyncio.StreamWriter) -> None:
        samples = round(CHUNK_S * self.player.tape.rate_hz * self.player.speed)
        held = b""
        for chunk in self.player.chunks(samples):
            if not isinstance(chunk, Chunk):
                await asyncio.sleep(self.player.wait_s(chunk.at_s))
                return
            await asyncio.sleep(self.player.wait_s(chunk.due_s))
            if writer.transport.get_write_buffer_size() > MOST_WAITING_BYTES:
                self.dropped_bytes += len(chunk.data)
            else:
                writer.write(held + chunk.data[:-1])
                held = chunk.data[-1:]
