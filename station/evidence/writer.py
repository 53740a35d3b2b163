"""What writes evidence, in a thread of its own: a disk that is slow, full or gone delays nobody."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from math import inf
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event as Flag
from threading import Lock, Thread
from time import monotonic

import msgspec

from alerts.event import Event
from sdr.errors import RecordingError
from sdr.whole_files import whole_files
from station.evidence.archive import Archive
from station.evidence.band_ring import Kept
from station.evidence.clips import without_constant, write_clip
from station.evidence.picture import picture
from station.evidence.place import COVERT, PICTURE, Place, place_of
from station.evidence.quota import EVERY_S, Quota
from station.evidence.settings import EvidenceSettings

WAITING_MOST = 16
"""Clips; of a dongle's, 50 MB."""
AGAIN_S = 15.0
HANGS_S = 15.0
"""The slowest card takes a clip in less."""
TOO_MANY_EVERY_S = 3600.0
COVERT_MODE = 0o700


class Clip(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """
    constant   of the receiver, at that time
    covert     a ship security alert is in it
    """

    event: Event
    kept: Sequence[Kept]
    constant: complex
    covert: bool


class Writer:
    """
    fault    why evidence waits or is missed, in one line; None while the disk takes it
    missed   so many bursts have no evidence
    """

    def __init__(
        self, settings: EvidenceSettings, report: Callable[[str], None], about: Callable[[], str]
    ) -> None:
        self.fault: str | None = None
        self.missed = 0
        self._counting = Lock()
        self._too_many = 0
        self._too_many_told_s = -inf
        self._began_s: float | None = None
        self._told: set[str] = set()
        self._is_trouble_told = False
        self._folder = settings.folder
        self._quota = Quota(Archive(settings.folder), settings)
        self._report = report
        self._about = about
        self._clips: Queue[Clip | None] = Queue(WAITING_MOST)
        self._closing = Flag()
        # Nobody waits for it at the end of the program: its disk may never answer.
        self._thread = Thread(target=self._run, name="evidence", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def put(self, clip: Clip) -> None:
        """Returns at once; what there is no room for is missed."""
        if not clip.kept:
            self._miss("late", "a burst's samples were gone before it was known")
            return
        try:
            self._clips.put_nowait(clip)
        except Full:
            began_s = self._began_s
            if self.fault is None and began_s is not None and monotonic() - began_s >= HANGS_S:
                self.fault = f"{self._folder}: takes no more, {WAITING_MOST} clips wait"
            if self.fault is not None:
                self._miss("disk", self.fault)
                return
            with self._counting:
                self.missed += 1
                self._too_many += 1

    def close(self, patience_s: float) -> None:
        """Once all is written that can be, or that time is over."""
        self._closing.set()
        with suppress(Full):
            self._clips.put(None, timeout=patience_s)
        self._thread.join(patience_s)

    def _run(self) -> None:
        while True:
            self._make_room()
            self._tell_of_too_many()
            try:
                clip = self._clips.get(timeout=EVERY_S)
            except Empty:
                continue
            if clip is None:
                return
            self._keep(clip)
            self._began_s = None

    def _tell_of_too_many(self) -> None:
        """Which is no fault of the disk's, nor of the station's."""
        if not self._too_many or monotonic() - self._too_many_told_s < TOO_MANY_EVERY_S:
            return
        with self._counting:
            missed, self._too_many = self._too_many, 0
        self._too_many_told_s = monotonic()
        self._report(f"evidence: too many bursts at once; {missed} missed; alerts go on without")

    def _make_room(self) -> None:
        """Whatever becomes of it, clips are written."""
        try:
            self._quota.keep()
            trouble = self._quota.trouble
        except Exception as error:  # noqa: BLE001 nor must one here
            trouble = f"{type(error).__name__}: {error}"
        if trouble is not None and not self._is_trouble_told:
            self._report(f"evidence: {self._folder}: {trouble}: some of it cannot be removed")
        elif trouble is None and self._is_trouble_told:
            self._report("evidence: all of it can be removed again")
        self._is_trouble_told = trouble is not None

    def _keep(self, clip: Clip) -> None:
        """It waits for a disk that is full or cannot be written to, and the next behind it."""
        while True:
            self._began_s = monotonic()
            try:
                self._write(clip)
            except (OSError, RecordingError) as error:
                self.fault = self._sentence(error)
                self._tell("disk", self.fault)
                if self._closing.wait(AGAIN_S):
                    self._miss("disk", self.fault)
                    return
                self._make_room()
            except Exception as error:  # noqa: BLE001 one must not cost the evidence of the next
                name = type(error).__name__
                self._miss(name, f"{name}: {error}")
                return
            else:
                self._recover()
                return

    def _write(self, clip: Clip) -> None:
        place = place_of(self._folder, clip.event, covert=clip.covert)
        if place is None:
            raise ValueError(f"event_id {clip.event.event_id}: has no time in it")
        kept = without_constant(clip.kept, clip.event, clip.constant)
        make_folder(self._folder, place)
        write_clip(place, clip.event, kept, self._about())
        png = picture(clip.event, kept)
        with whole_files(place.file(PICTURE), overwrite=True) as (file,):
            file.write(png)
        with suppress(OSError):  # it is written all the same, and counted at the next look
            self._quota.added(sum(file.stat().st_size for file in place.files()))

    def _sentence(self, error: OSError | RecordingError) -> str:
        """Without the file's name: it would tell everybody that there is a covert one."""
        why = error.reason if isinstance(error, RecordingError) else error.strerror
        return f"{self._folder}: {why}: see that it may be written to, and has room"

    def _miss(self, kind: str, why: str) -> None:
        with self._counting:
            self.missed += 1
        self._tell(kind, why)

    def _tell(self, kind: str, why: str) -> None:
        """Of each kind once, until a clip is kept again."""
        if kind not in self._told:
            self._told.add(kind)
            self._report(f"evidence: {why}; alerts go on without")

    def _recover(self) -> None:
        if self.fault is not None:
            self._report("evidence: kept again")
        self.fault = None
        self._told.clear()


def make_folder(root: Path, place: Place) -> None:
    """Covert clips are for nobody but the station's own user, whatever its umask."""
    root.mkdir(parents=True, exist_ok=True)
    if COVERT in place.shows:
        covert = root / COVERT
        covert.mkdir(mode=COVERT_MODE, exist_ok=True)
        covert.chmod(COVERT_MODE)
    place.day.mkdir(exist_ok=True)
