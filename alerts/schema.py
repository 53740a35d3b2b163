"""JSON Schemas of what is published, made from the types: `python -m alerts.schema` writes them."""

from importlib.resources import files
from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

from alerts.acknowledgement import Acknowledgement
from alerts.event import Event
from alerts.incidents.alert import Alert
from alerts.incidents.incident import Incident
from alerts.status import Status

DOCUMENTS: dict[str, type[msgspec.Struct]] = {
    "event": Event,
    "alert": Alert,
    "incident": Incident,
    "ack": Acknowledgement,
    "status": Status,
}


def file_name(document: str) -> str:
    return f"{document}.schema.json"


def schema(document: str) -> dict[str, Any]:
    """JSON Schema 2020-12. Keys may be added under the same name, so others are not forbidden."""
    made = msgspec.json.schema(DOCUMENTS[document])
    for definition in made["$defs"].values():
        definition["description"] = cleandoc(definition.get("description", ""))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:beacon406:{document}:1",
        **made,
    }


def schema_text(document: str) -> str:
    return msgspec.json.format(msgspec.json.encode(schema(document))).decode() + "\n"


def shipped_schema(document: str) -> str:
    return (files("alerts") / file_name(document)).read_text(encoding="utf-8")


def main() -> None:
    for document in DOCUMENTS:
        path = Path(__file__).with_name(file_name(document))
        path.write_text(schema_text(document), encoding="utf-8")
        print(f"wrote {path}")


if __name__ == "__main__":
    main()
