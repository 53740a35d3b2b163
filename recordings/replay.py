"""Every detection in a recording, in order: what the pytest fixture `replay` calls."""

from collections.abc import Callable
from pathlib import Path

from decoder.detection import Detection
from decoder.receiver import Receiver
from recordings.shipped import shipped_recordings
from sdr.errors import RecordingError
from sdr.recording import RecordingOptions, open_recording

Replay = Callable[..., list[Detection]]
"""The type of the fixture, to annotate a test's argument with."""


def replay(recording: str | Path, options: RecordingOptions | None = None) -> list[Detection]:
    """Decode a file of any format that beacon406 reads, or a shipped recording by its name.

    Raises RecordingError where the file cannot be read to its end.
    """
    path = found(recording)
    receiver = Receiver()
    detections: list[Detection] = []
    for block in open_recording(str(path), options or RecordingOptions()).blocks():
        detections += receiver.feed(block)
    return detections + receiver.flush()


def found(recording: str | Path) -> Path:
    """A file stands before a shipped recording of the same name."""
    path = Path(recording)
    if path.exists() or path.suffix or len(path.parts) > 1:
        return path
    shipped = shipped_recordings()
    if path.name not in shipped:
        remedy = f"name a file, or one of {', '.join(shipped)}"
        raise RecordingError(str(path), "is neither a file nor a shipped recording", remedy)
    return shipped[path.name]
