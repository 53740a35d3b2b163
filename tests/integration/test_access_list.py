"""Every role against every topic: the broker of deploy/mosquitto allows what docs/routing.md says.

Each user writes to every topic, and the broker's answer is compared with the table; meanwhile each
reads everything he gets of "#", and that is compared too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path

import msgspec
import pytest
from deployed_mosquitto import SHIPPED, DeployedMosquitto
from visitor import ACCEPTED, NOBODY_LISTENS, NOT_AUTHORIZED, Visitor

from alerts.classify import OPERATIONAL
from decoder.message import MessageClass

pytestmark = pytest.mark.broker

TAKEN = {ACCEPTED, NOBODY_LISTENS}
PAGE = (Path(__file__).parents[2] / "docs" / "routing.md").read_text(encoding="utf-8")
OWN_NAME = {"station": "station", "coordinator": "who", "ship_security": "who", "partner": "name"}
"""Which level of a topic a role's small letters are about."""

CLASSES = {
    "operational": OPERATIONAL - {MessageClass.SHIP_SECURITY},
    "ship_security": {MessageClass.SHIP_SECURITY},
    "exercising": set(MessageClass) - OPERATIONAL,
}
OTHERS = {"station": ["hill", "coast"], "who": ["anna", "ben"], "name": ["northland", "southland"]}
NEVER = ["beacon406/v1/hill", "beacon406/v1/hill/else", "beacon406/v2/hill/status", "else"]
NEVER += ["beacon406/v1/hill/burst", "beacon406/v1/hill/burst/distress/x"]
NEVER += ["beacon406/v1/hill/fmt/cap/distress/999", "beacon406/v1/hill/route/northland/fmt/cap"]


def shipped_users() -> dict[str, set[str]]:
    """Roles of each user."""
    users: dict[str, set[str]] = {}
    for line in (SHIPPED / "users.example").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            role, name = line.split(maxsplit=1)
            users.setdefault(name, set()).add(role)
    return users


USERS = shipped_users()


class Topic(msgspec.Struct, frozen=True):
    """One topic and its row of the table."""

    text: str
    names: dict[str, str]
    rights: dict[str, set[str]]

    def allows(self, user: str, letter: str) -> bool:
        return any(
            letter.upper() in self.rights[role]
            or (letter in self.rights[role] and self.names[OWN_NAME[role]] == user)
            for role in USERS[user]
        )


def table() -> Iterator[tuple[str, dict[str, set[str]]]]:
    """Topic with placeholders, and the letters of each role."""
    _, text = PAGE.split("| Topic under `beacon406/v1/` |")
    heading, _, *rows = text.split("\n\n")[0].splitlines()
    roles = re.findall("`([^`]+)`", heading)
    for row in rows:
        topic, *cells = [cell.strip() for cell in row.strip("|").split("|")]
        yield topic.strip("`"), {r: set(c.split()) for r, c in zip(roles, cells, strict=True)}


def topics(user: str) -> Iterator[Topic]:
    """All that could matter to him: under his name, whatever his role, and under others'."""
    for form, rights in table():
        places = re.findall("<([^>]+)>", form)
        values = [CLASSES.get(place) or {*OTHERS.get(place, ["000"]), user} for place in places]
        for chosen in product(*values):
            names = dict(zip(places, chosen, strict=True))
            text = re.sub("<([^>]+)>", lambda match, names=names: names[match[1]], form)
            yield Topic(f"beacon406/v1/{text}", names, rights)
    for text in NEVER:
        yield Topic(text, {}, defaultdict(set))


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeployedMosquitto]:
    broker = DeployedMosquitto(tmp_path_factory.mktemp("broker"), list(USERS))
    broker.start()
    yield broker
    broker.kill()


def test_the_table_knows_every_role_and_every_class() -> None:
    shipped = re.findall(r"^role (\S+)$", (SHIPPED / "roles").read_text(), re.MULTILINE)
    assert all(list(rights) == shipped for _, rights in table())
    assert set().union(*USERS.values()) == set(shipped)
    assert set().union(*CLASSES.values()) == set(MessageClass)


def test_every_role_may_do_with_every_topic_what_the_table_says(broker: DeployedMosquitto) -> None:
    """Writers are answered by the broker; of what it took, each reader gets what he may read."""
    taken: dict[str, Topic] = {}
    with ExitStack() as leaving:
        visitors = {
            user: leaving.enter_context(Visitor(broker.tls_port, tls=broker.tls(user)))
            for user in USERS
        }
        for visitor in visitors.values():
            visitor.subscribe("#", "$SYS/#")
        for user, visitor in visitors.items():
            tried = {topic.text: topic for topic in topics(user)}
            allowed = {text for text, topic in tried.items() if topic.allows(user, "w")}
            visitor.publish(list(tried))
            answers = visitor.published
            assert {text for text in tried if answers[text] in TAKEN} == allowed, user
            assert {answers[text] for text in tried.keys() - allowed} == {NOT_AUTHORIZED}, user
            taken |= {text: tried[text] for text in allowed}
        for user, visitor in visitors.items():
            visitor.wait()
            allowed = {text for text, topic in taken.items() if topic.allows(user, "r")}
            assert set(visitor.received) == allowed, user


def test_nobody_leaves_a_last_will_where_he_may_not_write(broker: DeployedMosquitto) -> None:
    """mosquitto 2.0 takes any will, but publishes only one that its author may write."""
    own, others = "beacon406/v1/hill/status", "beacon406/v1/coast/status"
    with Visitor(broker.tls_port, tls=broker.tls("anna")) as coordinator:
        coordinator.subscribe("#")
        for will in (others, own):
            with Visitor(broker.tls_port, tls=broker.tls("hill"), will=will) as station:
                station.leave_with_will()
        with Visitor(broker.tls_port, tls=broker.tls("hill")) as station:
            station.publish(["beacon406/v1/hill/keys"])
        coordinator.wait()
        assert coordinator.received == [own, "beacon406/v1/hill/keys"]


def test_a_late_subscriber_gets_no_retained_state_that_he_may_not_read(
    broker: DeployedMosquitto,
) -> None:
    states = ["beacon406/v1/hill/status", "beacon406/v1/hill/incident/ship_security/000"]
    with Visitor(broker.tls_port, tls=broker.tls("hill")) as station:
        station.publish(states, b"{}", retain=True)
    with Visitor(broker.tls_port, tls=broker.tls("anna")) as coordinator:
        coordinator.subscribe("#")
        coordinator.wait()
        assert coordinator.received == states[:1]


def test_a_shared_subscription_opens_no_other_door(broker: DeployedMosquitto) -> None:
    bursts = [f"beacon406/v1/hill/burst/{name}" for name in MessageClass]
    with (
        Visitor(broker.tls_port, tls=broker.tls("merged")) as correlator,
        Visitor(broker.tls_port, tls=broker.tls("hill")) as station,
    ):
        correlator.subscribe("$share/correlate/beacon406/v1/+/burst/+")
        station.publish(bursts)
        correlator.wait()
        assert correlator.received == [text for text in bursts if "ship_security" not in text]
