"""What is wrong with a value in a TOML file, as msgspec says it, with what to write instead."""

import json
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import Any

from msgspec import inspect

from station.config.example import EXAMPLE

UNKNOWN = re.compile(r"unknown field `(.*?)`(?: - at `\$\.(.*)`)?")
MISSING = re.compile(r"missing required field `(.*?)`(?: - at `\$\.(.*)`)?")
OUT_OF_CHOICE = re.compile(r"^Invalid (?:enum )?value .* - at `\$\.(.*)`")


def remedied(problem: str, kind: type[Any]) -> str:
    """kind: of the whole file."""
    if (unknown := UNKNOWN.search(problem)) is not None:
        return f"{problem}: {_instead_of(unknown[1], kind, is_in_a_section=bool(unknown[2]))}"
    if (missing := MISSING.search(problem)) is not None:
        choices = _choices(kind, f"{missing[2] or ''}.{missing[1]}")
        return f"{problem}: add it{f', {choices}' if choices else ''}"
    if (wrong := OUT_OF_CHOICE.search(problem)) is not None:
        choices = _choices(kind, wrong[1])
        return f"{problem}: must be {choices}" if choices else problem
    return problem


def _instead_of(key: str, kind: type[Any], *, is_in_a_section: bool) -> str:
    """The key that may have been meant, of those that the example has."""
    if is_in_a_section and key in _fields(inspect.type_info(kind)):
        return "put it above the first [section]"
    known = set(re.findall(r"^[# \[]*([a-z0-9_]+)", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    near = " or ".join(f"`{key}`" for key in get_close_matches(key, known, n=2))
    return f"did you mean {near}?" if near else "remove it"


def _choices(kind: type[Any], place: str) -> str:
    """All that can stand at such a place as `sources[0].kind`; empty where that is not a list."""
    *keys, last = re.sub(r"\[.*?\]", "", place).strip(".").split(".")
    found = [*_alternatives(inspect.type_info(kind))]
    for key in keys:
        found = [inner for each in found for inner in _alternatives(_fields(each).get(key))]
    structs = [each for each in found if isinstance(each, inspect.StructType)]
    tags = [_text(each.tag) for each in structs if each.tag_field == last]
    texts = (text for each in found for text in _texts(_alternatives(_fields(each).get(last))))
    return " or ".join(dict.fromkeys([*tags, *texts]))


def _alternatives(kind: inspect.Type | None) -> Iterator[inspect.Type]:
    match kind:
        case inspect.UnionType(types=types):
            for each in types:
                yield from _alternatives(each)
        case inspect.VarTupleType(item_type=item):
            yield from _alternatives(item)
        case inspect.Metadata(type=inner):
            yield from _alternatives(inner)
        case inspect.Type():
            yield kind


def _fields(kind: inspect.Type) -> dict[str, inspect.Type]:
    if not isinstance(kind, inspect.StructType):
        return {}
    return {field.encode_name: field.type for field in kind.fields}


def _texts(kinds: Iterable[inspect.Type]) -> Iterator[str]:
    for kind in kinds:
        match kind:
            case inspect.LiteralType(values=values):
                yield from map(_text, values)
            case inspect.EnumType(cls=enum):
                yield from (_text(member.value) for member in enum)
            case inspect.FloatType(ge=float(least), le=float(most)):
                yield f"{least:g} to {most:g}"


def _text(value: object) -> str:
    return json.dumps(value)
