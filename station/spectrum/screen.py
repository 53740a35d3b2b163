"""The live spectrum and waterfall in a terminal."""

from collections.abc import Iterator, Sequence

import numpy as np
from rich.console import Group, RenderableType
from rich.style import Style
from rich.text import Text

from alerts.timestamp import rfc3339
from sdr.errors import printable
from sdr.health.look import BAND_HZ
from station.spectrum.text import figures
from station.spectrum.view import View, channels_in

AXIS = 7
"""Columns to the left of the spectrum, for the dB."""
GRAPH_LINES = 10
DB_PER_LINE = 4.0
FULL_DB = 30.0
"""Over the floor, the waterfall is at its brightest."""
BLOCKS = " ▁▂▃▄▅▆▇█"
COLOURS = tuple(
    f"#{red:02x}{green:02x}{blue:02x}"
    for red, green, blue in (
        *((0, 0, 32 + 12 * i) for i in range(8)),
        *((0, 28 * i, 128 + 8 * i) for i in range(8)),
        *((32 * i, 224, 184 - 22 * i) for i in range(8)),
        *((255, 224 - 28 * i, 0) for i in range(8)),
    )
)


def screen(views: Sequence[View], name: str, height: int) -> RenderableType:
    """The newest view is the last; the waterfall shows as many of those before as there is room."""
    newest = views[-1]
    above = [*_header(newest, name), *_graph(newest), _scale(newest), _channels(newest)]
    room = max(0, height - len(above) - 1)
    rows = [view for view in reversed(views) if view.columns_db.size == newest.columns_db.size]
    return Group(*above, *_waterfall(rows[: 2 * room]), Text("Ctrl-C ends", style="dim"))


def _header(view: View, name: str) -> Iterator[Text]:
    time = (rfc3339(view.utc_s) or f"{view.time_s:.1f} s").replace("T", " ")
    said = [f"{what} {value}" for what, value in figures(view)]
    clips = view.look.clipped_fraction > 0
    yield Text(f"{printable(name)}   {time}", style="bold", no_wrap=True, overflow="ellipsis")
    yield _line("   ".join(said[:-1] if len(said) > 4 else said), "bold red" if clips else "")
    yield _line(said[-1] if len(said) > 4 else "", "")


def _line(text: str, style: str) -> Text:
    return Text(text, style=style, no_wrap=True, overflow="ellipsis")


def _graph(view: View) -> Iterator[Text]:
    """Bars from 4 dB under the noise floor up, in eighths of a line."""
    eighths = np.clip((view.columns_db + DB_PER_LINE) / DB_PER_LINE * 8, 0, 8 * GRAPH_LINES)
    for line in range(GRAPH_LINES - 1, -1, -1):
        filled = np.clip(eighths - 8 * line, 0, 8).astype(int)
        label = f"{line * DB_PER_LINE - DB_PER_LINE:+4.0f} dB" if line % 2 else ""
        text = Text(f"{label:<{AXIS}}", style="dim", no_wrap=True)
        yield text.append("".join(BLOCKS[value] for value in filled), style="not dim green")


def _scale(view: View) -> Text:
    """The band as a bar, with its ends."""
    low, high = (min(max(view.column(hz), 0), view.columns_db.size) for hz in BAND_HZ)
    text = Text(" " * AXIS, no_wrap=True)
    if view.look.spectrum.center_hz is None or high <= low:
        span = f"{view.low_hz / 1e6:.4f} to {view.high_hz / 1e6:.4f} MHz"
        return text.append(span)
    bar = "406.0".ljust(high - low - 5, "─") + "406.1" if high - low >= 12 else "─" * (high - low)
    return (
        text.append("·" * low, style="dim")
        .append(bar[: high - low], style="bold")
        .append("·" * (view.columns_db.size - high), style="dim")
    )


def _channels(view: View) -> Text:
    line = [" "] * view.columns_db.size
    if view.look.spectrum.center_hz is not None:
        for column, letter in channels_in(view):
            line[column] = letter
    return Text(" " * AXIS + "".join(line), style="dim", no_wrap=True)


def _waterfall(rows: Sequence[View]) -> Iterator[Text]:
    """Two rows a line: the newer in the upper half of each character."""
    shades = [_shades(view) for view in rows]
    if len(shades) % 2:
        shades.append([0] * len(shades[0]))
    for upper, lower, view in zip(shades[::2], shades[1::2], rows[::2], strict=True):
        text = Text(f"{view.time_s % 1000:6.2f} ", style="dim", no_wrap=True)
        for over, under in zip(upper, lower, strict=True):
            text.append("▀", style=Style(color=COLOURS[over], bgcolor=COLOURS[under], dim=False))
        yield text


def _shades(view: View) -> list[int]:
    shares = np.clip(view.columns_db / FULL_DB, 0, 1)
    return [int(share * (len(COLOURS) - 1)) for share in shares]
