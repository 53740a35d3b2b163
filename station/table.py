"""The table of bursts for people, row by row as they are heard."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.event import Event
from decoder.message import MessageClass
from station.words import corrections, moment, place

WIDTH = 132
"""Of a table that goes into a file or a pipe."""

COLOURS = {
    MessageClass.DISTRESS: "bold red",
    MessageClass.SHIP_SECURITY: "bold red",
    MessageClass.DISTRESS_TRACKING: "bold red",
    MessageClass.UNRELIABLE: "dim",
}

# Two columns stretch; the others are as wide as their longest line, so rows stay aligned though
# each is a table of its own.
COLUMNS = (
    ("TIME", 13),
    ("SIGNAL", 13),
    ("CLASS", 17),
    ("BEACON", 15),
    ("WHO", None),
    ("POSITION", 22),
    ("REMARKS", None),
)


def console_for_results() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def event_table(events: Iterable[Event], *, header: bool) -> Table:
    """Events as rows under one header, or without one to continue the table above."""
    table = Table(box=None, expand=True, show_header=header, pad_edge=False, padding=(0, 2, 0, 0))
    for name, width in COLUMNS:
        table.add_column(name, width=width, ratio=None if width else 1, overflow="fold")
    for event in events:
        colour = COLOURS.get(event.alert_class, "")
        table.add_row(*(Text(cell, style=colour) for cell in _cells(event)))
    return table


def _cells(event: Event) -> tuple[str, ...]:
    return (
        moment(event.time, event.time_s).replace(" ", "\n", 1 if event.time else 0),
        _lines(_mhz(event.frequency_hz), event.cn0_dbhz and f"{event.cn0_dbhz:.1f} dB-Hz"),
        _lines(event.alert_class, f"corrected {corrections(event.corrected_bits)}"),
        event.beacon_id or event.hex,
        _lines(event.identity, event.country_name),
        (place(event.position) or "no position").replace(" within", "\nwithin"),
        _lines(None if event.valid else "not valid", ", ".join(event.reasons)),
    )


def _mhz(frequency_hz: float | None) -> str | None:
    return None if frequency_hz is None else f"{frequency_hz / 1e6:.5f} MHz"


def _lines(*parts: str | float | None) -> str:
    return "\n".join(str(part) for part in parts if part)
