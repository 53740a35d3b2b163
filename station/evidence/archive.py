"""The folder of clips and pictures: who looks for one finds it by its event_id."""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from decoder.message import MessageClass
from station.evidence.place import COVERT, PICTURE, Place, day_of, place_of_file

_DAY = re.compile(r"\d{4}-\d\d-\d\d$")


class Held(msgspec.Struct, frozen=True):
    """The evidence of one event, with the room that it takes."""

    place: Place
    size_bytes: int


class Archive:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def find(self, event_id: str) -> Place | None:
        day = day_of(event_id)
        return None if day is None else self._on(day).get(event_id)

    def pictured(self, event_ids: Iterable[str], sees: frozenset[MessageClass]) -> frozenset[str]:
        """Those of them of which there is a picture, for who sees those classes."""
        wanted = set(event_ids)
        days = {day for each in wanted if (day := day_of(each)) is not None}
        found = (place for day in days for place in self._on(day, PICTURE).values())
        return frozenset(
            place.event_id for place in found if place.event_id in wanted and place.shows <= sees
        )

    def erase(self, event_ids: Iterable[str]) -> int:
        """How many of them there was evidence of."""
        found = [place for each in event_ids if (place := self.find(each)) is not None]
        for place in found:
            remove(place)
        return len(found)

    def held(self) -> Iterator[Held]:
        """All there is."""
        for day in self.days():
            sizes: dict[Place, int] = {}
            for entry in _entries(day):
                place = place_of_file(Path(entry))
                if place is not None:
                    with suppress(FileNotFoundError):
                        sizes[place] = sizes.get(place, 0) + entry.stat().st_size
            yield from (Held(place, size) for place, size in sizes.items())

    def days(self) -> list[Path]:
        roots = (self.folder, self.folder / COVERT)
        entries = (entry for root in roots for entry in _entries(root) if _DAY.match(entry.name))
        return [Path(entry) for entry in entries if entry.is_dir()]

    def _on(self, day: str, suffix: str = "") -> dict[str, Place]:
        folders = (self.folder / day, self.folder / COVERT / day)
        files = (Path(entry) for folder in folders for entry in _entries(folder))
        places = (place_of_file(file) for file in files if file.name.endswith(suffix))
        return {place.event_id: place for place in places if place is not None}


def remove(place: Place) -> None:
    for file in place.files():
        file.unlink(missing_ok=True)
    with suppress(OSError):  # it holds more
        place.day.rmdir()


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
