"""Draws docs/pictures/burst-*.png: what a station keeps of two of the shipped recordings."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from decoder.receiver import Receiver
from recordings.shipped import shipped_recordings
from sdr.recording import open_recording
from station.evidence.archive import Archive
from station.evidence.keeper import evidence
from station.evidence.place import PICTURE
from station.evidence.settings import EvidenceSettings
from station.replay.decoding import events_of

STATION = "hill"
PICTURED = {"weak": "first", "second_generation": "second"}
"""Of each the first burst, and the generation it is of."""
FOLDER = Path(__file__).parent / "pictures"


async def first_picture(recording: Path) -> bytes:
    with TemporaryDirectory() as folder:
        receiver = Receiver()
        async with evidence(EvidenceSettings(folder=Path(folder)), print) as keeper:
            detections = []
            for block in open_recording(str(recording)).blocks():
                keeper.feed(block)
                detections += receiver.feed(block)
            (event, *_) = events_of(detections + receiver.flush(), STATION)
            keeper.keep([event])
        place = Archive(Path(folder)).find(event.event_id)
        assert place is not None
        return place.file(PICTURE).read_bytes()


def main() -> None:
    shipped = shipped_recordings()
    for name, generation in PICTURED.items():
        png = asyncio.run(first_picture(shipped[name]))
        (FOLDER / f"burst-{generation}-generation.png").write_bytes(png)


if __name__ == "__main__":
    main()
