"""aiomqtt 2.5's client, mended where an alert or the operator's terminal would suffer.

aiomqtt is asyncio-mqtt under its later name. Each method says what it mends; all were seen to
happen with mosquitto 2.0.11 and paho-mqtt 2.2.0, and tests/integration holds them.
"""

import asyncio
import math
import socket
import ssl
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any, Self, TypeVar

import aiomqtt
from paho.mqtt.enums import MQTTErrorCode
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from alerts.own_thread import OwnThread

T = TypeVar("T")


class Client(aiomqtt.Client):
    packet_bytes_max: int | None = None
    """What the broker said it takes (MQTT 5 section 3.2.2.3.6); on more it would hang up."""

    def __init__(
        self, *args: Any, confirms: bool = False, waiting_max: int | None = None, **settings: Any
    ) -> None:
        """waiting_max: of messages that nobody has taken yet; then nothing more is read."""
        super().__init__(*args, **settings)
        self._waiting_max = waiting_max
        self._paused: socket.socket | None = None
        self._client.manual_ack_set(confirms)
        self.loss: aiomqtt.MqttError | None = None
        self._is_connecting = False
        self._answers: dict[int, asyncio.Future[ReasonCode]] = {}
        self._tls_error: ssl.SSLError | None = None
        self._paho_receives = self._client._sock_recv  # noqa: SLF001 paho has no hook
        setattr(self._client, "_sock_recv", self._receive)  # noqa: B010 mypy minds assigning it

    async def __aenter__(self) -> Self:
        """Notice at once who hangs up, and leave no open socket behind where nobody answered."""
        self._connected.add_done_callback(_seen)
        self._disconnected.add_done_callback(self._lost)
        self._is_connecting = True
        try:
            await self._connect_beside()
            return await super().__aenter__()
        except BaseException:
            self._client.disconnect()
            raise
        finally:
            self._is_connecting = False

    async def _connect_beside(self) -> None:
        """In a thread of its own: a name may not be answered for minutes, and asyncio's are few."""
        try:
            await OwnThread("mqtt").run(super()._client_connect)
        except OSError as error:
            raise aiomqtt.MqttError(str(error)) from error

    def _client_connect(self) -> None:
        """That is done by now."""

    async def _wait_for(self, fut: Awaitable[T], timeout: float | None) -> T:  # noqa: ASYNC109 as aiomqtt calls it
        """aiomqtt waits by asyncio.wait_for, which pyproject.toml bans here, and says why."""
        patience_s = self.timeout if timeout is None else timeout
        try:
            async with asyncio.timeout(None if patience_s == math.inf else patience_s):
                return await fut
        except TimeoutError:
            raise aiomqtt.MqttError("Operation timed out") from None

    def send(
        self, topic: str, payload: bytes, *, retain: bool, properties: Properties | None
    ) -> asyncio.Future[ReasonCode]:
        """Publish at QoS 1, in the order of the calls; what comes is the broker's own answer.

        aiomqtt's publish forgets the answer, even where it is "not authorized", and warns the
        terminal where more than ten are on their way.
        """
        sent = self._client.publish(topic, payload, 1, retain, properties)
        if sent.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise aiomqtt.MqttCodeError(sent.rc, "could not publish")
        answer = self._answers[sent.mid] = self._loop.create_future()
        answer.add_done_callback(_seen)
        return answer

    def confirm(self, number: int) -> None:
        """Acknowledge a message of QoS 1, which aiomqtt does by itself as soon as it arrives."""
        if number:
            self._client.ack(number, 1)

    def _on_publish(
        self, client: Any, userdata: Any, mid: int, reason_code: ReasonCode, properties: Properties
    ) -> None:
        super()._on_publish(client, userdata, mid, reason_code, properties)
        answer = self._answers.pop(mid, None)
        if answer is not None and not answer.done():
            answer.set_result(reason_code)

    def _on_connect(
        self,
        client: Any,
        userdata: Any,
        flags: Any,
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        self.packet_bytes_max = getattr(properties, "MaximumPacketSize", None)
        super()._on_connect(client, userdata, flags, reason_code, properties)

    def _on_disconnect(
        self,
        client: Any,
        userdata: Any,
        flags: Any,
        reason_code: ReasonCode,
        properties: Properties | None = None,
    ) -> None:
        """Who still waits for a broker that hung up shall not wait for the timeout."""
        if self._connected.cancelled():  # nobody waits, and aiomqtt would stumble over it
            return
        connecting = self._is_connecting and not self._connected.done()
        if connecting:
            self._connected.set_exception(self._hung_up())
        super()._on_disconnect(client, userdata, flags, reason_code, properties)

    def _lost(self, disconnected: asyncio.Future[None]) -> None:
        """Keep why, which aiomqtt forgets, and tell who waits."""
        error = None if disconnected.cancelled() else disconnected.exception()
        self.loss = error if isinstance(error, aiomqtt.MqttError) else self._hung_up(error)
        waiters: list[asyncio.Future[Any]] = [self._connected, *self._answers.values()]
        for waiting in waiters:
            if not waiting.done():
                waiting.set_exception(self.loss)

    def _hung_up(self, error: BaseException | None = None) -> aiomqtt.MqttError:
        told = aiomqtt.MqttError("it hung up without an answer")
        told.__cause__ = self._tls_error or error
        return told

    def _receive(self, size: int) -> bytes:
        """paho only logs what TLS says; so a certificate is refused, after the handshake."""
        try:
            return self._paho_receives(size)
        except ssl.SSLError as error:
            self._tls_error = error
            raise

    def read_on(self) -> None:
        """A message has been taken: there may be room again."""
        if self._paused is not None and not self._is_full:
            sock, self._paused = self._paused, None
            if sock.fileno() != -1:
                self._loop.add_reader(sock.fileno(), self._read, sock)
                self._loop.call_soon(self._read, sock)  # TLS may hold what select does not see

    @property
    def _is_full(self) -> bool:
        return self._waiting_max is not None and len(self.messages) >= self._waiting_max

    def _on_socket_open(self, client: Any, userdata: Any, sock: Any) -> None:  # noqa: ARG002 what paho gives
        """Called in a thread; by the time that the loop is told, the socket may be closed again."""
        self._loop.call_soon_threadsafe(self._opened, sock)

    def _opened(self, sock: socket.socket) -> None:
        if not self._is_connecting:  # nobody waits for it any longer; paho will close it
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)
        elif sock.fileno() != -1:
            self._loop.add_reader(sock.fileno(), self._read, sock)
            self._misc_task = self._loop.create_task(self._misc_loop())

    def _read(self, sock: socket.socket) -> None:
        """As aiomqtt reads, but that a flood waits in the socket, and so in the broker.

        Receive Maximum holds for QoS 1 only, and not every broker keeps to it.
        """
        try:
            while not self._is_full:
                self._client.loop_read()
                if not (isinstance(sock, ssl.SSLSocket) and sock.fileno() != -1 and sock.pending()):
                    return
        except Exception as error:  # noqa: BLE001 as aiomqtt has it: the connection is of no use
            if not self._disconnected.done():
                self._disconnected.set_exception(error)
            return
        self._loop.remove_reader(sock.fileno())
        self._paused = sock

    def _on_socket_register_write(self, client: Any, userdata: Any, sock: Any) -> None:  # noqa: ARG002 what paho gives
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


def _seen(future: asyncio.Future[Any]) -> None:
    """Look at the error, or asyncio prints it when the future is collected."""
    if not future.cancelled():
        future.exception()
