"""Tables of fields, in the standards' own bit numbers, and what reads and writes each field."""

from decoder.fields.codec import (
    Bits,
    Codec,
    FieldValueError,
    Fixed,
    Flag,
    Hexadecimal,
    OneOf,
    Unsigned,
)
from decoder.fields.table import UNWRITTEN, Field, Part, Table, When

__all__ = [
    "UNWRITTEN",
    "Bits",
    "Codec",
    "Field",
    "FieldValueError",
    "Fixed",
    "Flag",
    "Hexadecimal",
    "OneOf",
    "Part",
    "Table",
    "Unsigned",
    "When",
]
