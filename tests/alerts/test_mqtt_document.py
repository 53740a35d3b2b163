"""docs/mqtt.md is what other programs are written against: it names every key and every class."""

import re
from pathlib import Path

import msgspec
import pytest
from golden_alerts import typical
from msgspec.structs import replace

from alerts.acknowledgement import Action
from alerts.delivery.delivery import HEALTH_EXPIRY_S
from alerts.delivery.station import Station
from alerts.event import Event
from alerts.expiry import EXPIRY_S, HOUR_S, OPERATIONAL_EXPIRY_S
from alerts.formats import FORMATS
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Phase
from alerts.messages import Messages
from alerts.mqtt.broker_url import PASSWORD, PASSWORD_FILE
from alerts.outgoing import Outgoing
from alerts.routing.routes import Route
from alerts.status import State
from alerts.topics import ROOT, Topics
from decoder.message import MessageClass

DOCS = Path(__file__).parents[2] / "docs"
DOCUMENT = (DOCS / "mqtt.md").read_text(encoding="utf-8")
FORMATS_DOCUMENT = (DOCS / "formats.md").read_text(encoding="utf-8")
YES_NO = {True: "yes", False: "no"}
EXPIRES = {None: "never", OPERATIONAL_EXPIRY_S: "with its class", HEALTH_EXPIRY_S: "90 s"}


def section(title: str) -> str:
    return DOCUMENT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def first_column(title: str) -> list[str]:
    """The names in the tables of a section, in their order."""
    return re.findall(r"^\| `([^`]+)` \|", section(title), re.MULTILINE)


@pytest.mark.parametrize(
    ("title", "kind"),
    [("The event", Event), ("The alert", Alert), ("The incident", Incident)],
)
def test_every_key_is_explained_in_its_order(title: str, kind: type[msgspec.Struct]) -> None:
    keys = [field.encode_name for field in msgspec.structs.fields(kind)]
    assert first_column(title) == keys


def published() -> dict[str, tuple[str, ...]]:
    """Of each topic, with placeholders: whether it is retained, and when it expires."""
    alert, topics = typical()["distress_initial"], Topics("<station>")
    incident = replace(alert.incident, incident_id="<incident>", beacon_id="<beacon>")
    route = Route(name="<name>")
    messages = Messages(topics, routes=[route], formats=FORMATS.keys())
    assert alert.burst is not None
    station = Station(
        topics=topics,
        keys=b"{}",
        incident_message=messages.incident,
        acknowledge=pytest.fail,
        report=pytest.fail,
    )
    said = [
        *messages.alert(replace(alert, incident=incident), None),
        *messages.burst(alert.burst),
        *station.introduction("", [incident]),
        station.will(),
        Outgoing(topic=topics.health, payload=b"{}", expiry_s=HEALTH_EXPIRY_S),
    ]
    found = {each.topic: (YES_NO[each.retain], EXPIRES[each.expiry_s]) for each in said}
    ack = topics.acknowledgement("<who>", incident.alert_class, incident.incident_id)
    named = {
        topic.replace("999", "<country>"): rest
        for topic, rest in {**found, ack: ("no", "")}.items()
    }
    return {
        re.sub(f"/{incident.alert_class}\\b", "/<class>", topic): rest
        for topic, rest in named.items()
    }


def test_the_table_of_topics_is_what_the_program_publishes() -> None:
    rows = re.findall(
        r"^\| `([^`]+/[^`]*|status|health|keys)` \| (\w+) \| ([\w ]*?) ?\|",
        section("Topics"),
        re.MULTILINE,
    )
    table = {}
    for topic, *rest in rows:
        for name in FORMATS if "<format>" in topic else [""]:
            table[f"{ROOT}/<station>/{topic.replace('<format>', name)}"] = tuple(rest)
    assert table == published()


def test_every_format_is_named() -> None:
    for name, form in FORMATS.items():
        assert f"`{name}`" in section("Alerts in other formats")
        assert f"| `{name}` | `{form.content_type}` |" in FORMATS_DOCUMENT


def test_every_class_is_explained() -> None:
    assert set(first_column("Topics")) >= {str(name) for name in MessageClass}


def test_every_state_phase_and_action_is_explained() -> None:
    assert set(first_column("The station's state")) == {str(state) for state in State}
    assert all(phase in section("The incident") for phase in Phase)
    assert all(action in section("Acknowledgements") for action in Action)


def test_the_figures_and_names_are_those_of_the_program() -> None:
    assert f"expire after {OPERATIONAL_EXPIRY_S // HOUR_S} h" in DOCUMENT
    assert f"others after {EXPIRY_S // HOUR_S} h" in DOCUMENT
    assert set(first_column("Connecting")) >= {PASSWORD, PASSWORD_FILE}
