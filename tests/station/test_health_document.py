"""docs/mqtt.md explains every key of a station's health, in words that hold."""

import re
from pathlib import Path

import msgspec
import pytest

from station.web.health import Channel, ClockHealth, Health, SourceHealth, TestBurstHealth

DOCUMENT = (Path(__file__).parents[2] / "docs/mqtt.md").read_text(encoding="utf-8")
SECTION = DOCUMENT.split("\n## The station's health\n")[1].split("\n## ")[0]
OF_THE_WHOLE, OF_A_RECEIVER = SECTION.split("\nOf each receiver:\n")


def keys(kind: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def explained(text: str) -> set[str]:
    cells = re.findall(r"^\| (`.*?) \|", text, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_key_has_its_line() -> None:
    assert explained(OF_THE_WHOLE) == keys(Health)
    assert explained(OF_A_RECEIVER) == keys(SourceHealth)


@pytest.mark.parametrize("kind", [Channel, ClockHealth, TestBurstHealth])
def test_every_key_inside_is_named(kind: type[msgspec.Struct]) -> None:
    assert {name for name in keys(kind) if f"`{name}`" not in OF_THE_WHOLE} == set()
