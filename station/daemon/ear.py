"""One source, from its samples to its bursts; opened again as often as it fails."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from alerts.first_to_end import first_to_end
from decoder.detection import Detection
from decoder.reasons import Rejection
from decoder.receiver import Receiver
from sdr.block import SampleBlock
from sdr.live.opening import open_source
from sdr.live.piece import Stream
from sdr.live.ring import Ring
from sdr.live.settings import AnySource, PlaySettings, TunerSettings
from sdr.live.source import LiveSource, SourceError
from station.daemon.blocks import Blocks
from station.daemon.injection import Injector
from station.daemon.supervision import LONGEST_PAUSE_S, supervised
from station.daemon.wellbeing import Wellbeing
from station.evidence.keeper import Keeper
from station.threads import in_thread
from station.timings import DECODING

LOOK_S = 5.0
"""A receiver that gives nothing is looked for so often: it may be plugged in again any time. One
that gives samples and fails, again and again, is left alone for longer and longer."""
PROVEN_S = 5.0
"""After a failure samples have to come for so long before all is well again: what is no signal, or
comes at a wrong rate, is known by then."""
RING_S = 15.0
"""Of samples that wait while the decoder is behind."""
TAKE_S = 0.2


class Ear:
    """
    heard      called in the event loop with bursts
    problem    why nothing is heard now; None while there are samples
    """

    def __init__(
        self,
        settings: AnySource,
        wellbeing: Wellbeing,
        *,
        reach_hz: float | None,
        heard: Callable[[Sequence[Detection]], None],
        report: Callable[[str], None],
        injector: Injector | None = None,
        keeper: Keeper | None = None,
        give_up_s: float | None = None,
    ) -> None:
        self.settings = settings
        self.wellbeing = wellbeing
        self.stream: Stream | None = None
        self.problem: str | None = "not opened yet"
        self.restarts = 0
        self.last_sample_utc_s: float | None = None
        self.samples = self.samples_lost = 0
        self.decoding_s = 0.0
        self.error_s = 0.0
        self._reach_hz = reach_hz
        self._begin()
        self._heard, self._report = heard, report
        self._injector, self._keeper = injector, keeper
        self._give_up_s = give_up_s
        self._began_s = time.monotonic()
        self._end_s = 0.0
        self._gave_samples = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"decoding {settings.label}")

    def _begin(self) -> None:
        self._receiver = Receiver(self._reach_hz, in_order=False)

    @property
    def name(self) -> str:
        return self.settings.label

    @property
    def rejections(self) -> Counter[Rejection]:
        return self._receiver.rejections

    async def run(self) -> None:
        """Until cancelled; GivenUpError where the operator wants that."""
        try:
            await supervised(
                self._listen,
                failed=self._failed,
                give_up_s=self._give_up_s,
                longest_s=lambda: LONGEST_PAUSE_S if self._gave_samples else LOOK_S,
            )
        finally:
            # A second reason to end must not cut short what the first has begun.
            await in_thread(self._thread.shutdown)

    async def _listen(self) -> None:
        try:
            await self._listen_once()
        except SourceError as error:
            if not (error.is_final and isinstance(self.settings, PlaySettings)):
                raise
            self.problem = str(error)  # a recording that is over is not played again
            self._report(str(error))

    async def _listen_once(self) -> None:
        self._gave_samples = False
        async with open_source(self.settings) as source:
            stream = self.stream = source.stream
            gain_db = self._chosen_gain_db()
            self.wellbeing.opened(source, gain_db, time.monotonic())
            await self._set_gain(source, None)
            ring = Ring(
                round(RING_S * stream.rate_hz) * stream.sample_bytes,
                sample_bytes=stream.sample_bytes,
            )
            from_s = max(self._end_s, time.monotonic() - self._began_s)
            blocks = Blocks(stream, from_s)
            try:
                await first_to_end(self._read(source, ring), self._decode(ring, blocks))
            finally:
                self.problem = self.problem or "closed"
                await asyncio.shield(self._in_thread(partial(self._finish, ring, blocks)))

    async def _read(self, source: LiveSource, ring: Ring) -> None:
        proven_s = time.monotonic() + (PROVEN_S if self.restarts else 0.0)
        async for piece in source.pieces():
            ring.put(piece)
            self._gave_samples = True
            if self.problem is not None and time.monotonic() >= proven_s:
                self.problem = None
                if self.restarts:
                    self._report(f"{self.name}: hears again")
            self.last_sample_utc_s = piece.utc_s
            self.samples += len(piece.data) // source.stream.sample_bytes
            before_db = self.wellbeing.gain_db
            if self.wellbeing.take(piece):
                await self._set_gain(source, before_db)

    async def _decode(self, ring: Ring, blocks: Blocks) -> None:
        while True:
            blocks.error_s = self.error_s
            await self._in_thread(partial(self._take, ring, blocks))

    def _take(self, ring: Ring, blocks: Blocks) -> list[Detection]:
        piece = ring.take(TAKE_S)
        found: list[Detection] = []
        while piece is not None:
            whole = blocks.take(piece)
            for block in whole:
                found += self._feed(block)
            piece = None if whole else ring.take(TAKE_S)
        return found

    def _finish(self, ring: Ring, blocks: Blocks) -> list[Detection]:
        """What is still inside must not wait for the source to come back."""
        found: list[Detection] = []
        while (piece := ring.take(0.0)) is not None:
            for block in blocks.take(piece):
                found += self._feed(block)
        for block in blocks.rest():
            found += self._feed(block)
        self._end_s = blocks.end_s
        return found + self._receiver.flush()

    def _feed(self, block: SampleBlock) -> list[Detection]:
        began_s, started_s = time.thread_time(), time.monotonic()
        if self._injector is not None:
            look = self.wellbeing.look
            block = self._injector.mixed(block, None if look is None else look.noise_dbfs_hz)
        if self._keeper is not None:
            self._keeper.feed(block)
        self.samples_lost += block.samples_lost  # by the source, and by the ring
        found = self._receiver.feed(block)
        self.decoding_s += time.thread_time() - began_s
        DECODING.labels(self.name).observe(time.monotonic() - started_s)
        return found

    async def _in_thread(self, work: Callable[[], list[Detection]]) -> None:
        """What it finds is heard even when nobody waits for it any more."""
        loop = asyncio.get_running_loop()

        def worked() -> None:
            if found := work():
                loop.call_soon_threadsafe(self._heard, found)

        await loop.run_in_executor(self._thread, worked)

    def _chosen_gain_db(self) -> float | None:
        if isinstance(self.settings, TunerSettings) and self.settings.gain_db != "auto":
            return self.settings.gain_db
        return None

    async def _set_gain(self, source: LiveSource, before_db: float | None) -> None:
        gain_db = self.wellbeing.gain_db
        if gain_db is not None and gain_db != before_db:
            await source.set_gain(gain_db)

    def _failed(self, error: Exception, pause_s: float) -> None:
        if not isinstance(error, SourceError):  # then nobody knows how it left the receiver
            self._begin()
        self.problem = str(error)
        self.restarts += 1
        self._report(f"{error}; trying again in {pause_s:.0f} s")
