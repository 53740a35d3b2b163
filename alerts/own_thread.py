"""Calls that may block for minutes: name servers and disks of a network that do not answer."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, TypeVar

T = TypeVar("T")


class OwnThread:
    """One call after the other, in a thread that nobody waits for, not even Python at its end.

    The threads of asyncio are few, the desk and the brokers need them, and Python does not end
    before they do.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._last: Future[Any] | None = None

    async def run(self, work: Callable[[], T]) -> T:
        """Whoever is cancelled leaves the call to its end; the next waits for that."""
        while self._last is not None and not self._last.done():
            with suppress(Exception):
                await asyncio.wrap_future(self._last)
        done: Future[T] = Future()
        done.set_running_or_notify_cancel()  # from here on it cannot be cancelled
        self._last = done
        threading.Thread(target=_do, args=(work, done), name=self._name, daemon=True).start()
        return await asyncio.wrap_future(done)


def _do(work: Callable[[], T], done: Future[T]) -> None:
    try:
        done.set_result(work())
    except BaseException as error:  # noqa: BLE001 raised to whoever asked
        done.set_exception(error)
