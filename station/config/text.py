"""A configuration as TOML (https://toml.io/en/v1.0.0), every key with its value."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from alerts.gateways.kinds import HttpSettings


def lines_of(table: msgspec.Struct, path: str = "") -> Iterator[str]:
    """Values come before tables, as TOML wants; what is not set is a comment."""
    config, fields = table.__struct_config__, msgspec.structs.fields(table)
    if isinstance(config.tag, str):
        yield f"{config.tag_field} = {_text(config.tag)}"
    inner: list[tuple[str, Any]] = []
    for field in fields:
        value = getattr(table, field.name)
        if value is None or (value == () and _is_of_tables(field.type)):
            yield f"# {field.encode_name} is not set"
        elif isinstance(value, msgspec.Struct) or _is_tables(value):
            inner.append((f"{path}{field.encode_name}", value))
        elif isinstance(table, HttpSettings) and field.name == "url":
            yield f"url = {_text(f'{table.address}/...')}  # the path may be what keeps others out"
        else:
            yield f"{field.encode_name} = {_text(value)}"
    for name, value in inner:
        many = isinstance(value, tuple)
        for each in value if many else (value,):
            yield ""
            yield f"[[{name}]]" if many else f"[{name}]"
            yield from lines_of(each, f"{name}.")


def _is_tables(value: object) -> bool:
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], msgspec.Struct)


def _is_of_tables(kind: Any) -> bool:
    """Whether a tuple of this type would be of tables, if it were not empty."""
    inner = msgspec.inspect.type_info(kind)
    if not isinstance(inner, msgspec.inspect.VarTupleType):
        return False
    item = inner.item_type
    kinds = item.types if isinstance(item, msgspec.inspect.UnionType) else (item,)
    return isinstance(kinds[0], msgspec.inspect.StructType)


def _text(value: object) -> str:
    """JSON's strings, numbers and words are TOML's too."""
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(_text, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
