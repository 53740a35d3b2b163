"""Draws docs/pictures/demo.svg: what `beacon406 demo` prints for some of the recordings."""

import io
import sys
from pathlib import Path

from rich.console import Console

from recordings.shipped import shipped_recordings
from station.demo.command import demonstrate

WIDTH = 104
PICTURED = ("overlaps", "both_generations")


def main() -> int:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    shipped = shipped_recordings()
    status = demonstrate([str(shipped[name]) for name in PICTURED], console)
    picture = Path(__file__).parent / "pictures" / "demo.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(console.export_svg(title="beacon406 demo", unique_id="demo"))
    return status


if __name__ == "__main__":
    sys.exit(main())
