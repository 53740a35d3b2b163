"""Calls into drivers that may hang, in threads that not even the end of the program waits for."""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

T = TypeVar("T")

log = logging.getLogger(__name__)


def start(work: Callable[[], T], name: str) -> asyncio.Future[T]:
    """Its result, for the running loop; who stops waiting for it leaves the thread behind."""
    result: Future[T] = Future()
    result.set_running_or_notify_cancel()

    def run() -> None:
        try:
            value = work()
        except BaseException as error:  # noqa: BLE001 it is raised where the result is awaited
            result.set_exception(error)
        else:
            result.set_result(value)

    threading.Thread(target=run, name=name, daemon=True).start()
    return asyncio.wrap_future(result)


async def ended(running: asyncio.Future[T], name: str, timeout_s: float) -> bool:
    """Whether it has ended in time, well or not; else it is left behind, and the log says so."""
    await asyncio.wait([running], timeout=timeout_s)
    if not running.done():
        log.warning("%s hangs: its thread is left behind", name)
        return False
    if not running.cancelled():
        running.exception()  # has been seen: an end is all that is wanted here
    return True
