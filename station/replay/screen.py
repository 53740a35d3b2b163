"""What a replay shows while it runs: rows or JSON lines as they come, and how far it is."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from sdr.errors import printable
from station.replay.decoding import Step
from station.report import write_json
from station.table import console_for_results, event_table


class Screen:
    """Results on standard output; a progress bar on standard error, where that is a terminal."""

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._header_due = True
        self._results = console_for_results()
        # With both on one terminal a single console has to draw bar and rows, or they collide.
        shared = sys.stdout.isatty() and sys.stderr.isatty()
        self._bar = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=self._results if shared else Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            disable=not sys.stderr.isatty() or (json and shared),
        )
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def show(self, step: Step) -> None:
        self._bar.update(
            self._task,
            description=printable(step.recording),
            total=step.duration_s,
            completed=step.done_s,
        )
        for event in step.events:
            if self._json:
                write_json(event)
            else:
                self._results.print(
                    event_table([event], header=self._header_due, width=self._results.width)
                )
                self._header_due = False
