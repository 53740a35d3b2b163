"""What writes evidence, in a thread of its own: a disk that is slow, full or gone delays nobody."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from queue import Empty, Full, Queue, SimpleQueue
from threading import Thread

import msgspec

from alerts.event import Event
from sdr.errors import RecordingError
from sdr.whole_files import whole_files
from station.evidence.archive import Archive
from station.evidence.band_ring import Kept
from station.evidence.clips import write_clip
from station.evidence.picture import picture
from station.evidence.place import COVERT, PICTURE, Place, place_of
from station.evidence.quota import EVERY_S, Quota
from station.evidence.settings import EvidenceSettings
from station.words import count

WAITING_MOST = 16
"""Clips; of a dongle's, 50 MB."""
COVERT_MODE = 0o700


class Clip(msgspec.Struct, frozen=True, eq=False):
    """covert   a ship security alert is in it"""

    event: Event
    kept: Sequence[Kept]
    covert: bool


class Writer:
    """fault   why evidence is missed now, in one line; None while all is well"""

    def __init__(
        self, settings: EvidenceSettings, report: Callable[[str], None], about: Callable[[], str]
    ) -> None:
        self.fault: str | None = None
        self._missed: SimpleQueue[None] = SimpleQueue()
        self._folder = settings.folder
        self._quota = Quota(Archive(settings.folder), settings)
        self._report = report
        self._about = about
        self._clips: Queue[Clip | None] = Queue(WAITING_MOST)
        # Nobody waits for it at the end of the program: its disk may never answer.
        self._thread = Thread(target=self._run, name="evidence", daemon=True)

    @property
    def missed(self) -> int:
        """So many bursts have no evidence."""
        return self._missed.qsize()

    def start(self) -> None:
        self._thread.start()

    def put(self, clip: Clip) -> None:
        """Returns at once; what there is no room for is missed."""
        if not clip.kept:
            self._fail("a burst's samples were gone before it was known")
            return
        try:
            self._clips.put_nowait(clip)
        except Full:
            self._fail(f"{self._folder}: takes it too slowly, {WAITING_MOST} clips wait")

    def close(self, patience_s: float) -> None:
        """Once all is written, or that time is over."""
        with suppress(Full):
            self._clips.put(None, timeout=patience_s)
        self._thread.join(patience_s)

    def _run(self) -> None:
        self._tidy()
        while True:
            try:
                clip = self._clips.get(timeout=EVERY_S)
            except Empty:
                self._tidy()
                continue
            if clip is None:
                return
            self._keep(clip)

    def _tidy(self) -> None:
        try:
            self._quota.keep()
        except OSError as error:
            self._report(f"evidence: {self._folder}: {error.strerror}: what is old stays")

    def _keep(self, clip: Clip) -> None:
        try:
            self._write(clip)
        except (OSError, RecordingError) as error:
            self._fail(str(error))
        except Exception as error:  # noqa: BLE001 one burst must not cost the evidence of the next
            self._fail(f"{type(error).__name__}: {error}")
        else:
            self._recover()

    def _write(self, clip: Clip) -> None:
        place = place_of(self._folder, clip.event, covert=clip.covert)
        if place is None:
            raise RecordingError(clip.event.event_id, "has no time in it", "let it be a UUID 7")
        make_folder(self._folder, place)
        write_clip(place, clip.event, clip.kept, self._about())
        with whole_files(place.file(PICTURE), overwrite=True) as (file,):
            file.write(picture(clip.event, clip.kept))
        self._quota.added(sum(file.stat().st_size for file in place.files()))

    def _fail(self, why: str) -> None:
        self._missed.put(None)
        if self.fault is None:
            self._report(f"evidence: {why}; alerts go on without")
        self.fault = why

    def _recover(self) -> None:
        if self.fault is not None:
            self.fault = None
            self._report(f"evidence: kept again; {count(self.missed, 'burst')} so far without")


def make_folder(root: Path, place: Place) -> None:
    """Covert clips are for nobody but the station's own user, whatever its umask."""
    root.mkdir(parents=True, exist_ok=True)
    if COVERT in place.shows:
        covert = root / COVERT
        covert.mkdir(mode=COVERT_MODE, exist_ok=True)
        covert.chmod(COVERT_MODE)
    place.day.mkdir(exist_ok=True)
