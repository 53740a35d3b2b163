"""Reads SIT 185 text: our own whole, and that of MCCs as far as it can be understood.

Nothing is guessed: a paragraph that is missing or cannot be read has its number in `unread`, its
values are null, and the text stays for people. Variations that were seen in real messages: UNKNOWN
(or misspelt) for NIL, years of four digits, dashes of print, no blank before N, S, E and W, lost
ends of lines, numbers without a dot, letters before positions, RESOLVED for CONFIRMED.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import msgspec

from alerts.formats.sit185_message import Sit185, SitPosition
from alerts.formats.sit185_paragraphs import Paragraph, paragraphs, plain
from alerts.formats.sit185_values import day_time, place, stated, time

HEAD: Final = re.compile(r"/(\d{5}) +\d{5}/(\w+)/(\d\d) +(\d{3}) +(\d{4})\b")
DESTINATION: Final = re.compile(r"/185/(\w+)")
TITLE: Final = re.compile(r"(.*?\bALERT\b)(.*)")
NUMBER: Final = re.compile(r"(\d{1,5}) *([A-Z]\w*)?(?: *REF\b\.?(?: +NO\b\.?)? *(.*))?")
DETECTED: Final = re.compile(r"(.*?)(?:\bBY\b(.*))?")
FREQUENCY: Final = re.compile(r"(\d{1,5}(?:\.\d{1,9})?) *MHZ")
COUNTRY: Final = re.compile(r"(\d{1,4}) */(.*)")
HEX_ID: Final = re.compile(r"(.*?)(?:\bHOMING SIGNAL\b(.*))?")
LETTER: Final = r"(?:\b[A-H]\. *)?"
KINDS: Final = {
    "CONFIRMED": "confirmed",
    "RESOLVED": "confirmed",
    "DOPPLER A": "doppler_a",
    "DOPPLER B": "doppler_b",
    "DOA": "doa",
    "ENCODED": "encoded",
    "UPDATE TIME": "update_time",
}
KIND: Final = re.compile(rf"{LETTER}(?<![A-Z])({'|'.join(KINDS)})(?![A-Z])[ :-]*")
NIL_LINE: Final = re.compile(rf"{KIND.pattern}(?:NIL|UNKNOWN|UKNOWN)\b")

Found = dict[str, Any] | None
"""Keys are names of fields of a Sit185; None where the paragraph cannot be read."""


class Reading(msgspec.Struct, frozen=True):
    """What was understood, the numbers of the paragraphs that were not, and the text as it came."""

    message: Sit185
    unread: tuple[int, ...]
    text: str


def parse(text: str) -> Reading:
    legible = plain(text)
    there = paragraphs(legible)
    values = _head(legible)
    unread = []
    for number, read in READERS.items():
        found = read(there[number]) if number in there else None
        if found is None:
            unread.append(number)
        else:
            values.update(found)
    return Reading(msgspec.structs.replace(Sit185(), **values), tuple(unread), text)


def _head(text: str) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if head := HEAD.search(text):
        values = {"number": int(head[1]), "facility": head[2]}
        values["sent"] = day_time(head[3], head[4], head[5])
    if destination := DESTINATION.search(text):
        values["destination"] = destination[1]
    return values


def _title(paragraph: Paragraph) -> Found:
    match = TITLE.fullmatch(paragraph.value)
    title, rest = match.groups() if match else (paragraph.value, "")
    return {"title": stated(title), "marking": _stated_lines(rest, *paragraph.items)}


def _number(paragraph: Paragraph) -> Found:
    match = NUMBER.fullmatch(paragraph.text)
    if match is None:
        return None
    named = {"facility": match[2]} if match[2] else {}
    return {"number": int(match[1]), "reference": stated(match[3] or ""), **named}


def _detected(paragraph: Paragraph) -> Found:
    match = DETECTED.fullmatch(paragraph.text)
    said, by = match.groups() if match else ("", None)
    at = time(said)
    if at is None and stated(said.removesuffix("UTC")):
        return None
    return {"detected_at": at, "detected_by": stated(by or "")}


def _frequency(paragraph: Paragraph) -> Found:
    match = FREQUENCY.match(paragraph.text)
    if match is None and stated(paragraph.text):
        return None
    return {"frequency_mhz": float(match[1]) if match else None}


def _country(paragraph: Paragraph) -> Found:
    match = COUNTRY.fullmatch(paragraph.text)
    if match is None:
        return None if stated(paragraph.text.split("/")[0]) else {"country": None}
    return {"country": int(match[1]), "country_name": stated(match[2])}


def _user_class(paragraph: Paragraph) -> Found:
    return {"user_class": stated(paragraph.value), "identity": _stated_lines(*paragraph.items)}


def _positions(paragraph: Paragraph) -> Found:
    by_lines = all(KIND.match(item) for item in paragraph.items) and not paragraph.value
    said = _kinds_by_line(paragraph) if by_lines else _kinds_anywhere(paragraph)
    values: dict[str, str | SitPosition | None] = {}
    for name, text in said:
        words = stated(text.split(" ")[0]) and stated(text)
        values[name] = words if name == "update_time" else place(text)
        if words and values[name] is None:
            return None
    return values if said else None


def _kinds_by_line(paragraph: Paragraph) -> list[tuple[str, str]]:
    matches = [match for item in paragraph.items if (match := KIND.match(item))]
    return [(KINDS[match[1]], match.string[match.end() :]) for match in matches]


def _kinds_anywhere(paragraph: Paragraph) -> list[tuple[str, str]]:
    matches = list(KIND.finditer(paragraph.text))
    ends = [match.start() for match in matches[1:]] + [len(paragraph.text)]
    return [
        (KINDS[match[1]], paragraph.text[match.end() : end].strip())
        for match, end in zip(matches, ends, strict=True)
    ]


def _expected(paragraph: Paragraph) -> Found:
    lines = (line for line in paragraph.lines if stated(NIL_LINE.sub("", line)))
    return {"expected": tuple(lines)}


def _hex_id(paragraph: Paragraph) -> Found:
    match = HEX_ID.fullmatch(paragraph.text)
    said, homing = match.groups() if match else (paragraph.text, None)
    return {"hex_id": stated(said), "homing": stated(homing or "")}


def _value(name: str) -> Callable[[Paragraph], Found]:
    return lambda paragraph: {name: stated(paragraph.text)}


def _lines(name: str) -> Callable[[Paragraph], Found]:
    return lambda paragraph: {name: _stated_lines(*paragraph.lines)}


def _stated_lines(*lines: str) -> tuple[str, ...]:
    return tuple(filter(None, map(stated, lines)))


READERS: Final[dict[int, Callable[[Paragraph], Found]]] = {
    1: _title,
    2: _number,
    3: _detected,
    4: _frequency,
    5: _country,
    6: _user_class,
    7: _value("emergency_code"),
    8: _positions,
    9: _value("provided_by"),
    10: _expected,
    11: _hex_id,
    12: _value("activation"),
    13: _value("beacon_number"),
    14: _lines("other"),
    15: _lines("operational"),
    16: _lines("remarks"),
}
