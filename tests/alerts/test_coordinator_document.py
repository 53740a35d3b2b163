"""docs/coordinator.md: its examples are what the program writes, its keys are those of an alert."""

import re
from pathlib import Path

import msgspec
import pytest
from golden_alerts import GOLDEN

from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident, Reception
from decoder.message import Position

DOCUMENT = (Path(__file__).parents[2] / "docs" / "coordinator.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```text\n(.*?)```", DOCUMENT, re.DOTALL)
NAMES = ["distress_unlocated", "distress_initial", "distress_conflict"]
DOCUMENTS = (Alert, Incident, Event, Reception, Position)


@pytest.mark.parametrize(("number", "name"), [*enumerate(NAMES)])
def test_each_example_is_of_a_message_that_the_program_writes(number: int, name: str) -> None:
    written = iter((GOLDEN / f"{name}.sit185.txt").read_text().splitlines())
    for line in EXAMPLES[number].splitlines():
        assert line in written, "lines of the message, in their order"


def test_there_are_no_other_examples() -> None:
    assert len(EXAMPLES) == len(NAMES)


def test_every_key_is_one_of_the_documents() -> None:
    keys = {field.encode_name for kind in DOCUMENTS for field in msgspec.structs.fields(kind)}
    rows = re.findall(r"^\| \d+ \| ([^|]+) \|", DOCUMENT, re.MULTILINE)
    named = {key for row in rows for key in re.findall("`([^`]+)`", row)}
    assert len(named) > 15
    assert named <= keys
