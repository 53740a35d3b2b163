"""Whatever the decoder makes of any bits, the event of it is JSON of the schema."""

import json
from typing import Any

import jsonschema
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.event import Event, event_from_message, undecodable_event
from alerts.schema import shipped_schema
from decoder.hextext import HexTextError, read_hex

VALIDATOR = jsonschema.Draft202012Validator(json.loads(shipped_schema("event")))

hex_texts = st.one_of(
    st.text("0123456789ABCDEF", min_size=length, max_size=length)
    for length in (15, 22, 23, 28, 30, 36, 51, 63, 75)
)


def as_json(event: Event) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(msgspec.json.encode(event))
    return document


@settings(max_examples=300)
@given(hex_texts)
def test_every_hex_text_gives_an_event_of_the_schema(text: str) -> None:
    try:
        message = read_hex(text)
    except HexTextError as error:
        document = as_json(undecodable_event(text, (error.reason,), event_id="1"))
    else:
        document = as_json(event_from_message(message, event_id="1"))
        plain = msgspec.to_builtins(message.fields)
        assert document["fields"] == json.loads(msgspec.json.encode(plain))
    VALIDATOR.validate(document)
    assert document["class"] == "unreliable" or document["valid"]
