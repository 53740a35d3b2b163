"""What a reader is promised about the size of the files."""

import statistics
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 400
MEDIAN_FILE = 120


def lines_per_file() -> dict[str, int]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return {
        name: len((ROOT / name).read_text().splitlines())
        for name in listed
        if (ROOT / name).exists()
    }


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    long = {name: lines for name, lines in lines_per_file().items() if lines > LONGEST_FILE}
    assert not long


def test_half_of_the_files_fit_a_few_screens() -> None:
    sizes = [lines for lines in lines_per_file().values() if lines]
    assert statistics.median(sizes) < MEDIAN_FILE
