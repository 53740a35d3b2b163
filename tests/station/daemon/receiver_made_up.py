"""A receiver that is not there, whose time runs as fast as it is heard, and a decoder that hears in
it what it is told to."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import numpy as np
import pytest
from daemon_running import LIMIT_S

from decoder.detection import Burst, Detection
from decoder.message import Message
from decoder.receiver import Receiver
from sdr.block import SampleBlock
from sdr.live.piece import Piece, Stream
from sdr.live.settings import AnySource, RtlTcpSettings
from sdr.live.source import LiveSource
from sdr.sample_format import FLOAT32

RATE_HZ = 48_000.0
PIECE_S = 0.25
"""A block of the decoder."""
UTC_S = 1.8e9
ROOF = RtlTcpSettings(name="roof")
GAINS_DB = (0.0, 10.0, 20.0, 30.0, 40.0)
NOISE = np.random.default_rng(406).standard_normal(2 * round(PIECE_S * RATE_HZ), np.float32)


class MadeUpReceiver:
    """
    deviation  of its noise where there is no gain, or 0 dB of it
    refuses    with which it does not open
    gains_set  in their order
    """

    name = "roof"
    stream = Stream(encoding=FLOAT32, rate_hz=RATE_HZ, center_hz=406.05e6)

    def __init__(
        self,
        gains_db: tuple[float, ...] = (),
        warning: str | None = None,
        deviation: float = 0.002,
    ) -> None:
        self.gains_db, self.warning, self.deviation = gains_db, warning, deviation
        self.refuses: Exception | None = None
        self.openings = 0
        self.gains_set: list[float] = []
        self._gain_db = 0.0
        self._next: asyncio.Queue[tuple[float, int] | Exception] = asyncio.Queue()
        self._began_s = self._at_s = time.monotonic()

    @asynccontextmanager
    async def opened(self, _: AnySource) -> AsyncIterator[LiveSource]:
        self.openings += 1
        if self.refuses is not None:
            raise self.refuses
        yield self

    def play(self, seconds: float) -> None:
        for _ in range(round(seconds / PIECE_S)):
            self._next.put_nowait((0.0, 0))

    def lose(self, seconds: float, *, is_counted: bool) -> None:
        """Then plays a piece."""
        self._next.put_nowait((seconds, round(seconds * RATE_HZ) if is_counted else 0))

    def fail(self, error: Exception) -> None:
        self._next.put_nowait(error)

    async def set_gain(self, gain_db: float) -> None:
        self.gains_set.append(gain_db)
        self._gain_db = gain_db

    async def pieces(self) -> AsyncIterator[Piece]:
        while True:
            following = await self._next.get()
            if isinstance(following, Exception):
                raise following
            missing_s, lost = following
            self._at_s += missing_s + PIECE_S
            yield Piece(
                data=(NOISE * np.float32(self.deviation * 10 ** (self._gain_db / 20))).tobytes(),
                utc_s=UTC_S + self._at_s - self._began_s,
                monotonic_s=self._at_s,
                gap_before=missing_s > 0,
                samples_lost=lost,
            )
            await asyncio.sleep(0)


class MadeUpDecoder:
    """Finds what is put into `finds`, in the next block."""

    def __init__(self) -> None:
        self.blocks: list[SampleBlock] = []
        self.finds: list[Message] = []
        self.frequency_hz = 406.025e6

    def feed(self, block: SampleBlock) -> list[Detection]:
        self.blocks.append(block)
        found, self.finds = self.finds, []
        return [self._detection(block, message) for message in found]

    def _detection(self, block: SampleBlock, message: Message) -> Detection:
        burst = Burst(
            time_s=block.time_s,
            utc_s=block.utc_s,
            utc_uncertainty_s=block.utc_uncertainty_s,
            frequency_hz=self.frequency_hz,
            offset_hz=None,
            drift_hz_per_s=None,
            cn0_dbhz=40.0,
            modulation_index_rad=1.1,
            bit_rate_bps=400.0,
            phase_error_rad=None,
        )
        return Detection(burst=burst, message=message, wrong_probability=1e-9)


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> MadeUpReceiver:
    """Whatever is opened is it, and what it gives waits for the decoder, however long."""
    made_up = MadeUpReceiver()
    monkeypatch.setattr("station.daemon.ear.open_source", made_up.opened)
    monkeypatch.setattr("station.daemon.ear.RING_S", 1000.0)
    monkeypatch.setattr("station.daemon.supervision.FIRST_PAUSE_S", 0.01)
    return made_up


@pytest.fixture
def decoder(monkeypatch: pytest.MonkeyPatch) -> MadeUpDecoder:
    made_up = MadeUpDecoder()
    monkeypatch.setattr(Receiver, "feed", lambda _, block: made_up.feed(block))
    return made_up


async def until(is_so: Callable[[], object]) -> None:
    async with asyncio.timeout(LIMIT_S):
        while not is_so():
            await asyncio.sleep(0.005)
