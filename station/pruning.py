"""What is older than the operator wants it kept leaves the store, every day.

The first time an hour after the start: a clock that is wrong makes all look old.
"""

import asyncio
import time
from collections.abc import Callable

from alerts.store.books import Books
from alerts.store.retention import DAY_S, Retention, prune
from station.threads import in_thread
from station.words import count

LOOK_S = 60.0
"""How often, until the clock can be believed."""


async def prune_daily(
    store: Books, retention: Retention, report: Callable[[str], None], *, every_s: float = DAY_S
) -> None:
    """Without end."""
    while True:
        if not store.may_remove():
            await asyncio.sleep(LOOK_S)
            continue
        try:
            pruned = await in_thread(lambda: prune(store, time.time(), retention))
        except Exception as error:  # noqa: BLE001 the next time it may work
            report(f"store: what is too old could not be removed: {error}")
        else:
            if pruned:
                removed = count(pruned, "closed incident")
                report(f"store: removed {removed}, kept for as long as wanted")
        await asyncio.sleep(every_s)
