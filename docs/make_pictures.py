"""Draws docs/pictures/demo.svg from a run of `beacon406 demo`."""

import io
import sys
from pathlib import Path

from rich.console import Console

from station.demo import demonstrate, shipped_recordings

WIDTH = 128


def main() -> int:
    console = Console(record=True, width=WIDTH, file=io.StringIO(), highlight=False)
    status = demonstrate(shipped_recordings(), console)
    picture = Path(__file__).parent / "pictures" / "demo.svg"
    picture.parent.mkdir(exist_ok=True)
    picture.write_text(console.export_svg(title="beacon406 demo", unique_id="demo"))
    return status


if __name__ == "__main__":
    sys.exit(main())
