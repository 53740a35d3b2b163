"""docs/vector-disagreements.md: the statements of test vectors that we contradict."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
VECTORS = ROOT.parent / "shared" / "vectors"
PAGE = ROOT / "docs" / "vector-disagreements.md"
ROW = re.compile(r"^\| `(\w+)` \| (\S+) \| (.+?) \| (.+?) \| .+ \|$", re.MULTILINE)
Row = tuple[str, str, str, str]
"""Fingerprint, claim, theirs, ours."""


def listed(section: str) -> list[Row]:
    """The rows below one heading of the page."""
    below = PAGE.read_text().partition(f"## {section}\n")[2]
    return ROW.findall(below.partition("\n## ")[0])


def fingerprint(text: str) -> str:
    """In place of the text: some vectors were sent by real beacons, whose IDs we do not ship."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]
