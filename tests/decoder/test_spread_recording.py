"""A burst that fills its recording, by another modulator: it says what its maker says it says."""

import json
from pathlib import Path

import pytest

from decoder.receiver import Receiver
from sdr.recording import RecordingOptions, open_recording

FILE = Path(__file__).parents[3] / "shared" / "recordings" / "sgb_other_modulator_192k_iq.wav"
ROUNDING_DEG = 1e-5

pytestmark = pytest.mark.skipif(not FILE.exists(), reason="needs ../shared/recordings")


@pytest.mark.parametrize("reach_hz", [2.5e3, 21.5e3])
def test_another_modulator_s_burst_says_what_its_maker_says(reach_hz: float) -> None:
    listed = json.loads(FILE.with_name("truth.json").read_text())
    truth = next(one for one in listed if one["file"] == FILE.name)
    receiver = Receiver(reach_hz)
    recording = open_recording(str(FILE), RecordingOptions())
    heard = [detection for block in recording.blocks() for detection in receiver.feed(block)]
    (found,) = heard + receiver.flush()
    message, expected = found.message, truth["expected"]
    assert message.hex == truth["frames"][0]["hex"]
    assert message.valid
    assert message.beacon_id == expected["beacon_id"]
    assert message.country == expected["country"]
    assert message.position is not None
    place = (message.position.lat, message.position.lon)
    assert place == pytest.approx((expected["lat"], expected["lon"]), abs=ROUNDING_DEG)
