"""The example of a configuration has every key there is, with the value that counts without it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.inspect import StructType, UnionType, VarTupleType, type_info

from station.config.config import Config, read_config
from station.config.example import EXAMPLE, begun

BEHIND = re.compile(r"^# (?:# )?(?=\[|[a-z0-9_]+ = )", re.MULTILINE)
"""Of a line that is no sentence."""
OR_ELSE = re.compile(r"^# # .*\n", re.MULTILINE)
"""What does not go with the lines before it."""
OF_SEVERAL = {"sources", "routes", "gateways"}
ONLY_EXAMPLES = {
    *("station", "store", "signing_key", "formats"),
    *("generations", "folder", "hosts", "rights", "classes"),
}


def structs(kind: Any) -> list[type[msgspec.Struct]]:
    """That a value of this type is, or holds."""
    match kind:
        case StructType(cls=cls):
            return [cls]
        case VarTupleType(item_type=item):
            return structs(item)
        case UnionType(types=types):
            return [each for one in types for each in structs(one)]
        case _:
            return []


def keys(kind: type[msgspec.Struct], path: str = "") -> Iterator[tuple[str, str, Any]]:
    """Table, key, and default or NODEFAULT."""
    for field in msgspec.structs.fields(kind):
        yield path, field.encode_name, field.default
        for inner in structs(type_info(field.type)):
            yield from keys(inner, f"{path}.{field.encode_name}".lstrip("."))


def written(text: str) -> dict[str, dict[str, set[str]]]:
    """Of each table the keys, with the values that they are given; of commented ones too."""
    found: dict[str, dict[str, set[str]]] = {"": {}}
    table = ""
    for line in BEHIND.sub("", text).splitlines():
        if heading := re.match(r"\[+([a-z_.]+)\]+", line):
            table = heading[1]
            parent, _, name = table.rpartition(".")
            found.setdefault(table, {})
            found.setdefault(parent, {}).setdefault(name, set())
        elif pair := re.match(r"([a-z0-9_]+) = (.*?)(?: {2,}#.*)?$", line):
            found[table].setdefault(pair[1], set()).add(pair[2].strip())
    return found


KEYS = sorted({(table, key) for table, key, _ in keys(Config)})


@pytest.mark.parametrize(("table", "key"), KEYS, ids=lambda word: word or "top")
def test_every_key_is_in_it(table: str, key: str) -> None:
    assert key in written(EXAMPLE.read_text()).get(table, {}), f"[{table}] {key}"


def test_a_value_that_is_shown_is_the_one_that_counts_without_it() -> None:
    shown = written(EXAMPLE.read_text())
    checked = 0
    for table, key, default in keys(Config):
        if key in ONLY_EXAMPLES or not isinstance(default, bool | int | float):
            continue
        values = {msgspec.toml.decode(f"x = {text}")["x"] for text in shown[table][key]}
        if table not in OF_SEVERAL:
            assert values == {default}, f"[{table}] {key}"
            checked += 1
    assert checked > 40


def test_with_all_that_is_behind_a_hash_it_is_a_configuration() -> None:
    text = BEHIND.sub("", OR_ELSE.sub("", EXAMPLE.read_text()))
    config = msgspec.toml.decode(text, type=Config, dec_hook=lambda kind, value: kind(value))
    assert len(config.sources) == 7
    assert {gateway.kind for gateway in config.gateways} == {
        "webhook",
        "ntfy",
        "mail",
        "cot",
        "outbox",
    }


def test_what_is_begun_with_has_no_line_that_only_the_operator_can_write(tmp_path: Path) -> None:
    file = tmp_path / "station.toml"
    file.write_text(begun("hill", "/var/lib/beacon406"))
    config = read_config(file)
    assert config.station == "hill"
    assert config.store == Path("/var/lib/beacon406/alerts.db")
    assert (config.brokers, config.routes, config.gateways, config.regions) == ((), (), (), None)
    assert config.web is not None
    assert config.web.tokens == ()
    assert [source.label for source in config.sources] == ["roof"]


def test_what_is_begun_with_says_all_that_the_example_says() -> None:
    assert written(begun("hill", "state")).keys() == written(EXAMPLE.read_text()).keys()
