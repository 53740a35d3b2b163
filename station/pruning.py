"""What is older than the operator wants it kept leaves the store: at the start, then every day."""

import asyncio
import time
from collections.abc import Callable

from alerts.store.books import Books
from alerts.store.retention import DAY_S, Retention, prune
from station.threads import in_thread
from station.words import count


async def prune_daily(
    store: Books, retention: Retention, report: Callable[[str], None], *, every_s: float = DAY_S
) -> None:
    """Without end."""
    while True:
        pruned = await in_thread(lambda: prune(store, time.time(), retention))
        if pruned:
            report(f"store: removed {count(pruned, 'closed incident')}, kept for as long as wanted")
        await asyncio.sleep(every_s)
