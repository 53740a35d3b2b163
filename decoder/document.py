"""The pages of documentation that are made from what the decoder itself uses.

python -m decoder.document protocols > docs/protocols.md
python -m decoder.document reasons > docs/reasons.md
"""

import ast
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from decoder import policy, reasons
from decoder.fields import Field, Table, When
from decoder.t001.protocols import PROTOCOLS
from decoder.t018.hex_id import HEX_ID, TRUNCATED_HEX_ID
from decoder.t018.message import MESSAGE

PROTOCOLS_INTRODUCTION = """\
# Protocols

Made from the tables in `decoder/t001` and `decoder/t018` by `python -m decoder.document protocols`;
a test fails when it is out of date.

The name of a protocol is the `protocol` of a message, and the `type` of its `fields`; the names of
fields are those in `fields`. An empty name is a condition: the table is for messages that meet it.

# First generation

Bits are numbered as in C/S T.001 (Issue 4, Revision 12): the first bit of the bit synchronization
is 1, and ranges are inclusive. Bits 1–15 are the bit synchronization, 16–24 the frame
synchronization, 25 is the format flag (0 short, 1 long), 86–106 and, in long messages, 133–144 are
the parities BCH-1 and BCH-2. A section without a document is one of C/S T.001.
"""

SECOND_GENERATION_INTRODUCTION = """\
# Second generation

Bits are numbered as in C/S T.018 (Issue 1, Revision 12): the first bit after the preamble is 1, and
ranges are inclusive. Bits 1–202 are the message, 203–250 the parity. Sections and tables are of C/S
T.018. A self-test is spread otherwise, but its bits are the same. A Hex ID holds some bits of a
message in another order (Table 3.11); here they have their numbers of the message, and a `vessel`
is that of a message.
"""

REASONS_INTRODUCTION = """\
# Reasons

Made from `decoder/reasons.py` by `python -m decoder.document reasons`; a test fails when it is out
of date.

A message with a reason in bold is not valid: it is reported in class `unreliable`, and not to be
trusted. The other reasons are warnings, or say why text is no message.
"""

HEADER = "| Bits | Name | Meaning | Unit |\n|---|---|---|---|"


def protocols_page() -> str:
    first = (_protocol(table) for table in PROTOCOLS)
    second = (_protocol(MESSAGE), _alone(HEX_ID), _alone(TRUNCATED_HEX_ID))
    return "\n".join([PROTOCOLS_INTRODUCTION, *first, SECOND_GENERATION_INTRODUCTION, *second])


def reasons_page() -> str:
    rows = ["| Reason | Meaning |", "|---|---|"]
    for reason, meaning in _explanations(reasons.Reason):
        name = f"**`{reason}`**" if reason in policy.INVALIDATING else f"`{reason}`"
        rows.append(f"| {name} | {meaning} |")
    return "\n".join([REASONS_INTRODUCTION, *rows, ""])


def _alone(table: Table[Any]) -> str:
    """Without its parts."""
    heading = f"## {table.title}: `{_tag(table)}`"
    return "\n".join([heading, "", _place(table), "", HEADER, *_rows(table), ""])


def _protocol(table: Table[Any]) -> str:
    lines = [_alone(table).removesuffix("\n")]
    for part in table.parts:
        for choice in part.tables:
            heading = f"### `{part.name}`: {choice.title}, `{_tag(choice)}`"
            lines += ["", heading, "", _place(choice), "", HEADER, *_rows(choice)]
    return "\n".join([*lines, ""])


def _place(table: Table[Any]) -> str:
    return f"{table.section}." if table.section.startswith("Table") else f"Section {table.section}."


def _rows(table: Table[Any]) -> Iterator[str]:
    items: list[When | Field] = [*table.whens, *table.fields]
    named = {(field.first, field.last) for field in table.fields}
    for item in sorted(items, key=lambda item: (item.first, item.last)):
        first_last = f"{item.first}–{item.last}" if item.last > item.first else f"{item.first}"
        if isinstance(item, Field):
            unit = item.unit or ""
            yield f"| {first_last} | `{item.name}` | {item.codec.meaning} | {unit} |"
        elif (item.first, item.last) not in named:
            condition = " or ".join(item.codes) if item.codes else item.meaning
            yield f"| {first_last} | | if {condition} | |"


def _tag(table: Table[Any]) -> str:
    return str(table.struct.__struct_config__.tag)


def _explanations(kind: type) -> Iterator[tuple[str, str]]:
    """Members with the docstring behind each, which only the source has."""
    (definition,) = ast.parse(inspect.getsource(kind)).body
    assert isinstance(definition, ast.ClassDef)
    for member, text in zip(definition.body, definition.body[1:], strict=False):
        match member, text:
            case ast.Assign(value=ast.Constant(str(name))), ast.Expr(
                value=ast.Constant(str(meaning))
            ):
                yield name, " ".join(meaning.split())


def main() -> None:
    pages = {"protocols": protocols_page, "reasons": reasons_page}
    print(pages[sys.argv[1]](), end="")


if __name__ == "__main__":
    main()
