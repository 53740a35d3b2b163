"""The table of bursts for people, row by row as they are heard."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from alerts.event import Event
from decoder.message import MessageClass
from station.words import corrections, degrees_minutes, distance, moment

WIDTH = 132
"""Of a table that goes into a file or a pipe."""

COLOURS = {
    MessageClass.DISTRESS: "bold red",
    MessageClass.SHIP_SECURITY: "bold red",
    MessageClass.DISTRESS_TRACKING: "bold red",
    MessageClass.CANCELLATION: "bold green",
    MessageClass.SELF_TEST: "cyan",
    MessageClass.TEST: "cyan",
    MessageClass.EXERCISE: "cyan",
    MessageClass.UNRELIABLE: "dim",
}

# As wide as their longest lines, so that rows stay aligned though each is a table of its own; what
# is left of the console is for WHO.
COLUMNS = {"TIME": 13, "SIGNAL": 13, "BEACON": 23, "POSITION": 14}
GAP = 2
WHO_WIDTH_MIN = 15
NARROW_BEACON_WIDTH = 17
"""Makes 80 together: on consoles below WIDE a 23 Hex ID takes two lines."""
WIDE = 100
ID_15_DIGITS = 15


def console_for_results() -> Console:
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def event_table(
    events: Iterable[Event], *, header: bool, width: int, remark: str | None = None
) -> Table:
    """Events as rows under one header, or without one to continue the table above.

    remark  what else there is to say of them
    """
    table = Table(box=None, show_header=header, pad_edge=False, padding=(0, GAP, 0, 0))
    widths = COLUMNS if width >= WIDE else {**COLUMNS, "BEACON": NARROW_BEACON_WIDTH}
    who_width = width - sum(widths.values()) - GAP * len(widths)
    for name, column_width in {**widths, "WHO": max(who_width, WHO_WIDTH_MIN)}.items():
        table.add_column(name, width=column_width, overflow="fold")
    for event in events:
        colour = COLOURS.get(event.alert_class, "")
        cells = _cells(event, width, remark)
        table.add_row(*(Text(cell, style=colour) for cell in cells))
    return table


def _cells(event: Event, width: int, remark: str | None) -> tuple[str, ...]:
    """One text for each column, of up to four lines."""
    return (
        moment(event.time, event.time_s).replace(" ", "\n", 1 if event.time else 0),
        _lines(
            None if event.frequency_hz is None else f"{event.frequency_hz / 1e6:.5f} MHz",
            None if event.cn0_dbhz is None else f"{event.cn0_dbhz:.1f} dB-Hz",
        ),
        _lines(
            event.alert_class,
            event.beacon_id if width >= WIDE else _in_two_lines(event.beacon_id),
            f"corrected {corrections(event.corrected_bits)}",
        ),
        _position(event),
        _lines(event.identity, event.country_name, _remarks(event), remark),
    )


def _in_two_lines(beacon_id: str | None) -> str | None:
    """A 23 Hex ID begins with what other systems call the beacon by: its 15 Hex ID."""
    return beacon_id and _lines(beacon_id[:ID_15_DIGITS], beacon_id[ID_15_DIGITS:])


def _position(event: Event) -> str:
    if event.position is None:
        return "no position"
    north_east = degrees_minutes(event.position).replace(" ", "\n")
    return f"{north_east}\nwithin {distance(event.position.radius_95_m)}"


def _remarks(event: Event) -> str:
    reasons = [reason.replace("_", " ") for reason in event.reasons]
    return ", ".join(reasons if event.valid else ["NOT VALID", *reasons])


def _lines(*parts: str | None) -> str:
    return "\n".join(part for part in parts if part)
