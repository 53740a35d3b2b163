"""Tables of fields: from one table come the decoder, the encoder, and a page of documentation.

Bits are numbered as in the standards: the first is 1, and ranges are inclusive.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from decoder.fields.codec import Codec, FieldValueError
from decoder.reasons import Reason

S = TypeVar("S", bound=msgspec.Struct)

UNWRITTEN = " "
"""Stands for a bit of a message that is being written, and has no value yet."""

REMEMBERED_BITS = 11
"""Fields no wider are read once for each of their patterns, 2048 at most: a country, an angle. What
codecs give is never changed, so messages may share it."""

Reading = tuple[Any, Reason | None]
"""A value, and what is wrong with it."""


class Field:
    """Bits `first` to `last`, the attribute that holds their value, and what they mean."""

    def __init__(
        self, name: str, first: int, last: int, codec: Codec[Any], unit: str | None = None
    ) -> None:
        self.name = name
        self.first = first
        self.last = last
        self.codec = codec
        self.unit = unit
        self.bits = slice(first - 1, last)
        width = last - first + 1
        self.read: Callable[[str], Reading] = (
            cache(self._read) if width <= REMEMBERED_BITS else self._read
        )
        """Of the field's own bits."""

    def _read(self, bits: str) -> Reading:
        return self.codec.decode(bits), self.codec.doubt(bits)


class When:
    """A table is meant when bits `first` to `last` hold one of these codes; `meaning` says why."""

    meaning = ""

    def __init__(self, first: int, last: int, *codes: str) -> None:
        self.first = first
        self.last = last
        self.codes = codes
        self.bits = slice(first - 1, last)

    def holds(self, text: str) -> bool:
        return text[self.bits] in self.codes


class Part:
    """An attribute with fields of its own, laid out by the first of its tables that applies."""

    def __init__(self, name: str, *tables: "Table[Any]") -> None:
        self.name = name
        self.tables = tables

    def table(self, text: str) -> "Table[Any] | None":
        for table in self.tables:
            if table.applies(text):
                return table
        return None

    def write(self, value: msgspec.Struct, bits: list[str]) -> None:
        """By the table under which the written bits will be read back."""
        written = "".join(bits)
        for table in self.tables:
            if type(value) is table.struct and table.may_follow(written):
                trial = bits.copy()
                table.write(value, trial)
                if self.table("".join(trial)) is table:
                    bits[:] = trial
                    return
        kind = type(value).__name__
        raise FieldValueError(f"{self.name}: a {kind} does not belong to the other fields")


class Table(Generic[S]):
    """How the bits of a message, or of a part of it, fill a Struct.

    title and section are for the documentation: the standard's own name and section number.
    """

    def __init__(
        self, struct: type[S], *items: When | Field | Part, title: str = "", section: str = ""
    ) -> None:
        self.struct = struct
        self.title = title
        self.section = section
        self.whens = [item for item in items if isinstance(item, When)]
        self.fields = [item for item in items if isinstance(item, Field)]
        self.parts = [item for item in items if isinstance(item, Part)]
        self.items = items
        self.last = max(item.last for item in items if not isinstance(item, Part))

    def only(self, when: When) -> "Table[S]":
        """The same table under one more condition."""
        return Table(self.struct, when, *self.items, title=self.title, section=self.section)

    def applies(self, text: str) -> bool:
        """Whether the codes are right, and no bit of the table is missing."""
        if len(text) < self.last:
            return False
        for when in self.whens:  # noqa: SIM110 all() of a generator takes three times as long
            if not when.holds(text):
                return False
        return True

    def may_follow(self, written: str) -> bool:
        """Whether its codes are right as far as they are written."""
        return all(UNWRITTEN in written[w.bits] or w.holds(written) for w in self.whens)

    def read(self, text: str) -> tuple[S, list[Reason]]:
        """What the bits say, and what is wrong with single fields.

        A part is None where none of its tables applies: not received, or not to be read.
        """
        values: dict[str, Any] = {}
        doubts: list[Reason] = []
        for field in self.fields:
            values[field.name], doubt = field.read(text[field.bits])
            if doubt is not None:
                doubts.append(doubt)
        for part in self.parts:
            table = part.table(text)
            if table is not None:
                values[part.name], inner_doubts = table.read(text)
                doubts += inner_doubts
        return self.struct(**values), doubts

    def decode(self, text: str) -> S:
        return self.read(text)[0]

    def doubts(self, text: str) -> Iterator[Reason]:
        return iter(self.read(text)[1])

    def write(self, value: S, bits: list[str]) -> None:
        """Set the bits of this table in a whole message, of which the others are UNWRITTEN."""
        for when in self.whens:
            if len(when.codes) == 1:
                bits[when.bits] = when.codes[0]
        for field in self.fields:
            content = getattr(value, field.name)
            try:
                bits[field.bits] = field.codec.encode(content, field.last - field.first + 1)
            except FieldValueError as error:
                raise FieldValueError(f"{field.name}: {error}") from None
            except (TypeError, AttributeError):
                text = f"{field.name}: {content!r} does not fit: give {field.codec.meaning}"
                raise FieldValueError(text) from None
        for part in self.parts:
            inner = getattr(value, part.name)
            if inner is not None:
                part.write(inner, bits)
