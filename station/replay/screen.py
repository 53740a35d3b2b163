"""What a replay shows while it runs: rows or JSON lines as they come, and how far it is."""

import sys
from types import TracebackType
from typing import Self

from station.replay.decoding import Step
from station.replay.progress import Progress
from station.report import write_json
from station.table import console_for_results, event_table


class Screen:
    """Results on standard output; a progress bar on standard error, where that is a terminal."""

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._header_due = True
        self._results = console_for_results()
        shared = sys.stdout.isatty() and sys.stderr.isatty()
        self._progress = Progress(self._results if shared else None, is_shown=not (json and shared))

    def __enter__(self) -> Self:
        self._progress.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._progress.__exit__(kind, error, trace)

    def show(self, step: Step) -> None:
        self._progress.show(step.recording, step.done_s, step.duration_s)
        for event in step.events:
            if self._json:
                write_json(event)
            else:
                self._results.print(
                    event_table([event], header=self._header_due, width=self._results.width)
                )
                self._header_due = False
