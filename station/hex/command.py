"""`beacon406 hex`: messages and beacon IDs as people paste them, one per argument or line."""

import reprlib
import sys
from argparse import Namespace
from collections.abc import Iterable, Iterator
from functools import cache

import msgspec

from alerts.event import event_from_message, undecodable_event
from alerts.event_id import new_event_id
from decoder.hextext import HexTextError, read_hex
from decoder.message import Message
from station.hex.lines import bounded_lines
from station.report import complain, write_json
from station.words import corrections, place


def run(arguments: Namespace) -> int:
    status = 0
    for text in _texts(arguments.texts):
        try:
            message = read_hex(text)
        except HexTextError as error:
            status = 1
            if arguments.json:
                write_json(undecodable_event(text, (error.reason,), event_id=new_event_id()))
            else:
                complain(f"{reprlib.repr(text)}: {error}")
            continue
        if arguments.json:
            write_json(event_from_message(message, event_id=new_event_id()))
        else:
            print("\n".join(describe(message)), end="\n\n")
    return status


def _texts(arguments: Iterable[str]) -> Iterator[str]:
    for argument in arguments:
        if argument == "-":
            yield from bounded_lines(sys.stdin.buffer)
        else:
            # Bytes of the command line that are no UTF-8 arrive as lone surrogates.
            yield argument.encode("utf-8", errors="replace").decode()


def describe(message: Message) -> Iterator[str]:
    """A message in lines for people: what matters first, then every field of its protocol."""
    yield message.hex
    for name, value in _summary(message).items():
        if value:
            yield f"  {name:<16} {value}"
    if message.fields is not None:
        yield "  fields"
        yield from _fields(message.fields, "    ")


def _fields(fields: msgspec.Struct, indent: str) -> list[str]:
    lines = []
    for name, label in _labels(type(fields), indent):
        value = getattr(fields, name)
        if isinstance(value, msgspec.Struct):
            kind = value.__struct_config__.tag or ""
            lines += [f"{label}{kind}".rstrip(), *_fields(value, indent + "  ")]
        else:
            lines.append((label if value is None else f"{label}{value}").rstrip())
    return lines


@cache
def _labels(kind: type[msgspec.Struct], indent: str) -> list[tuple[str, str]]:
    """Of the types of Struct there are few, and of messages many."""
    return [(name, f"{indent}{name:<24} ") for name in kind.__struct_fields__]


def _summary(message: Message) -> dict[str, str | None]:
    return {
        "class": message.message_class + (" (self-test)" if message.self_test else ""),
        "identity": message.identity,
        "beacon ID": message.beacon_id,
        "country": message.country_name,
        "protocol": message.protocol,
        "beacon type": message.beacon_type,
        "position": place(message.position),
        "homing": message.homing,
        "corrected bits": corrections(message.corrected_bits),
        "valid": "yes" if message.valid else "NO, not to be trusted",
        "reasons": ", ".join(message.reasons),
    }
