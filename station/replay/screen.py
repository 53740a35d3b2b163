"""What a replay shows while it runs: rows or JSON lines as they come, and how far it is."""

import sys

from station.replay.decoding import Step
from station.replay.progress import Progress
from station.report import write_json
from station.table import console_for_results, event_table


class Screen:
    """Results on standard output; progress on standard error, where that is a terminal.

    progress  to be entered before the first step is shown
    """

    def __init__(self, *, json: bool) -> None:
        self._json = json
        self._header_due = True
        self._results = console_for_results()
        shared = sys.stdout.isatty() and sys.stderr.isatty()
        self.progress = Progress(self._results if shared else None, is_shown=not (json and shared))

    def show(self, step: Step) -> None:
        self.progress.show(step.recording, step.done_s, step.duration_s)
        for event in step.events:
            if self._json:
                write_json(event)
            else:
                self._results.print(
                    event_table([event], header=self._header_due, width=self._results.width)
                )
                self._header_due = False
