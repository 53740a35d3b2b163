"""One connection to an MQTT broker: what the rest of the package knows of aiomqtt.

MQTT 5 first, 3.1.1 where the broker knows no better. What aiomqtt raises becomes one of two errors:
AlertDeliveryError where trying again is useless, BrokerUnreachableError where it is not.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from typing import Any

import aiomqtt
import msgspec
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from alerts.errors import AlertDeliveryError, BrokerUnreachableError
from alerts.mqtt.aiomqtt_client import Client
from alerts.mqtt.broker_settings import BrokerSettings
from alerts.mqtt.broker_url import BrokerUrl
from alerts.mqtt.connection_errors import (
    CONNECT_TIMEOUT_S,
    UNSUPPORTED_PROTOCOL_VERSION,
    explained,
    reason_code,
    refused,
)
from alerts.outgoing import Outgoing

KEEPALIVE_S = 20
"""A broker calls a client lost after 1.5 times this; a client asks after a broker as often."""
ANSWER_TIMEOUT_S = 20.0
"""Enough for one alert of 3 kB over a satellite telephone (2 400 bit/s)."""

UNCONFIRMED_MAX = 1
"""What a broker may send ahead of confirmations by hand. mosquitto 2.0.11 keeps to no other number:
from 2 on it sends about five more for each that is confirmed, and all of them again, ahead of any
answer, when the client comes back."""
WAITING_MAX = 200
"""What is taken from a broker that sends more all the same; the rest waits in the socket."""

NO_MATCHING_SUBSCRIBERS = 16

# Everything worth saying is raised; paho's own lines would only get among the program's output.
SILENT = logging.getLogger("alerts.mqtt.connection.paho")
SILENT.setLevel(logging.CRITICAL + 1)


class Incoming(msgspec.Struct, frozen=True):
    """A message that arrived; what stands after `number` only MQTT 5 has.

    number   of the packet, by which `Connection.confirm` acknowledges it; 0 at QoS 0
    """

    topic: str
    payload: bytes
    retain: bool
    number: int = 0
    content_type: str | None = None
    expiry_s: int | None = None
    user_properties: tuple[tuple[str, str], ...] = ()


class Connection:
    """An open connection; made by `open_connection`."""

    def __init__(
        self, broker: BrokerSettings, client: Client, version: aiomqtt.ProtocolVersion
    ) -> None:
        self._broker = broker
        self._client = client
        self.is_version_5 = version is aiomqtt.ProtocolVersion.V5

    async def publish(self, message: Outgoing) -> bool:
        """Return once the broker acknowledged it (QoS 1); False where it says nobody listens."""
        async for answer in self.publish_all([message]):
            if isinstance(answer, AlertDeliveryError):
                raise answer
            return answer
        raise AssertionError

    async def publish_all(
        self, messages: Sequence[Outgoing]
    ) -> AsyncIterator[bool | AlertDeliveryError]:
        """Send all in their order, without waiting in between; one answer for each, as above.

        paho keeps to the 20 unanswered messages that mosquitto allows. What was refused is
        answered by the error; what could not be answered raises it.
        """
        answers = [self._send(message) for message in messages]
        for message, answer in zip(messages, answers, strict=True):
            if isinstance(answer, AlertDeliveryError):
                yield answer
                continue
            code = await self._answered(answer)
            if code.is_failure:
                yield refused(self._broker, f"a message on {message.topic}", code)
            else:
                yield bool(code.value != NO_MATCHING_SUBSCRIBERS)

    def _send(self, message: Outgoing) -> asyncio.Future[ReasonCode] | AlertDeliveryError:
        properties = _properties(message, PacketTypes.PUBLISH) if self.is_version_5 else None
        if self._is_too_large(message, properties):
            return AlertDeliveryError(
                f"broker {self._broker.address}: refused a message on {message.topic}:"
                f" takes no more than {self._client.packet_bytes_max} bytes"
            )
        try:
            return self._client.send(
                message.topic, message.payload, retain=message.retain, properties=properties
            )
        except aiomqtt.MqttError as error:
            raise explained(self._broker, error) from None

    def _is_too_large(self, message: Outgoing, properties: Properties | None) -> bool:
        """MQTT 5 section 3.3: fixed header, topic and packet identifier besides what it carries."""
        if self._client.packet_bytes_max is None or properties is None:
            return False
        packed = properties.pack()  # type: ignore[no-untyped-call] # paho has no types here
        carried = len(packed) + len(message.payload) + len(message.topic.encode())
        return 9 + carried > self._client.packet_bytes_max

    async def _answered(self, answer: asyncio.Future[ReasonCode]) -> ReasonCode:
        try:
            async with asyncio.timeout(ANSWER_TIMEOUT_S):
                return await answer
        except TimeoutError:
            raise BrokerUnreachableError(
                f"broker {self._broker.address}: did not acknowledge within {ANSWER_TIMEOUT_S:g} s"
            ) from None
        except aiomqtt.MqttError as error:
            raise explained(self._broker, error) from None

    async def subscribe(self, topic_filter: str) -> None:
        try:
            answers = await self._client.subscribe(topic_filter, qos=1)
        except aiomqtt.MqttError as error:
            raise explained(self._broker, error) from None
        for answer in answers:
            if isinstance(answer, ReasonCode) and answer.is_failure:
                raise refused(self._broker, f"the subscription to {topic_filter}", answer)

    async def unsubscribe(self, topic_filter: str) -> None:
        try:
            await self._client.unsubscribe(topic_filter)
        except aiomqtt.MqttError as error:
            raise explained(self._broker, error) from None

    def confirm(self, message: Incoming) -> None:
        """Acknowledge a message; only where the connection was opened to confirm by hand."""
        self._client.confirm(message.number)

    @property
    def waiting(self) -> int:
        """Messages that have arrived and were not iterated over yet."""
        return len(self._client.messages)

    async def messages(self) -> AsyncIterator[Incoming]:
        """What arrives, until the connection is lost."""
        try:
            async for message in self._client.messages:
                self._client.read_on()
                yield Incoming(
                    topic=str(message.topic),
                    payload=message.payload,
                    retain=message.retain,
                    number=message.mid if message.qos else 0,
                    content_type=getattr(message.properties, "ContentType", None),
                    expiry_s=getattr(message.properties, "MessageExpiryInterval", None),
                    user_properties=tuple(getattr(message.properties, "UserProperty", ())),
                )
        except aiomqtt.MqttError as error:
            raise explained(self._broker, self._client.loss or error) from None

    async def close(self) -> None:
        """Say goodbye, if there is still somebody: then no last will is published."""
        with suppress(aiomqtt.MqttError):
            await self._client.__aexit__(None, None, None)


async def open_connection(
    broker: BrokerSettings | BrokerUrl,
    *,
    client_id: str | None = None,
    will: Outgoing | None = None,
    session_expiry_s: int = 0,
    confirms: bool = False,
) -> Connection:
    """Connect; an address alone takes the password from the environment, if it names a user.

    For session_expiry_s after the connection the broker keeps its subscriptions, and what comes for
    them, until the same client_id is there again; over MQTT 3.1.1 for as long as the broker likes.
    With `confirms` each message is acknowledged by `Connection.confirm`, not by its arrival: what
    was not confirmed comes again.
    """
    settings = BrokerSettings.at(broker) if isinstance(broker, BrokerUrl) else broker
    try:
        if not settings.address.tls:
            # amqtt 0.12 reads a will or properties of MQTT 5 wrongly and waits for their end for
            # ever; a bare CONNECT it refuses as it should. It is only ever met on this machine.
            version_5 = aiomqtt.ProtocolVersion.V5
            asker = client_id and f"{client_id}-asks"
            await (await _open(settings, version_5, identifier=asker)).close()
        return await _open_5(settings, client_id, will, session_expiry_s, confirms=confirms)
    except aiomqtt.MqttError as error:
        if reason_code(error) != UNSUPPORTED_PROTOCOL_VERSION:
            raise explained(settings, error) from None
    try:
        return await _open(
            settings,
            aiomqtt.ProtocolVersion.V311,
            identifier=client_id,
            will=_will(will, None),
            clean_session=session_expiry_s == 0,
            confirms=confirms,
        )
    except aiomqtt.MqttError as error:
        raise explained(settings, error) from None


async def _open_5(
    broker: BrokerSettings,
    client_id: str | None,
    will: Outgoing | None,
    session_expiry_s: int,
    *,
    confirms: bool,
) -> Connection:
    connect = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho has no types here
    connect.SessionExpiryInterval = session_expiry_s
    if confirms:
        connect.ReceiveMaximum = UNCONFIRMED_MAX
    # No MaximumPacketSize: mosquitto 2.0.11 loses one of the 20 places in flight for each message
    # that it then keeps back, and after 20 of them delivers nothing more. Readers look at the size.
    return await _open(
        broker,
        aiomqtt.ProtocolVersion.V5,
        identifier=client_id,
        will=_will(will, PacketTypes.WILLMESSAGE),
        clean_start=session_expiry_s == 0,
        properties=connect,
        confirms=confirms,
    )


async def _open(
    broker: BrokerSettings, version: aiomqtt.ProtocolVersion, **settings: Any
) -> Connection:
    address = broker.address
    client = Client(
        address.host,
        address.port,
        username=address.user,
        password=broker.password(),
        protocol=version,
        timeout=CONNECT_TIMEOUT_S,
        keepalive=KEEPALIVE_S,
        tls_context=broker.tls_context(),
        logger=SILENT,
        waiting_max=WAITING_MAX if settings.get("confirms") else None,
        **settings,
    )
    await client.__aenter__()
    return Connection(broker, client, version)


def _will(message: Outgoing | None, packet_type: int | None) -> aiomqtt.Will | None:
    if message is None:
        return None
    properties = None if packet_type is None else _properties(message, packet_type)
    return aiomqtt.Will(message.topic, message.payload, 1, message.retain, properties)


def _properties(message: Outgoing, packet_type: int) -> Properties:
    """MQTT 5 section 3.3.2.3: the payload is UTF-8 JSON, and does not outlive its use."""
    properties = Properties(packet_type)  # type: ignore[no-untyped-call] # paho has no types here
    properties.PayloadFormatIndicator = 1
    properties.ContentType = message.content_type
    if message.expiry_s is not None:
        properties.MessageExpiryInterval = message.expiry_s
    if message.user_properties:
        properties.UserProperty = list(message.user_properties)
    return properties
