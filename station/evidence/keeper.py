"""The evidence of one stream of samples: each burst with a second on either side, and a picture.

async with evidence(settings, report=complain) as keeper:
    keeper.feed(block)      # from the thread that decodes
    keeper.keep(events)     # from the event loop
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from math import inf
from queue import SimpleQueue
from threading import Lock

from alerts.event import Event
from sdr.block import SampleBlock
from station.evidence.band_ring import BandRing
from station.evidence.clips import AROUND_S, alike, burst_s
from station.evidence.place import COVERT
from station.evidence.settings import EvidenceSettings
from station.evidence.writer import Clip, Writer

GOODBYE_S = 5.0
SETTLED_S = 2.0
"""By then all bursts in a clip have been decoded, and it is known whether one of them is covert."""
COVERT_KNOWN = 64


class Keeper:
    """
    fault    why evidence waits or is missed, in one line; None while the disk takes it
    missed   so many bursts have none: what waited was too much, or there were no samples of them
    """

    def __init__(self, settings: EvidenceSettings, writer: Writer) -> None:
        self._settings = settings
        self._writer = writer
        self._ring = BandRing(settings.seconds_kept)
        self._new: SimpleQueue[Event] = SimpleQueue()
        self._waiting: list[Event] = []
        self._covert: deque[Event] = deque(maxlen=COVERT_KNOWN)
        self._lock = Lock()

    @property
    def fault(self) -> str | None:
        return self._writer.fault

    @property
    def missed(self) -> int:
        return self._writer.missed

    def feed(self, block: SampleBlock) -> None:
        """The blocks that the decoder gets, in the same order, always from the same thread."""
        with self._lock:
            self._take_new()
            if self._ring.is_before(block):
                self._cut(inf)
            self._ring.feed(block)
            self._cut(self._ring.end_s - SETTLED_S)

    def keep(self, events: Sequence[Event]) -> None:
        """Bursts that were heard in those blocks. Returns at once, in whatever thread."""
        for event in events:
            self._new.put(event)

    def flush(self) -> None:
        """At the end of the stream, when nothing is fed any more."""
        with self._lock:
            self._take_new()
            self._ring.flush()
            self._cut(inf)

    def _take_new(self) -> None:
        while not self._new.empty():
            event = self._new.get_nowait()
            if event.time_s is not None and (event.valid or self._settings.unreliable):
                self._waiting.append(event)
            if event.alert_class is COVERT:
                self._covert.append(event)

    def _cut(self, until_s: float) -> None:
        """The bursts that are wholly there, with what is around them."""
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            span_s = _span_s(event)
            if span_s[1] > until_s:
                self._waiting.append(event)
            else:
                covert = any(_overlap(span_s, each) for each in self._covert)
                kept = alike(self._ring.clip(*span_s), event)
                constant = self._ring.constant(span_s[0])
                self._writer.put(Clip(event=event, kept=kept, constant=constant, covert=covert))


@asynccontextmanager
async def evidence(
    settings: EvidenceSettings,
    report: Callable[[str], None],
    *,
    about: Callable[[], str] = str,
) -> AsyncIterator[Keeper]:
    """Until the end of the context, which nothing may be fed after.

    report   is told in one line when evidence cannot be written, and when it can again
    about    what is known of the receiver, in a line: its gain, its calibration
    """
    loop = asyncio.get_running_loop()

    def told(line: str) -> None:
        with suppress(RuntimeError):  # the program has ended before the disk has
            loop.call_soon_threadsafe(report, line)

    writer = Writer(settings, told, about)
    keeper = Keeper(settings, writer)
    writer.start()
    try:
        yield keeper
    finally:
        await asyncio.to_thread(keeper.flush)
        await asyncio.to_thread(writer.close, GOODBYE_S)


def _span_s(event: Event) -> tuple[float, float]:
    begin_s = event.time_s or 0.0
    return begin_s - AROUND_S, begin_s + burst_s(event) + AROUND_S


def _overlap(span_s: tuple[float, float], burst: Event) -> bool:
    begin_s = burst.time_s or 0.0
    return begin_s < span_s[1] and begin_s + burst_s(burst) > span_s[0]
