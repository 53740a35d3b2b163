"""docs/mqtt.md is what other programs are written against: it names every key and every class."""

import re
from pathlib import Path

import msgspec

from alerts.broker_url import PASSWORD, PASSWORD_FILE
from alerts.event import Event
from alerts.mqtt import EVENT_EXPIRY_S, PATIENCE_S
from alerts.outbox import CAPACITY
from alerts.status import State
from decoder.message import MessageClass

DOCUMENT = (Path(__file__).parents[2] / "docs" / "mqtt.md").read_text(encoding="utf-8")


def first_column(section: str) -> list[str]:
    """The names in the tables of a section, in their order."""
    text = DOCUMENT.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def test_every_key_of_an_event_is_explained_in_its_order() -> None:
    keys = [field.encode_name for field in msgspec.structs.fields(Event)]
    assert first_column("The event") == keys


def test_every_class_is_explained() -> None:
    assert set(first_column("Topics")) >= {str(name) for name in MessageClass}


def test_every_state_is_explained() -> None:
    assert set(first_column("The station's state")) == {str(state) for state in State}


def test_the_figures_and_names_are_those_of_the_program() -> None:
    assert EVENT_EXPIRY_S == 24 * 3600
    assert f"After {PATIENCE_S:g} s without a broker" in DOCUMENT
    assert f"up to {CAPACITY} events wait" in DOCUMENT
    assert set(first_column("Connecting")) >= {PASSWORD, PASSWORD_FILE}
