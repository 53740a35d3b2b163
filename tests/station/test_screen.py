"""What a terminal is sent while a recording is decoded."""

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path


def sent_to_terminal(*arguments: str) -> bytes:
    """All that `beacon406 replay --json` writes to a standard error that is a terminal."""
    terminal, child_end = pty.openpty()
    command = [sys.executable, "-m", "station.main", "replay", "--json", *arguments]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "400"}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=child_end, env=environment
    ) as child:
        os.close(child_end)
        sent = b""
        with suppress(OSError):  # how Linux says that the other end is closed
            while piece := os.read(terminal, 4096):
                sent += piece
    os.close(terminal)
    assert child.returncode == 0
    return sent


def test_a_file_name_cannot_steer_the_terminal_from_the_progress_bar(
    recording: Path, tmp_path: Path
) -> None:
    path = tmp_path / "a\x1b]0;title\x07_406.05M_96k.cu8"
    path.write_bytes(recording.with_suffix(".sigmf-data").read_bytes())
    sent = sent_to_terminal(str(path))
    assert b"\\x1b]0;title\\x07_406.05M" in sent
    assert b"\x1b]0;" not in sent
