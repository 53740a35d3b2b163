"""Ctrl-C ends the watch, at whatever moment it comes."""

import asyncio
import io

from rich.console import Console
from rich.live import Live

from station.watch.board import Board
from station.watch.command import _draw


async def test_what_changes_just_then_does_not_keep_it_from_ending() -> None:
    """asyncio.wait_for of Python 3.11 forgets a cancellation then, and the terminal is not given
    back: `gather` waits for ever."""
    changed, live = asyncio.Event(), Live(console=Console(file=io.StringIO()), auto_refresh=False)
    drawing = asyncio.create_task(_draw(live, Board(), changed))
    for _ in range(5):
        await asyncio.sleep(0)
    changed.set()
    drawing.cancel()
    done, _ = await asyncio.wait([drawing], timeout=5.0)
    assert done == {drawing}
