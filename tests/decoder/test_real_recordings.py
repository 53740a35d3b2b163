"""Recordings of beacons in exercises and tests: what independent decoders read, and no more."""

import json
from pathlib import Path
from typing import Any

import pytest

from decoder.receiver import Receiver
from sdr.block import SignalKind
from sdr.recording import RecordingOptions, open_recording

RECORDINGS = Path(__file__).parents[3] / "shared" / "recordings"
TRUTH_FILE = RECORDINGS / "truth.json"
TRUTH: list[dict[str, Any]] = json.loads(TRUTH_FILE.read_text()) if TRUTH_FILE.exists() else []

pytestmark = pytest.mark.skipif(not TRUTH, reason="needs ../shared/recordings")


@pytest.mark.parametrize("truth", TRUTH, ids=lambda truth: truth["file"])
def test_a_real_recording_gives_its_messages_and_no_other(truth: dict[str, Any]) -> None:
    options = RecordingOptions(
        fm_audio=truth["kind"] == SignalKind.FM_AUDIO,
        rate_hz=truth["rate"] if truth["file"].endswith(".cf32") else None,
    )
    recording = open_recording(str(RECORDINGS / truth["file"]), options)
    receiver = Receiver()
    heard = [detection for block in recording.blocks() for detection in receiver.feed(block)]
    heard += receiver.flush()
    sent = [frame["hex"] for frame in truth["frames"] for _ in range(frame["bursts"])]
    assert sorted(detection.message.hex for detection in heard) == sorted(sent)
    assert all(detection.message.valid for detection in heard)
