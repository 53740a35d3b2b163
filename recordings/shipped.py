"""Where the reference recordings lie, wherever the package is installed."""

from pathlib import Path

FOLDER = Path(__file__).parent / "shipped"
EXPECTED = Path(__file__).with_name("expected.json")
SUFFIXES = (".sigmf-meta", ".wav")


def shipped_recordings() -> dict[str, Path]:
    """Each by its name, without a suffix."""
    return {path.stem: path for path in sorted(FOLDER.iterdir()) if path.suffix in SUFFIXES}
