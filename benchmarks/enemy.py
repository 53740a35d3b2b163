"""What an enemy at a broker sends: he may publish on every topic and has recorded everything, but
has no key. For benchmarks/hostile_input.py.
"""

import json
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

sys.path.append(str(Path(__file__).parents[1] / "tests"))
from made_up_alerts import (
    STATION,
    alert_message,
    burst_event,
    burst_message,
    keys_message,
    state_message,
    story,
)

from alerts.acknowledgement import Acknowledgement, Action
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.outgoing import Outgoing
from alerts.signing import Signer
from alerts.timestamp import rfc3339
from alerts.topics import Topics

SIGNER, STRANGER = (Signer(Ed25519PrivateKey.generate()) for _ in range(2))
HUGE_BYTES = 10_000_000

ODD_VALUES = (None, True, -1, 2**63, 2**70, 1e308, "", "\0", "\x1b[2J", "+/#", [], {}, [[]])
ODD_TEXTS = (
    *(b"null", b"0", b'""', b"[]", b"{}", b"NaN", b"\xff\xfe", b"\xef\xbb\xbf{}", b'"\\ud800"'),
    *(b"[" * 100_000, b'{"a":' * 50_000, b"9" * 100_000, b'{"signature":' + b"9" * 5000 + b"}"),
    *(b'{"a":1,"a":2}', b"\0" * 1000, b'{"keys":[]}', b'{"keys":[{"kty":"OKP"}]}'),
)


class Enemy:
    """Makes messages that must not be believed out of genuine ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        alerts = story(8)
        self.genuine = alert_message(alerts.pop(), SIGNER)
        """One that he did not record: it must be believed after all that he did."""
        bursts = [burst_event(time.time()) for _ in range(4)]
        self.recorded = [
            *(made(alert) for alert in alerts for made in (_signed_alert, _signed_state)),
            *(burst_message(event, SIGNER) for event in bursts),
        ]
        self._unsigned = [alert_message(alerts[0]), state_message(alerts[0].incident)]
        self._unsigned += [burst_message(bursts[0])]
        self._strangers = [alert_message(alert, STRANGER) for alert in alerts]
        self._answer = _answer(alerts[0].incident)
        self._topics = [
            *(message.topic for message in self.recorded),
            *(f"beacon406/v1/{STATION}/{name}" for name in ("keys", "status", "health", "cmd")),
            self._answer.topic,
        ]

    def message(self) -> Outgoing:
        choices: tuple[Callable[[], Outgoing], ...] = (
            self._noise,
            self._odd,
            self._flipped,
            self._cut,
            self._other_values,
            self._other_topic,
            self._other_signature,
            lambda: self._random.choice([*self._unsigned, *self._strangers]),
            lambda: self._random.choice(self.recorded),
            lambda: keys_message(STRANGER),
            self._answered,
        )
        return self._random.choice(choices)()

    def huge(self) -> Outgoing:
        filler = self._random.choice([b" ", b"[", b'{"a":', b"\xff", b"1"])
        payload = filler * (HUGE_BYTES // len(filler))
        return Outgoing(topic=self._random.choice(self._topics), payload=payload)

    def _noise(self) -> Outgoing:
        payload = self._random.randbytes(self._random.randrange(1, 5000))
        return Outgoing(topic=self._topic(), payload=payload)

    def _odd(self) -> Outgoing:
        return Outgoing(topic=self._topic(), payload=self._random.choice(ODD_TEXTS))

    def _flipped(self) -> Outgoing:
        message = self._random.choice(self.recorded)
        payload = bytearray(message.payload)
        payload[self._random.randrange(len(payload))] ^= 1 << self._random.randrange(8)
        return msgspec.structs.replace(message, payload=bytes(payload))

    def _cut(self) -> Outgoing:
        message = self._random.choice(self.recorded)
        end = self._random.randrange(1, len(message.payload))
        return msgspec.structs.replace(message, payload=message.payload[:end])

    def _other_values(self) -> Outgoing:
        message = self._random.choice([*self.recorded, self._answer])
        return _with(message, self._changed(json.loads(message.payload)))

    def _other_topic(self) -> Outgoing:
        message = self._random.choice(self.recorded)
        levels = message.topic.split("/")
        levels[self._random.randrange(len(levels))] = self._random.choice(
            ["valley", "test", "distress", "burst", "000", "", "\x1b[2J", STATION]
        )
        return msgspec.structs.replace(message, topic="/".join(levels))

    def _other_signature(self) -> Outgoing:
        message, other = self._random.sample(self.recorded, 2)
        document = json.loads(message.payload)
        signature = json.loads(other.payload)["signature"]
        if self._random.random() < 0.3:
            signature = self._random.choice([signature[:-1] + "A", f"{signature}=", "..", 1, None])
        same = signature == document["signature"]
        return _with(message, {**document, "signature": "x" if same else signature})

    def _answered(self) -> Outgoing:
        levels = self._answer.topic.split("/")
        levels[self._random.randrange(4, len(levels))] = self._random.choice(["otto", "", "test"])
        return msgspec.structs.replace(self._answer, topic="/".join(levels))

    def _changed(self, document: dict[str, Any]) -> dict[str, Any]:
        """With another value somewhere, at most a few levels down."""
        place: Any = document
        key = self._random.choice(list(document))
        while isinstance(place[key], dict) and place[key] and self._random.random() < 0.7:
            place = place[key]
            key = self._random.choice(list(place))
        before = place[key]
        place[key] = self._random.choice([odd for odd in ODD_VALUES if odd != before])
        return document

    def _topic(self) -> str:
        if self._random.random() < 0.1:
            return "".join(map(chr, self._random.choices(range(1, 0xD800), k=20)))
        return self._random.choice(self._topics)


def _signed_alert(alert: Alert) -> Outgoing:
    return alert_message(alert, SIGNER)


def _signed_state(alert: Alert) -> Outgoing:
    return state_message(alert.incident, SIGNER)


def _answer(incident: Incident) -> Outgoing:
    said = Acknowledgement(
        action=Action.CLOSED,
        incident_id=incident.incident_id,
        alert_class=incident.alert_class,
        event_id=incident.alert_id or "",
        by="anna",
        at=rfc3339(time.time()) or "",
    )
    topic = Topics(STATION).acknowledgement("anna", said.alert_class, said.incident_id)
    return Outgoing(topic=topic, payload=msgspec.json.encode(said))


def _with(message: Outgoing, document: dict[str, Any]) -> Outgoing:
    payload = json.dumps(document, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return msgspec.structs.replace(message, payload=payload.encode("utf-8", "surrogatepass"))
