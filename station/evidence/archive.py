"""The folder of clips and pictures: who looks for one finds it by its event_id."""

import os
import re
from collections.abc import Iterable
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
            self.remove(place)
        return len(found)

    def remove(self, place: Place) -> None:
        for file in place.files():
            file.unlink(missing_ok=True)
        with suppress(OSError):  # it holds more
            place.day.rmdir()

    def held_on(self, day: Path) -> list[Held]:
        """All there is of one of the days."""
        sizes: dict[Place, int] = {}
        for entry in _entries(day):
            place = place_of_file(Path(entry))
            if place is not None:
                with suppress(FileNotFoundError):
                    sizes[place] = sizes.get(place, 0) + entry.stat().st_size
        return [Held(place, size) for place, size in sizes.items()]

    @property
    def roots(self) -> tuple[Path, Path]:
        return self.folder, self.folder / COVERT

    def days(self, root: Path) -> list[Path]:
        return [Path(each) for each in _entries(root) if _DAY.match(each.name) and each.is_dir()]

    def _on(self, day: str, suffix: str = "") -> dict[str, Place]:
        files = (Path(entry) for root in self.roots for entry in _entries(root / day))
        places = (place_of_file(file) for file in files if file.name.endswith(suffix))
        return {place.event_id: place for place in places if place is not None}


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []
