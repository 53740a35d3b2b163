"""The receiver, judged by what was put into the shipped recordings."""

import re

import msgspec
import pytest

from alerts.classify import ALARMING, classify
from alerts.event import event_from_detection
from decoder.detection import Detection
from decoder.message import MessageClass
from recordings.expected import ExpectedDetection
from recordings.replay import Replay
from recordings.shipped import EXPECTED, FOLDER, shipped_recordings
from sdr.recording import open_recording

TIME_TOLERANCE_S = 2e-3
FREQUENCY_TOLERANCE_HZ = 3.0
POSITION_TOLERANCE_DEGREES = 1e-4
CN0_TOLERANCE_DB = 3.0
MOST_BYTES = 3_000_000

MADE_UP = re.compile(
    r"(MMSI \d{3} 000000|call sign TEST(00)?|aircraft TEST|calibration beacon TEST"
    r"|aircraft address FFFFF[EF]|operator ZZZ|manufacturer 255, sequence number 4095"
    r"|serial number 1048575|national serial number 262143|RLS number \d949, serial number 16383"
    r"|type approval 1023, serial number 1638[23]|type approval 17999, serial number 16383"
    r"|(test data|national data) [01]+"
    r"|identification (AAAAAA|000000|FFFFFF))"
)

EXPECTATIONS = msgspec.json.decode(EXPECTED.read_bytes(), type=dict[str, list[ExpectedDetection]])
NAMES = list(shipped_recordings())
per_recording = pytest.mark.parametrize("name", NAMES)


def expected_in(name: str) -> list[ExpectedDetection]:
    return EXPECTATIONS[shipped_recordings()[name].name]


def alert_class(detection: Detection) -> MessageClass:
    return classify(detection.message, detection.burst.frequency_hz)


@per_recording
def test_exactly_what_was_put_in_is_heard(name: str, heard: Replay) -> None:
    detections, expectations = heard(name), expected_in(name)
    assert [d.message.hex for d in detections] == [expected.hex for expected in expectations]
    for detection, expected in zip(detections, expectations, strict=True):
        message = detection.message
        assert message.beacon_id == expected.beacon_id
        assert message.protocol == expected.protocol
        assert message.country == expected.country
        assert message.self_test is expected.self_test
        assert message.valid is expected.valid
        assert alert_class(detection) is expected.alert_class


@per_recording
def test_time_and_frequency_are_those_of_the_plan(name: str, heard: Replay) -> None:
    for detection, expected in zip(heard(name), expected_in(name), strict=True):
        burst = detection.burst
        assert burst.time_s == pytest.approx(expected.time_s, abs=TIME_TOLERANCE_S)
        assert (burst.frequency_hz is None) is (expected.frequency_hz is None)
        if burst.frequency_hz is not None:
            assert burst.frequency_hz == pytest.approx(
                expected.frequency_hz, abs=FREQUENCY_TOLERANCE_HZ
            )


@per_recording
def test_a_position_is_the_one_that_was_encoded_or_none(name: str, heard: Replay) -> None:
    for detection, expected in zip(heard(name), expected_in(name), strict=True):
        position = detection.message.position
        assert (position is None) is (expected.position is None)
        if position is not None and expected.position is not None:
            there = (expected.position.lat, expected.position.lon)
            assert (position.lat, position.lon) == pytest.approx(
                there, abs=POSITION_TOLERANCE_DEGREES
            )


@per_recording
def test_no_recording_can_raise_an_alarm(name: str, heard: Replay) -> None:
    """Whoever replays one into a live system by mistake calls nobody out."""
    assert ALARMING.isdisjoint(alert_class(detection) for detection in heard(name))


@per_recording
def test_every_identity_is_made_up(name: str, heard: Replay) -> None:
    for detection in heard(name):
        assert MADE_UP.search(detection.message.identity), detection.message.identity


@per_recording
def test_every_sigmf_burst_has_the_time_of_day(name: str, heard: Replay) -> None:
    for detection in heard(name):
        event = event_from_detection(detection, station="test", event_id="made-up")
        assert (event.time is None) is name.startswith("fm_audio")


def test_the_identities_of_real_beacons_would_be_noticed() -> None:
    assert not MADE_UP.search("EPIRB, MMSI 227 006600, beacon 0")
    assert not MADE_UP.search("aircraft address 3944F1")


def test_the_lost_samples_are_counted() -> None:
    path = shipped_recordings()["lost_samples"]
    blocks = list(open_recording(str(path)).blocks())
    assert sum(block.samples_lost for block in blocks) == 625
    assert [block.time_s for block in blocks if block.gap_before] == [1.2]


def test_the_recordings_are_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES


def test_strong_bursts_in_the_plan_are_strong_in_the_measurement(heard: Replay) -> None:
    """`weak` goes down from 38 to 34 dB-Hz."""
    measured = [detection.burst.cn0_dbhz for detection in heard("weak")]
    assert measured == pytest.approx([38, 36, 35, 34], abs=CN0_TOLERANCE_DB)
