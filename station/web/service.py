"""What the answers of the web server are made of, and what they may set going."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from typing import TypeVar

import msgspec

from alerts.acknowledgement import Acknowledgement
from alerts.store.books import Books
from station.evidence.archive import Archive
from station.web.door import Door
from station.web.feed import Feed
from station.web.health import Condition, Health, health

T = TypeVar("T")

Acknowledge = Callable[[Acknowledgement], Awaitable[object]]


class Service(msgspec.Struct, kw_only=True):
    """
    acknowledge  returns when it is written down
    condition    how the station is now
    channels     names of the brokers and gateways that have a place in the store's queue
    thread       where the store is read, whose disk may block
    evidence     clips and pictures of bursts, where they are kept
    overview_key the secret behind the digests of beacons
    streams      how many listen to events now
    """

    store: Books
    station: str
    since_s: float
    door: Door
    acknowledge: Acknowledge
    condition: Callable[[], Condition]
    channels: Sequence[str]
    thread: Executor
    feed: Feed
    streams_max: int
    overview_key: bytes
    evidence: Archive | None = None
    streams: int = 0

    async def read(self, query: Callable[[Books], T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, query, self.store)

    def health(self) -> Health:
        return health(
            self.store,
            self.condition(),
            station=self.station,
            channels=self.channels,
            since_s=self.since_s,
        )
