"""A client that a test has in its hand: what it was answered and what it received.

paho itself, without what the package puts around it, so that a refusal is seen as the broker says
it; whatever was on its way to a visitor has arrived when `wait` returns.
"""

import ssl
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

TIMEOUT_S = 10.0
ACCEPTED = 0
NOBODY_LISTENS = 16
NOT_AUTHORIZED = 135


class Visitor:
    """
    answer     to the connection; None where the broker hung up without one
    published  the broker's answer to each publication, by topic
    received   topics, in the order of arrival
    payloads   the last one of each topic
    """

    def __init__(
        self,
        port: int,
        *,
        tls: ssl.SSLContext | None = None,
        user: str | None = None,
        password: str | None = None,
        will: str | None = None,
    ) -> None:
        self._client = mqtt.Client(
            mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5, reconnect_on_failure=False
        )
        self._port = port
        if tls is not None:
            self._client.tls_set_context(tls)
        if user is not None:
            self._client.username_pw_set(user, password)
        if will is not None:
            self._client.will_set(will, b"", qos=1)
        self._client.on_connect = self._on_connect
        self._client.on_publish = self._on_publish
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._client.on_disconnect = lambda *_: self._turn.release()
        self._turn = threading.Semaphore(0)
        self._topic = ""
        self.answer: int | None = None
        self.published: dict[str, int] = {}
        self.received: list[str] = []
        self.payloads: dict[str, bytes] = {}

    def __enter__(self) -> Self:
        """A refusal is an answer, not an error."""
        try:
            self._client.connect("localhost", self._port)
        except (ssl.SSLError, ConnectionError):
            return self
        self._client.loop_start()
        assert self._turn.acquire(timeout=TIMEOUT_S), "the broker did not answer"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def publish(self, topics: Sequence[str], payload: bytes = b"", *, retain: bool = False) -> None:
        """Returns when each of them was answered."""
        for topic in topics:
            self._topic = topic
            self._client.publish(topic, payload, qos=1, retain=retain)
            self._acquire()

    def subscribe(self, *filters: str) -> None:
        """Without acknowledgements (QoS 0), so that what comes keeps its place before a SUBACK."""
        self._client.subscribe([(name, SubscribeOptions(qos=0)) for name in filters])
        self._acquire()

    def leave_with_will(self) -> None:
        """As if the connection were lost, but at once."""
        self._client.disconnect(ReasonCode(PacketTypes.DISCONNECT, "Disconnect with will message"))
        self._acquire()

    def wait(self) -> None:
        self.subscribe("a/topic/that/nobody/has")

    def _acquire(self) -> None:
        assert self._turn.acquire(timeout=TIMEOUT_S), "the broker did not answer"

    def _on_connect(self, *said: Any) -> None:
        self.answer = said[3].value
        self._turn.release()

    def _on_publish(self, *said: Any) -> None:
        self.published[self._topic] = said[3].value
        self._turn.release()

    def _on_message(self, *said: Any) -> None:
        self.received.append(said[2].topic)
        self.payloads[said[2].topic] = said[2].payload
