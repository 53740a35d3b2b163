"""What a station tells every broker alike: who it is, how it is, and whose signature to trust."""

import time
from collections.abc import Callable

import msgspec

from alerts.acknowledgement import Acknowledgement
from alerts.delivery.ending import Ending
from alerts.figures import without_figures
from alerts.incidents.incident import Incident
from alerts.outgoing import Outgoing
from alerts.status import State, status_message
from alerts.topics import Topics

JWK_SET = "application/jwk-set+json"


SAID_AGAIN_S = 30.0
"""A text whose figures change is not a message each second."""


class Fault(msgspec.Struct, frozen=True):
    """What is broken in the station, and since when.

    said_s  when its text was made, by a clock that never leaps
    """

    text: str
    since_utc_s: float
    said_s: float

    def followed_by(self, text: str, utc_s: float, now_s: float) -> "Fault":
        """The same one where only figures differ, which are brought up to date now and then."""
        if without_figures(text) != without_figures(self.text):
            return Fault(text, utc_s, now_s)
        if text == self.text or now_s - self.said_s < SAID_AGAIN_S:
            return self
        return Fault(text, self.since_utc_s, now_s)


def _nobody_asks(_broker: str, _message: Outgoing) -> None:
    """For who does not want to know."""


class Station(msgspec.Struct, kw_only=True):
    """
    keys              the JWK set of its signatures
    incident_message  an open incident as it is retained
    acknowledge       takes what a coordinator said
    report            takes sentences for the operator
    fault, health     what of all this changes: what is broken, and a report of it all
    delivered         told of each message that a broker, named first, has acknowledged
    """

    topics: Topics
    keys: bytes | None
    incident_message: Callable[[Incident], Outgoing]
    acknowledge: Callable[[Acknowledgement], None]
    report: Callable[[str], None]
    fault: Fault | None = None
    health: Outgoing | None = None
    delivered: Callable[[str, Outgoing], None] = _nobody_asks

    def will(self) -> Outgoing:
        return status_message(self.topics, State.OFFLINE, "lost", None)

    def status(self, connected_utc_s: float) -> Outgoing:
        if self.fault is None:
            return status_message(self.topics, State.ONLINE, "connected", connected_utc_s)
        return status_message(self.topics, State.DEGRADED, self.fault.text, self.fault.since_utc_s)

    def farewell(self, ending: Ending) -> Outgoing:
        return status_message(self.topics, ending.state, ending.reason, time.time())

    def introduction(self, broker: str, incidents: list[Incident]) -> list[Outgoing]:
        """All that is retained besides the status; a state may be for some brokers only."""
        states = [self.incident_message(incident) for incident in incidents]
        return self._keys() + [each for each in states if broker in (each.brokers or (broker,))]

    def _keys(self) -> list[Outgoing]:
        if self.keys is None:
            return []
        topic = self.topics.keys
        return [Outgoing(topic=topic, payload=self.keys, retain=True, content_type=JWK_SET)]
