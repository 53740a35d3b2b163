"""The screen of `beacon406 watch`, drawn from what the board knows."""

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from alerts.classify import ALARMING
from alerts.incidents.kind import Phase
from alerts.timestamp import rfc3339
from sdr.errors import printable
from station.table import COLOURS
from station.watch.board import Board, Row
from station.watch.words import (
    age,
    broker_line,
    class_words,
    conflict,
    kind,
    refusals_line,
    seen_by,
    signed,
    station_line,
    where,
    who,
)
from station.words import count

ALARM = "bold white on red"
COLUMNS = {"INCIDENT": 3, "POSITION": 3, "HEARD": 2, "ALERT": 5}
"""With their shares of the width."""

HEADER_AND_HIDDEN = 2
"""Lines around the incidents: the columns' names, and how many more there are."""

KEYS = "up/down choose   a acknowledge   c close   q quit"


def screen(board: Board, now_s: float, console: Console) -> RenderableType:
    """What must not be missed on top, then the incidents that there is room for."""
    rows, below = board.rows(), [*_stations(board, lost=False), *_footer(board)]
    above = [*_header(board, now_s), *_stations(board, lost=True)]
    room = console.height - _height(Group(*above, *below), console) - HEADER_AND_HIDDEN
    heights = [_height(_table([row], row, now_s), console) for row in rows]
    shown = [rows[place] for place in _fitting(heights, _place(board.chosen, rows), room)]
    if len(shown) < len(rows):
        below.insert(0, Text(f"and {count(len(rows) - len(shown), 'incident')} more"))
    return Group(*above, _table(shown, board.chosen, now_s), *below)


def _place(chosen: Row | None, rows: list[Row]) -> int:
    return 0 if chosen is None else rows.index(chosen)


def _fitting(heights: list[int], chosen: int, room: int) -> list[int]:
    """Places of rows: the newest and the chosen one always, then what is between and after them."""
    shown = [0, chosen] if chosen else [0] if heights else []
    left = room - sum(heights[place] for place in shown)
    for place in (*range(chosen - 1, 0, -1), *range(chosen + 1, len(heights))):
        left -= heights[place]
        if left < 0:
            break
        shown.append(place)
    return sorted(shown)


def _height(shown: RenderableType, console: Console) -> int:
    return len(console.render_lines(shown, pad=False))


def _header(board: Board, now_s: float) -> list[Text]:
    time = (rfc3339(now_s) or "")[:19].replace("T", " ")
    alarms = sum(row.incident.alert_class in ALARMING and not row.is_closed for row in board.rows())
    title = Text(f"{time} UTC   {count(len(board.rows()), 'incident')}", style="bold")
    if alarms:
        title.append("   ").append(f" {alarms} IN DISTRESS ", style=ALARM)
    if not board.stations:
        title.append("   no station has said anything yet")
    style = "" if board.broker.connected else ALARM
    return [title, Text(broker_line(board.broker), style=style)]


def _table(rows: list[Row], chosen: Row | None, now_s: float) -> RenderableType:
    if not rows:
        return Text("No open incident.")
    table = Table(box=None, expand=True, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", width=1)
    for name, share in COLUMNS.items():
        table.add_column(name, ratio=share, overflow="fold")
    for row in rows:
        is_chosen = row == chosen
        table.add_row(">" if is_chosen else "", *_cells(row, now_s), style=_style(row))
    return table


def _style(row: Row) -> str:
    if row.is_closed:
        return "dim"
    return COLOURS.get(row.incident.alert_class, "")


def _cells(row: Row, now_s: float) -> tuple[Text, ...]:
    incident = row.incident
    alarming = incident.alert_class in ALARMING and not row.is_closed
    name = Text(f" {class_words(incident.alert_class)} ", style=ALARM if alarming else "bold")
    return (
        Text("\n").join([name, Text(printable(incident.beacon_id)), Text(who(incident))]),
        Text(_lines(where(incident).replace(" within", "\nwithin"), conflict(incident))),
        Text(
            _lines(
                f"{age(incident.last_heard, now_s)} ago",
                count(incident.bursts, "burst"),
                ", ".join(printable(each.station) for each in incident.receptions),
            )
        ),
        Text(
            _lines(
                kind(incident) + (" (silent)" if incident.phase is Phase.SILENT else ""),
                printable(row.reason or ""),
                "no longer kept by the broker" if row.withdrawn else "",
                f"{seen_by(incident) or 'seen by nobody yet'}; {signed(row.origin)}",
            )
        ),
    )


def _stations(board: Board, *, lost: bool) -> list[Text]:
    return [
        Text(station_line(contact), style=ALARM if lost else "")
        for _, contact in sorted(board.stations.items())
        if contact.lost is lost
    ]


def _footer(board: Board) -> list[Text]:
    refusals = refusals_line(board)
    said = [Text(refusals, style="bold yellow")] if refusals else []
    if board.closing is not None:
        incident = board.closing.incident
        name = f"{class_words(incident.alert_class)} {printable(incident.beacon_id)}"
        return [*said, Text(f"Close {name} for everybody? y yes, any other key no", style="bold")]
    return [*said, Text(printable(board.message) or KEYS, style="bold" if board.message else "dim")]


def _lines(*parts: str) -> str:
    return "\n".join(part for part in parts if part)
