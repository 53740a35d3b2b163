"""The fixture `replay`, in a test run of somebody else's."""

import subprocess
import sys
from pathlib import Path

import pytest

from recordings.replay import Replay, found
from recordings.shipped import shipped_recordings
from sdr.errors import RecordingError
from sdr.recording import RecordingOptions

THREE_LINES = """
def test_my_beacon(replay):
    detections = replay("standard_location")
    assert detections[0].message.country == 201
"""


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], cwd=folder, check=False, capture_output=True, text=True
    )


def test_three_lines_test_a_beacon(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(THREE_LINES)
    done = run(tmp_path, "-m", "pytest", "-p", "no:cacheprovider")
    assert "1 passed" in done.stdout, done.stdout


def test_pytest_starts_without_the_signal_path(tmp_path: Path) -> None:
    """Those who do not use the fixture do not wait for it."""
    script = "import sys, recordings.pytest_plugin; print(*sys.modules)"
    loaded = run(tmp_path, "-c", script).stdout.split()
    assert "recordings.pytest_plugin" in loaded
    assert not {"numpy", "msgspec", "decoder", "sdr"} & set(loaded)


def test_a_file_is_replayed_as_well_as_a_shipped_recording(replay: Replay) -> None:
    path = shipped_recordings()["orbitography"]
    assert replay(path) == replay(str(path)) == replay("orbitography")


def test_options_say_what_the_file_does_not(replay: Replay, tmp_path: Path) -> None:
    data = shipped_recordings()["orbitography"].with_suffix(".sigmf-data")
    bare = tmp_path / "bare.cs8"
    bare.write_bytes(data.read_bytes())
    options = RecordingOptions(rate_hz=12.5e3, center_hz=406.022e6)
    hexes = [detection.message.hex for detection in replay(bare, options)]
    assert hexes == [detection.message.hex for detection in replay("orbitography")]


def test_a_file_stands_before_a_shipped_recording(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert found("noise").is_absolute()
    (tmp_path / "noise").touch()
    assert found("noise") == Path("noise")


@pytest.mark.parametrize("name", ["absent", "absent.sigmf-meta", "somewhere/absent"])
def test_a_recording_that_is_not_there_is_told_in_one_line(replay: Replay, name: str) -> None:
    with pytest.raises(RecordingError) as refused:
        replay(name)
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)
