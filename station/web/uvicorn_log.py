"""What uvicorn logs, as sentences for the operator.

Its warnings are of requests that are none, as whoever looks for open ports sends them: they would
only fill the log.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

LOGGER = logging.getLogger("uvicorn.error")


@contextmanager
def told_to(report: Callable[[str], None]) -> Iterator[None]:
    handler = _Sentences(report)
    LOGGER.addHandler(handler)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)


class _Sentences(logging.Handler):
    def __init__(self, report: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._report = report

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        why = "" if error is None else f": {type(error).__name__}: {error}"
        self._report(f"web: {record.getMessage().strip()}{why}")
