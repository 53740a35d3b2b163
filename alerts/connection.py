"""One connection to an MQTT broker: what the rest of the package knows of aiomqtt.

MQTT 5 first, 3.1.1 where the broker knows no better. What aiomqtt raises becomes one of two errors:
AlertDeliveryError where trying again is useless, BrokerUnreachableError where it is not.
"""

import logging
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

import aiomqtt
import msgspec
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from alerts.aiomqtt_client import Client
from alerts.broker_url import PASSWORD, BrokerUrl, read_password
from alerts.errors import AlertDeliveryError, BrokerUnreachableError
from alerts.outgoing import Outgoing

ANSWER_TIMEOUT_S = 5.0
KEEPALIVE_S = 20
"""A broker calls a client lost after 1.5 times this."""

# Reason codes of MQTT 5, section 2.4; paho gives those of 3.1.1 under the same numbers.
UNSUPPORTED_PROTOCOL_VERSION = 132
BAD_CREDENTIALS = (134, 135)
NO_MATCHING_SUBSCRIBERS = 16
QUOTA_EXCEEDED = 151

# Everything worth saying is raised; paho's own lines would only get among the program's output.
SILENT = logging.getLogger("alerts.connection.paho")
SILENT.setLevel(logging.CRITICAL + 1)


class Incoming(msgspec.Struct, frozen=True):
    """A message that arrived; what stands after `retain` only MQTT 5 has."""

    topic: str
    payload: bytes
    retain: bool
    content_type: str | None = None
    expiry_s: int | None = None
    user_properties: tuple[tuple[str, str], ...] = ()


class Connection:
    """An open connection; made by `open_connection`. Publish one message at a time."""

    def __init__(self, url: BrokerUrl, client: Client, version: aiomqtt.ProtocolVersion) -> None:
        self._url = url
        self._client = client
        self.is_version_5 = version is aiomqtt.ProtocolVersion.V5

    async def publish(self, message: Outgoing) -> bool:
        """Return once the broker acknowledged it (QoS 1); False where it says nobody listens."""
        properties = _properties(message, PacketTypes.PUBLISH) if self.is_version_5 else None
        self._client.puback = None
        try:
            await self._client.publish(
                message.topic, message.payload, 1, message.retain, properties
            )
        except aiomqtt.MqttError as error:
            raise _explained(self._url, error) from None
        answer = self._client.puback
        if answer is None:
            raise BrokerUnreachableError(f"broker {self._url}: hung up before it acknowledged")
        if answer.is_failure:
            kind = BrokerUnreachableError if answer.value == QUOTA_EXCEEDED else AlertDeliveryError
            raise kind(f"broker {self._url}: refused a message on {message.topic}: {answer}")
        return bool(answer.value != NO_MATCHING_SUBSCRIBERS)

    async def subscribe(self, topic_filter: str) -> None:
        try:
            answers = await self._client.subscribe(topic_filter, qos=1)
        except aiomqtt.MqttError as error:
            raise _explained(self._url, error) from None
        for answer in answers:
            if isinstance(answer, ReasonCode) and answer.is_failure:
                raise AlertDeliveryError(
                    f"broker {self._url}: refused the subscription to {topic_filter}: {answer}"
                )

    async def messages(self) -> AsyncIterator[Incoming]:
        """What arrives, until the connection is lost."""
        try:
            async for message in self._client.messages:
                yield Incoming(
                    topic=str(message.topic),
                    payload=message.payload,
                    retain=message.retain,
                    content_type=getattr(message.properties, "ContentType", None),
                    expiry_s=getattr(message.properties, "MessageExpiryInterval", None),
                    user_properties=tuple(getattr(message.properties, "UserProperty", ())),
                )
        except aiomqtt.MqttError as error:
            raise _explained(self._url, error) from None

    async def close(self) -> None:
        """Say goodbye, if there is still somebody: then no last will is published."""
        with suppress(aiomqtt.MqttError):
            await self._client.__aexit__(None, None, None)


