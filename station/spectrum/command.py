"""`beacon406 spectrum`: spectrum and waterfall, of a recording or of what is heard now."""

import sys
import threading
import time
from argparse import Namespace
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
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
from station.samples import Heard, is_config, listen
from station.spectrum.screen import AXIS, screen
from station.spectrum.text import lines_of, row_of
from station.spectrum.view import View, view_of

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
        with _shown(arguments) as take:
            listen(arguments.what, recording_options(arguments), arguments.source, take)
    except (RecordingError, SourceError) as error:
        complain(error)
        return 1
    return 0


def _shown(arguments: Namespace) -> AbstractContextManager[Callable[[Heard], bool]]:
    """What takes the blocks."""
    width = max(arguments.columns, LEAST_COLUMNS)
    rows = Rows(arguments.row, wide=arguments.wide)
    if arguments.json:
        return _as_json(rows, width)
    if arguments.once or not sys.stdout.isatty():
        return _once(width, wide=arguments.wide)
    return _on_screen(rows, is_live=is_config(arguments.what))


@contextmanager
def _as_json(rows: Rows, width: int) -> Iterator[Callable[[Heard], bool]]:
    def take(heard: Heard) -> bool:
        for view in rows.views(heard, width):
            sys.stdout.buffer.write(msgspec.json.encode(row_of(view)) + b"\n")
        sys.stdout.buffer.flush()
        return False

    yield take


@contextmanager
def _once(width: int, *, wide: bool) -> Iterator[Callable[[Heard], bool]]:
    """The average of ten seconds, or of all that there was before the end, damage or Ctrl-C."""
    looks = list[Look]()
    first_utc_s: float | None = None

    def take(heard: Heard) -> bool:
        nonlocal first_utc_s
        if not looks:
            first_utc_s = heard.block.utc_s
        looks.append(look_at_block(heard.block, heard.encoding, bins_for(heard.block.rate_hz)))
        return bool(looks[-1].time_s - looks[0].time_s + SPUR_LOOK_S >= ONCE_S)

    try:
        yield take
    finally:
        if looks:
            seconds = {int(look.time_s): look.spectrum for look in looks}
            view = view_of(averaged(looks), first_utc_s, width, seconds.values(), wide=wide)
            print("\n".join(lines_of(view)))


@contextmanager
def _on_screen(rows: Rows, *, is_live: bool) -> Iterator[Callable[[Heard], bool]]:
    """A recording is shown as fast as it was recorded, and stays until Ctrl-C."""
    console = Console()
    views: deque[View] = deque(maxlen=MOST_ROWS)
    started_s = time.monotonic()

    def take(heard: Heard) -> bool:
        for view in rows.views(heard, max(console.width - AXIS, LEAST_COLUMNS)):
            views.append(view)
            live.update(screen(views, heard.name, console.height), refresh=True)
            if not is_live:
                time.sleep(max(0.0, started_s + view.time_s - time.monotonic()))
        return False

    with Live(console=console, screen=True, auto_refresh=False) as live:
        yield take
        threading.Event().wait()
