"""A SIT 185 message cut into its 16 numbered paragraphs, however its lines were treated.

First by lines that start with a number and the title that belongs to it, as they should. Where that
does not find all of them, by number and title anywhere: mail programs join lines, and some MCCs
leave out the dot.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

TITLES: Final = (
    r"(?=[A-Z])",
    r"MSG NO\b\.?",
    r"DETECTED AT\b",
    r"DETECTION FREQUENCY\b",
    r"COUNTRY OF BEACON REGISTRATION\b",
    r"USER CLASS\b",
    r"EMERGENCY CODE\b",
    r"POSITIONS?\b",
    r"ENCODED POSITION PROVIDED BY\b",
    r"NEXT PASS(?:/EXPECTED DATA)? TIMES?\b",
    r"HEX ID\b",
    r"ACTIVATION TYPE\b",
    r"BEACON NUMBER ON AIRCRAFT OR VESSEL\b(?: NO\b)?",
    r"OTHER ENCODED INFORMATION\b",
    r"OPERATIONAL INFORMATION\b",
    r"REMARKS\b",
)
END: Final = r"(?:END OF MESSAGE|/LASSIT|/ENDMSG)"
RUN_ON: Final = " " * 5
PLAIN: Final = str.maketrans({"\t": " ", "\u00a0": " ", **dict.fromkeys("–—−‐‑", "-")})


class Paragraph(msgspec.Struct, frozen=True):
    """What follows the title in its line, and the lines after it; a line that runs on is one."""

    value: str
    items: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.value, *self.items)))

    @property
    def text(self) -> str:
        return " ".join(self.lines)


def plain(text: str) -> str:
    """With one kind of dash, blank and end of line, in capitals."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(PLAIN).upper()


def paragraphs(text: str) -> Mapping[int, Paragraph]:
    """By number, of plain text; those that are not there are missing."""
    cut = dict(_cut(text, r"^"))
    if len(cut) < len(TITLES):
        loose = dict(_cut(text, r"(?<![\w.])"))
        cut = loose if len(loose) > len(cut) else cut
    return {number: _paragraph(body) for number, body in cut.items()}


def _cut(text: str, before: str) -> Iterator[tuple[int, str]]:
    found: list[tuple[int, re.Match[str]]] = []
    at = 0
    for number, title in enumerate(TITLES, start=1):
        pattern = re.compile(rf"{before}{number}(?:\.[ \n]*|[ \n]+){title}", re.MULTILINE)
        if match := pattern.search(text, at):
            found.append((number, match))
            at = match.end()
    last = re.compile(rf"{before}{END}", re.MULTILINE).search(text, at)
    starts = [match.start() for _, match in found] + [last.start() if last else len(text)]
    for (number, match), stop in zip(found, starts[1:], strict=True):
        yield number, text[match.end() : stop]


def _paragraph(body: str) -> Paragraph:
    first, *rest = body.split("\n")
    lines = [first]
    for line in filter(str.strip, rest):
        if line.startswith(RUN_ON):
            lines[-1] += line
        else:
            lines.append(line)
    value, *items = (" ".join(line.split()) for line in lines)
    return Paragraph(value, tuple(filter(None, items)))
