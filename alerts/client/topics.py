"""What a subscriber asks for, and what a topic says before its payload is looked at."""

import re
from enum import StrEnum

import msgspec

from alerts.refusal import Refusal, RefusedError
from alerts.topics import ROOT, check_name
from decoder.message import MessageClass

ANY = "+"


class Subject(StrEnum):
    """A station's topics: the level after its name."""

    KEYS = "keys"
    STATUS = "status"
    HEALTH = "health"
    INCIDENT = "incident"
    ALERT = "alert"
    BURST = "burst"


ABOUT_STATION = (Subject.KEYS, Subject.STATUS, Subject.HEALTH)
CLASSES = frozenset(map(str, MessageClass))
LEVELS = {Subject.INCIDENT: 2, Subject.ALERT: 3, Subject.BURST: 1}
"""How many follow the subject: the class, then what the topic is about."""


class Address(msgspec.Struct, frozen=True):
    """A topic taken apart; `about` is the incident, or the country and the beacon."""

    station: str
    subject: Subject
    alert_class: MessageClass | None = None
    about: tuple[str, ...] = ()


class Interest(msgspec.Struct, frozen=True, kw_only=True):
    """What to subscribe to.

    classes   none is all
    stations  names; none is all
    route     of a partner, who may read only the alerts that are routed to him
    """

    subjects: tuple[Subject, ...] = (Subject.INCIDENT, Subject.ALERT)
    classes: tuple[MessageClass, ...] = ()
    stations: tuple[str, ...] = ()
    route: str | None = None
    root: str = ROOT

    def __post_init__(self) -> None:
        for level in (*self.root.split("/"), *self.stations, *filter(None, [self.route])):
            check_name(level, "a level of a topic")

    def filters(self) -> list[str]:
        """In the order of need: keys come before what is signed with them."""
        return [
            f"{self.root}/{station}/{rest}"
            for rest in self._rests()
            for station in self.stations or (ANY,)
        ]

    def _rests(self) -> list[str]:
        if self.route is not None:
            return [
                *ABOUT_STATION,
                *(f"route/{self.route}/{each}" for each in self._of(Subject.ALERT)),
            ]
        wanted = [rest for subject in self.subjects for rest in self._of(subject)]
        return [*ABOUT_STATION, *wanted]

    def _of(self, subject: Subject) -> list[str]:
        about = (LEVELS[subject] - 1) * f"/{ANY}"
        return [f"{subject}/{name}{about}" for name in self.classes or (ANY,)]

    def wants(self, address: Address) -> bool:
        """A broker that kept a session also keeps what was subscribed to before."""
        if self.stations and address.station not in self.stations:
            return False
        if address.subject in ABOUT_STATION:
            return True
        return address.subject in self.subjects and (
            not self.classes or address.alert_class in self.classes
        )


def is_formatted(topic: str, root: str) -> bool:
    """An alert in a format for others: comes to who asks for more than his interest."""
    return re.match(rf"{re.escape(root)}/[^/]+/fmt/", topic) is not None


def parse_topic(topic: str, root: str) -> Address:
    """RefusedError for a topic that is none of ours."""
    if not topic.startswith(f"{root}/"):
        raise RefusedError(Refusal.TOPIC, topic)
    station, *rest = topic[len(root) + 1 :].split("/")
    match rest:
        case ["route", _, "alert", *about]:
            return _address(topic, station, Subject.ALERT, about)
        case [("keys" | "status" | "health") as subject]:
            return Address(station, Subject(subject))
        case [("incident" | "alert" | "burst") as subject, *about]:
            return _address(topic, station, Subject(subject), about)
        case _:
            raise RefusedError(Refusal.TOPIC, topic)


def _address(topic: str, station: str, subject: Subject, levels: list[str]) -> Address:
    if len(levels) != LEVELS[subject] or levels[0] not in CLASSES:
        raise RefusedError(Refusal.TOPIC, topic)
    return Address(station, subject, MessageClass(levels[0]), tuple(levels[1:]))