async def open_connection(
    url: BrokerUrl,
    *,
    client_id: str | None = None,
    will: Outgoing | None = None,
    session_expiry_s: int = 0,
) -> Connection:
    """Connect, with the password from the environment where the URL names a user.

    For session_expiry_s after the connection the broker keeps its subscriptions, and what comes for
    them, until the same client_id is there again; over MQTT 3.1.1 for as long as the broker likes.
    """
    session = Session(client_id, session_expiry_s)
    try:
        if will is not None:
            # amqtt 0.12 reads a will of MQTT 5 wrongly and waits for its end for ever; a CONNECT
            # without one it refuses as it should.
            await (await _open(url, aiomqtt.ProtocolVersion.V5, session, None)).close()
        return await _open(url, aiomqtt.ProtocolVersion.V5, session, will)
    except aiomqtt.MqttError as error:
        if _reason_code(error) != UNSUPPORTED_PROTOCOL_VERSION:
            raise _explained(url, error) from None
    try:
        return await _open(url, aiomqtt.ProtocolVersion.V311, session, will)
    except aiomqtt.MqttError as error:
        raise _explained(url, error) from None


class Session(msgspec.Struct, frozen=True):
    """Who connects, and for how long the broker shall remember him."""

    client_id: str | None
    expiry_s: int

    def options(self, version: aiomqtt.ProtocolVersion) -> dict[str, Any]:
        if not self.client_id or not self.expiry_s:
            return {"identifier": self.client_id}
        if version is not aiomqtt.ProtocolVersion.V5:
            return {"identifier": self.client_id, "clean_session": False}
        properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call] # paho
        properties.SessionExpiryInterval = self.expiry_s
        return {"identifier": self.client_id, "clean_start": False, "properties": properties}


async def _open(
    url: BrokerUrl, version: aiomqtt.ProtocolVersion, session: Session, will: Outgoing | None
) -> Connection:
    client = Client(
        url.host,
        url.port,
        username=url.user,
        password=read_password(os.environ) if url.user else None,
        protocol=version,
        will=_will(will, version),
        timeout=ANSWER_TIMEOUT_S,
        keepalive=KEEPALIVE_S,
        tls_context=ssl.create_default_context() if url.tls else None,
        logger=SILENT,
        **session.options(version),
    )
    await client.__aenter__()
    return Connection(url, client, version)


def _will(message: Outgoing | None, version: aiomqtt.ProtocolVersion) -> aiomqtt.Will | None:
    if message is None:
        return None
    is_version_5 = version is aiomqtt.ProtocolVersion.V5
    properties = _properties(message, PacketTypes.WILLMESSAGE) if is_version_5 else None
    return aiomqtt.Will(message.topic, message.payload, 1, message.retain, properties)


def _properties(message: Outgoing, packet_type: int) -> Properties:
    """MQTT 5 section 3.3.2.3: the payload is UTF-8 JSON, and does not outlive its use."""
    properties = Properties(packet_type)  # type: ignore[no-untyped-call] # paho
    properties.PayloadFormatIndicator = 1
    properties.ContentType = message.content_type
    if message.expiry_s is not None:
        properties.MessageExpiryInterval = message.expiry_s
    if message.user_properties:
        properties.UserProperty = list(message.user_properties)
    return properties


def _reason_code(error: aiomqtt.MqttError) -> int | None:
    code = error.rc if isinstance(error, aiomqtt.MqttCodeError) else None
    return code.value if isinstance(code, ReasonCode) else None


def _explained(url: BrokerUrl, error: aiomqtt.MqttError) -> AlertDeliveryError:
    # aiomqtt raises "from None", but Python keeps what it was handling: the socket's own error.
    cause = error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        return AlertDeliveryError(
            f"broker {url}: its certificate is not trusted: {cause.verify_message}"
            f" (SSL_CERT_FILE may name the authority's certificate)"
        )
    if isinstance(cause, ssl.SSLError):
        return AlertDeliveryError(f"broker {url}: no TLS connection: {cause.reason or cause}")
    if _reason_code(error) in BAD_CREDENTIALS:
        return AlertDeliveryError(
            f"broker {url}: refused user {url.user!r}: check the user in the URL and {PASSWORD}"
            if url.user
            else f"broker {url}: wants a user: give one as user@ in the URL and set {PASSWORD}"
        )
    if isinstance(cause, TimeoutError) and cause.errno is None:
        return BrokerUnreachableError(f"broker {url}: no answer within {ANSWER_TIMEOUT_S:g} s")
    reason = cause.strerror if isinstance(cause, OSError) else None
    return BrokerUnreachableError(f"broker {url}: cannot be reached: {reason or error}")
