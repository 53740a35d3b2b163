"""Where the evidence of an event lies: found by its event_id alone, which begins with the time.

FOLDER/2026-01-02/20260102T030405Z_test_0194246b-....sigmf-meta, .sigmf-data (or .wav), .png
FOLDER/ship_security/2026-01-02/...   covert: ship security alerts, and what was heard with them
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import msgspec

from alerts.event import Event
from decoder.message import MessageClass
from sdr.sigmf import DATA_SUFFIX, META_SUFFIX

COVERT = MessageClass.SHIP_SECURITY
PICTURE, AUDIO = ".png", ".wav"
SUFFIXES = (PICTURE, META_SUFFIX, DATA_SUFFIX, AUDIO)
"""In the order in which they are removed: what is linked to first."""

_NAME = re.compile(
    rf"(?P<stem>\d{{8}}T\d{{6}}Z_(?P<alert_class>{'|'.join(MessageClass)})_(?P<event_id>[0-9a-f-]{{36}}))"
    rf"(?P<suffix>{'|'.join(map(re.escape, SUFFIXES))})"
)


class Place(msgspec.Struct, frozen=True):
    """day   the folder; the files in it are called stem, with a suffix"""

    day: Path
    stem: str
    alert_class: MessageClass
    event_id: str

    @property
    def shows(self) -> frozenset[MessageClass]:
        """Who may see these classes may see it."""
        is_covert = self.day.parent.name == COVERT
        return frozenset({self.alert_class, COVERT} if is_covert else {self.alert_class})

    def file(self, suffix: str) -> Path:
        return self.day / f"{self.stem}{suffix}"

    def files(self) -> list[Path]:
        """Those that are there."""
        return [file for file in map(self.file, SUFFIXES) if file.is_file()]


def place_of(folder: Path, event: Event, *, covert: bool) -> Place | None:
    """Where to put it; None where its event_id has no time in it."""
    day = day_of(event.event_id)
    if day is None:
        return None
    time = event.time or event.received_at
    stamp = day.replace("-", "") + "T000000Z" if time is None else re.sub(r"[-:]|\.\d+", "", time)
    stem = f"{stamp}_{event.alert_class}_{event.event_id}"
    root = folder / COVERT if covert else folder
    return Place(root / day, stem, event.alert_class, event.event_id)


def place_of_file(file: Path) -> Place | None:
    """None: it is nothing of ours."""
    named = _NAME.fullmatch(file.name)
    if named is None:
        return None
    stem, alert_class, event_id, _ = named.groups()
    return Place(file.parent, stem, MessageClass(alert_class), event_id)


def time_s_of(event_id: str) -> float | None:
    """When it was named, RFC 9562 section 5.7; None for what was not named so."""
    try:
        uuid = UUID(event_id)
    except ValueError:
        return None
    # Not every text that UUID takes is how it is written in file names.
    return (uuid.int >> 80) / 1e3 if str(uuid) == event_id and uuid.version == 7 else None


def day_of(event_id: str) -> str | None:
    time_s = time_s_of(event_id)
    return None if time_s is None else datetime.fromtimestamp(time_s, UTC).date().isoformat()
