"""Work that may wait for a disk, beside an event loop whose keep-alive must not stop.

In threads of our own: those of asyncio may all be waiting for names that do not answer.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

DESK = ThreadPoolExecutor(1, thread_name_prefix="desk")
OTHERS = ThreadPoolExecutor(8, thread_name_prefix="station")


async def at_desk(work: Callable[[], T]) -> T:
    """What bursts become, one after the other; nothing else holds it up."""
    return await in_thread(work, DESK)


async def in_thread(work: Callable[[], T], threads: Executor = OTHERS) -> T:
    """Runs to its end even when it is cancelled: nobody may close a store under it."""
    running = asyncio.get_running_loop().run_in_executor(threads, work)
    try:
        return await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait([running])
        raise
