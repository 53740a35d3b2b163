"""One source, from its samples to its bursts; opened again as often as it fails."""

import time
from collections.abc import Callable

from alerts.figures import without_figures
from alerts.first_to_end import first_to_end
from sdr.block import SignalKind
from sdr.live.opening import open_source
from sdr.live.piece import Stream
from sdr.live.ring import Ring
from sdr.live.settings import AnySource, PlaySettings, TunerSettings
from sdr.live.source import HungError, LiveSource, SourceError
from station.daemon.blocks import Blocks
from station.daemon.decoding import Decoding
from station.daemon.losses import Losses
from station.daemon.supervision import LONGEST_PAUSE_S, supervised
from station.daemon.wellbeing import Wellbeing

LOOK_S = 5.0
"""A receiver that gives nothing is looked for so often: it may be plugged in again any time. One
that gives samples and fails, again and again, is left alone for longer and longer."""
PROVEN_S = 5.0
"""After a failure samples have to come for so long before all is well again: what is no signal, or
comes at a wrong rate, is known by then."""
TOLD_EVERY_S = 600.0
"""How often the log repeats the same failure: a receiver that is away for months must not fill a
disk. What fails now is in the station's status at any time."""
RING_S = 15.0
"""Of samples that wait while the decoder is behind."""


class Ear:
    """
    error_s    how far the clock may be off
    problem    why nothing is heard now; None while there are samples
    is_iq      None before it was opened the first time
    """

    def __init__(
        self,
        settings: AnySource,
        wellbeing: Wellbeing,
        decoding: Decoding,
        *,
        error_s: float,
        report: Callable[[str], None],
        give_up_s: float | None = None,
    ) -> None:
        self.settings = settings
        self.wellbeing = wellbeing
        self.decoding = decoding
        self.stream: Stream | None = None
        self.problem: str | None = "not opened yet"
        self.restarts = 0
        self.last_sample_utc_s: float | None = None
        self.samples = 0
        self.error_s = error_s
        self.losses = Losses()
        self._due = 0
        self._report = report
        self._give_up_s = give_up_s
        self._began_s = time.monotonic()
        self._end_s = 0.0
        self._gave_samples = False
        self._driver_since_s: float | None = None
        self._told: tuple[str, float] | None = None

    @property
    def name(self) -> str:
        return self.settings.label

    @property
    def is_iq(self) -> bool | None:
        return None if self.stream is None else self.stream.kind is SignalKind.IQ

    @property
    def hangs_s(self) -> float:
        """For how long a thread has hung that nobody can end, be it the decoder's or a driver's."""
        since_s = self._driver_since_s
        return max(
            self.decoding.standstill_s, 0.0 if since_s is None else time.monotonic() - since_s
        )

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
            await self.decoding.close()

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
            if source.warning is not None:
                self._report(source.warning)
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
                await self.decoding.finish(ring, blocks)
                self._end_s = blocks.end_s

    async def _read(self, source: LiveSource, ring: Ring) -> None:
        proven_s = time.monotonic() + (PROVEN_S if self.restarts else 0.0)
        async for piece in source.pieces():
            ring.put(piece)
            self._gave_samples, self._driver_since_s = True, None
            if self.problem is not None and time.monotonic() >= proven_s:
                self.problem = None
                if self.restarts:
                    self._told = None
                    self._report(f"{self.name}: hears again")
            self.last_sample_utc_s = piece.utc_s
            received = len(piece.data) // source.stream.sample_bytes
            self.samples += received
            self._due += received + piece.samples_lost
            before_db = self.wellbeing.gain_db
            if self.wellbeing.take(piece):
                await self._set_gain(source, before_db)

    async def _decode(self, ring: Ring, blocks: Blocks) -> None:
        while True:
            blocks.error_s = self.error_s
            self.losses.tell(time.monotonic(), self._due, self.decoding.samples_lost)
            await self.decoding.take(ring, blocks)

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
            self.decoding.renew()
        if not isinstance(error, HungError):
            self._driver_since_s = None
        elif self._driver_since_s is None:
            self._driver_since_s = time.monotonic()
        self.problem = str(error)
        self.restarts += 1
        self._tell(str(error), pause_s)

    def _tell(self, failure: str, pause_s: float) -> None:
        said, now_s = without_figures(failure), time.monotonic()
        if self._told is None or self._told[0] != said or now_s - self._told[1] >= TOLD_EVERY_S:
            self._told = said, now_s
            self._report(f"{failure}; trying again in {pause_s:.0f} s")
