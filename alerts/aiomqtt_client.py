"""aiomqtt 2.5's client, mended where an alert or the operator's terminal would suffer.

aiomqtt is asyncio-mqtt under its later name. Each method says what it mends; all were seen to
happen with mosquitto 2.0.11 and paho-mqtt 2.2.0, and tests/integration holds them.
"""

import asyncio
import socket
from typing import Any, Self

import aiomqtt
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode


class Client(aiomqtt.Client):
    puback: ReasonCode | None = None
    """The answer to the last publication: aiomqtt forgets it, even where it is "not authorized"."""

    async def __aenter__(self) -> Self:
        """Leave no open socket behind where the broker did not answer."""
        for future in (self._connected, self._disconnected):
            future.add_done_callback(_seen)
        try:
            return await super().__aenter__()
        except BaseException:
            self._client.disconnect()
            raise

    def _on_publish(
        self, client: Any, userdata: Any, mid: int, reason_code: ReasonCode, properties: Properties
    ) -> None:
        self.puback = reason_code
        super()._on_publish(client, userdata, mid, reason_code, properties)

    def _on_disconnect(
        self,
        client: Any,
        userdata: Any,
        flags: Any,
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        """Who still waits for a broker that hung up shall not wait for the timeout."""
        connecting = self._lock.locked() and not self._connected.done()
        if connecting:
            self._connected.set_exception(aiomqtt.MqttError("it hung up without an answer"))
        for waiting in self._pending_publishes.values():
            waiting.set()
        super()._on_disconnect(client, userdata, flags, reason_code, properties)

    def _on_socket_register_write(self, client: Any, userdata: Any, sock: Any) -> None:  # noqa: ARG002
        """Called from another thread too; by the time of its turn the socket may be closed."""
        self._loop.call_soon_threadsafe(self._write_when_possible, sock)

    def _write_when_possible(self, sock: socket.socket) -> None:
        if sock.fileno() != -1:
            self._loop.add_writer(sock.fileno(), self._write)

    def _write(self) -> None:
        try:
            self._client.loop_write()
        except (OSError, ValueError) as error:
            if not self._disconnected.done():
                self._disconnected.set_exception(error)


def _seen(future: asyncio.Future[None]) -> None:
    """Look at the error, or asyncio prints it when the future is collected."""
    if not future.cancelled():
        future.exception()
