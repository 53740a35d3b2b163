"""The thread of one receiver that makes bursts of samples, whatever becomes of the source."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from decoder.detection import Detection
from decoder.reasons import Rejection
from decoder.receiver import Receiver
from sdr.block import SampleBlock
from sdr.live.ring import Ring
from station.daemon.blocks import Blocks
from station.daemon.injection import Injector
from station.evidence.keeper import Keeper
from station.threads import in_thread
from station.timings import DECODING

TAKE_S = 0.2
STANDSTILL_S = 15.0
"""The decoder has been at one block for so long, as long as samples can wait."""


class Decoding:
    """
    heard         called in the event loop with bursts, as soon as they are known
    noise         of the last look at the samples; None before the first
    samples_lost  by the source, and because this thread was behind
    spent_s       of processor time
    """

    def __init__(
        self,
        name: str,
        *,
        reach_hz: float | None,
        heard: Callable[[Sequence[Detection]], None],
        noise: Callable[[], float | None],
        injector: Injector | None = None,
        keeper: Keeper | None = None,
    ) -> None:
        self.samples_lost = 0
        self.spent_s = 0.0
        self._name, self._reach_hz = name, reach_hz
        self._heard, self._noise = heard, noise
        self._injector, self._keeper = injector, keeper
        self._loop = asyncio.get_running_loop()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"decoding {name}")
        self._busy_since_s: float | None = None
        self._receiver = Receiver(reach_hz, in_order=False)

    @property
    def rejections(self) -> Counter[Rejection]:
        return self._receiver.rejections

    @property
    def standstill_s(self) -> float:
        """For how long it has been at one and the same block, if for too long."""
        since_s = self._busy_since_s
        for_s = 0.0 if since_s is None else time.monotonic() - since_s
        return for_s if for_s > STANDSTILL_S else 0.0

    def renew(self) -> None:
        """After a fault of it nobody knows in which state it left the receiver."""
        self._busy_since_s = None
        self._receiver = Receiver(self._reach_hz, in_order=False)

    async def take(self, ring: Ring, blocks: Blocks) -> None:
        """The next block, or a short wait for it."""
        await self._in_thread(partial(self._take, ring, blocks))

    async def finish(self, ring: Ring, blocks: Blocks) -> None:
        """What is still inside must not wait for the source to come back."""
        await asyncio.shield(self._in_thread(partial(self._finish, ring, blocks)))

    async def close(self) -> None:
        """A second reason to end must not cut short what the first has begun."""
        await in_thread(self._thread.shutdown)

    async def _in_thread(self, work: Callable[[], None]) -> None:
        await self._loop.run_in_executor(self._thread, work)

    def _take(self, ring: Ring, blocks: Blocks) -> None:
        piece = ring.take(TAKE_S)
        while piece is not None:
            whole = blocks.take(piece)
            self._feed(whole)
            piece = None if whole else ring.take(TAKE_S)

    def _finish(self, ring: Ring, blocks: Blocks) -> None:
        while (piece := ring.take(0.0)) is not None:
            self._feed(blocks.take(piece))
        self._feed(blocks.rest())
        self._tell(self._receiver.flush())

    def _feed(self, blocks: Sequence[SampleBlock]) -> None:
        for block in blocks:
            began_s, self._busy_since_s = time.thread_time(), time.monotonic()
            self._tell(self._receiver.feed(self._prepared(block)))
            DECODING.labels(self._name).observe(time.monotonic() - self._busy_since_s)
            self._busy_since_s = None
            self.spent_s += time.thread_time() - began_s

    def _prepared(self, block: SampleBlock) -> SampleBlock:
        """What the antenna gave and, now and then, what the station gives itself to hear."""
        self.samples_lost += block.samples_lost
        if self._injector is not None:
            block = self._injector.mixed(block, self._noise())
        if self._keeper is not None:
            self._keeper.feed(block)
        return block

    def _tell(self, found: list[Detection]) -> None:
        if found:
            self._loop.call_soon_threadsafe(self._heard, found)
