"""Calls that may hang, in threads that not even the end of the program waits for."""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Call(threading.Thread, Generic[T]):
    """One call, for the source `label`, in a thread of its own.

    outcome  what it gives, or the error that it ends with
    left_s   since when nobody waits for it, by the clock that is never set
    """

    def __init__(self, label: str, what: str, work: Callable[[], T]) -> None:
        super().__init__(name=f"{label}: {what}", daemon=True)
        self.label = label
        self.outcome: Future[T] = Future()
        self.outcome.set_running_or_notify_cancel()
        self.left_s: float | None = None
        self._work = work
        self.start()

    def run(self) -> None:
        try:
            value = self._work()
        except BaseException as error:  # noqa: BLE001 it is raised where the outcome is awaited
            self.outcome.set_exception(error)
        else:
            self.outcome.set_result(value)

    async def result(self, timeout_s: float | None = None) -> T:
        """Who stops waiting for it, by TimeoutError or otherwise, leaves the thread behind."""
        try:
            async with asyncio.timeout(timeout_s):
                return await asyncio.wrap_future(self.outcome)
        finally:
            if not self.outcome.done():
                self.left_s = time.monotonic()


def running(label: str) -> list[Call[Any]]:
    """Of one source; those that were left behind as well."""
    calls = (one for one in threading.enumerate() if isinstance(one, Call))
    return [call for call in calls if call.label == label]
