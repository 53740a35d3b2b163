"""docs/mqtt.md is what other programs are written against: it names every key and every class."""

import re
from pathlib import Path

import msgspec
import pytest

from alerts.acknowledgement import Action
from alerts.broker_url import PASSWORD, PASSWORD_FILE
from alerts.event import Event
from alerts.expiry import EXPIRY_S, HOUR_S, OPERATIONAL_EXPIRY_S
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.incidents.kind import Phase
from alerts.status import State
from decoder.message import MessageClass

DOCUMENT = (Path(__file__).parents[2] / "docs" / "mqtt.md").read_text(encoding="utf-8")


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
