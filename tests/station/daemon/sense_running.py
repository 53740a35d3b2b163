"""One receiver of a station at work, and what comes of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
from receiver_made_up import ROOF

from alerts.event import Event
from station.config.config import Config
from station.daemon.sense import Sense


class Sensing(msgspec.Struct):
    sense: Sense
    events: list[Event]
    told: list[str]


@asynccontextmanager
async def sensing(config: Config, clock_error_s: float = 0.0) -> AsyncIterator[Sensing]:
    events: list[Event] = []
    told: list[str] = []
    sense = Sense(
        ROOF,
        config,
        events=events.extend,
        injected=lambda _: None,
        clock_error_s=clock_error_s,
        report=told.append,
        give_up_s=None,
    )
    task = asyncio.create_task(sense.run())
    try:
        yield Sensing(sense, events, told)
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
