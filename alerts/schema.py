"""The JSON Schema of an event, made from its type: `python -m alerts.schema` writes the file."""

from importlib.resources import files
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from alerts.event import Event

FILE_NAME = "event.schema.json"


def event_schema() -> dict[str, Any]:
    """JSON Schema 2020-12. Keys may be added under the same name, so others are not forbidden."""
    schema = msgspec.json.schema(Event)
    for definition in schema["$defs"].values():
        definition["description"] = cleandoc(definition.get("description", ""))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:beacon406:event:1",
        **schema,
    }


def schema_text() -> str:
    return msgspec.json.format(msgspec.json.encode(event_schema())).decode() + "\n"


def shipped_schema() -> str:
    return (files("alerts") / FILE_NAME).read_text(encoding="utf-8")


def main() -> None:
    path = Path(__file__).with_name(FILE_NAME)
    path.write_text(schema_text(), encoding="utf-8")
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
