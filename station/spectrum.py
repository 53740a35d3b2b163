"""`beacon406 spectrum`: spectrum and waterfall, of a recording or of what is heard now."""

import asyncio
import sys
import time
from argparse import Namespace
from collections import deque
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing
from math import ceil, log2

import msgspec
from rich.console import Console
from rich.live import Live

from sdr.block import SampleBlock
from sdr.errors import RecordingError
from sdr.health.look import Look, averaged, look_at_block
from sdr.health.spectrum import Spectrum
from sdr.health.spurs import LOOKS
from sdr.live.source import SourceError
from station.listening_arguments import recording_options
from station.report import complain
from station.samples import Heard, is_config, samples_of
from station.spectrum_screen import AXIS, screen
from station.spectrum_text import lines_of, row_of
from station.spectrum_view import View, view_of

FINEST_HZ = 300.0
"""Bins are no wider: a line stands out of the noise the further, the narrower they are."""
FEWEST_BINS, MOST_BINS = 256, 1 << 16
ONCE_S = 10.0
LEAST_COLUMNS = 20
SPUR_LOOK_S = 1.0
"""Between the looks that tell which lines stay: a burst must be over by the next."""
MOST_ROWS = 400


class Rows:
    """Cuts blocks into rows, and remembers which lines stay."""

    def __init__(self, row_s: float, *, wide: bool) -> None:
        self._row_s = row_s
        self._wide = wide
        self._recent: deque[Spectrum] = deque(maxlen=LOOKS)
        self._next_look_s = 0.0

    def views(self, heard: Heard, width: int) -> Iterator[View]:
        """A rest of a block that is too short for a row goes with the row before."""
        for part in _parts(heard.block, self._row_s):
            look = look_at_block(part, heard.encoding, bins_for(part.rate_hz))
            if look.time_s >= self._next_look_s:
                self._recent.append(look.spectrum)
                self._next_look_s = look.time_s + SPUR_LOOK_S
            yield view_of(look, part.utc_s, width, self._recent, wide=self._wide)


def _parts(block: SampleBlock, row_s: float) -> Iterator[SampleBlock]:
    step = max(1, round(row_s * block.rate_hz))
    starts = [i * step for i in range(max(1, round(block.samples.size / step)))]
    for start, stop in zip(starts, [*starts[1:], block.samples.size], strict=True):
        later_s = start / block.rate_hz
        yield msgspec.structs.replace(
            block,
            samples=block.samples[start:stop],
            time_s=block.time_s + later_s,
            utc_s=None if block.utc_s is None else block.utc_s + later_s,
        )


def bins_for(rate_hz: float) -> int:
    return min(max(1 << ceil(log2(rate_hz / FINEST_HZ)), FEWEST_BINS), MOST_BINS)


def run(arguments: Namespace) -> int:
    try:
        asyncio.run(_show(arguments))
    except (RecordingError, SourceError) as error:
        complain(error)
        return 1
    return 0


async def _show(arguments: Namespace) -> None:
    heard = samples_of(arguments.what, recording_options(arguments), arguments.source)
    width = max(arguments.columns, LEAST_COLUMNS)
    async with aclosing(heard) as heard:
        if arguments.json:
            rows = Rows(arguments.row, wide=arguments.wide)
            async for one in heard:
                for view in rows.views(one, width):
                    sys.stdout.buffer.write(msgspec.json.encode(row_of(view)) + b"\n")
                sys.stdout.buffer.flush()
        elif arguments.once or not sys.stdout.isatty():
            await _once(heard, width, wide=arguments.wide)
        else:
            rows = Rows(arguments.row, wide=arguments.wide)
            await _on_screen(heard, rows, paced=not is_config(arguments.what))


async def _once(heard: AsyncIterator[Heard], width: int, *, wide: bool) -> None:
    """The average of ten seconds, or of all that there is."""
    looks, first = list[Look](), None
    async for one in heard:
        first = first or one.block
        looks.append(look_at_block(one.block, one.encoding, bins_for(one.block.rate_hz)))
        if one.block.time_s - first.time_s + SPUR_LOOK_S >= ONCE_S:
            break
    if first is not None:
        seconds = {int(look.time_s): look.spectrum for look in looks}
        view = view_of(averaged(looks), first.utc_s, width, seconds.values(), wide=wide)
        print("\n".join(lines_of(view)))


async def _on_screen(heard: AsyncIterator[Heard], rows: Rows, *, paced: bool) -> None:
    """A recording is shown as fast as it was recorded."""
    console = Console()
    views: deque[View] = deque(maxlen=MOST_ROWS)
    started_s = time.monotonic()
    with Live(console=console, screen=True, auto_refresh=False) as live:
        async for one in heard:
            for view in rows.views(one, max(console.width - AXIS, LEAST_COLUMNS)):
                views.append(view)
                live.update(screen(views, one.name, console.height), refresh=True)
                if paced:
                    due_s = started_s + view.time_s - views[0].time_s
                    await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        await asyncio.Event().wait()  # the end of a recording stays on the screen until Ctrl-C
