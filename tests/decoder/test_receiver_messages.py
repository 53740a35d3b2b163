"""Messages of every kind through the air: as sent, so received."""

import pytest
from made_up_beacons import AIRCRAFT, HERE, RLS, of
from scenes import LONG, SELF_TEST, SHORT, assert_heard, bursts, hear, hex_of

from decoder.message import MessageClass
from decoder.reasons import Reason
from decoder.t001 import encode_message, frame
from decoder.t001.orbitography import Orbitography, OrbitographyTime

TIME = OrbitographyTime(day_of_year=123, hours=12, minutes=34, tens_of_seconds=5)
CALIBRATION = frame.to_text(
    encode_message(Orbitography(country=201, text="TEST123", second_field=TIME))
)


@pytest.mark.parametrize(
    "bits",
    [
        LONG,
        SHORT,
        SELF_TEST,
        CALIBRATION,
        frame.to_text(encode_message(AIRCRAFT, position=HERE)),
        frame.to_text(encode_message(RLS, position=(-33.9, 151.2))),
    ],
    ids=["long", "short", "self-test", "calibration", "ELT(DT)", "RLS"],
)
def test_a_message_is_received_as_it_was_sent(bits: str) -> None:
    sent = bursts(2, bits=bits)
    assert_heard(hear(sent), sent)


def test_a_self_test_is_told_by_its_frame_sync() -> None:
    (detection,) = hear(bursts(1, bits=SELF_TEST)).detections
    assert detection.message.self_test
    assert detection.message.message_class is MessageClass.SELF_TEST


def test_a_self_test_of_a_long_message_may_end_at_bit_112() -> None:
    """C/S T.001 4.5.4: with bit 25 still 1."""
    sent = bursts(2, bits=SELF_TEST[:112])
    heard = hear(sent)
    assert_heard(heard, sent)
    for detection in heard.detections:
        assert len(detection.message.hex) == 28
        assert detection.message.reasons == (Reason.SECOND_FIELD_MISSING,)
        assert detection.message.corrected_bits == (0,)


def test_a_second_field_of_zeros_is_not_taken_for_a_codeword() -> None:
    sent = bursts(2, bits=LONG[:106] + "0" * 38)
    heard = hear(sent)
    assert_heard(heard, sent)
    for detection in heard.detections:
        assert Reason.SECOND_FIELD_ALL_ZERO in detection.message.reasons


def test_a_second_field_that_is_no_codeword_leaves_the_first_one_valid() -> None:
    unreadable = LONG[:106] + "".join("10"[int(bit)] for bit in LONG[106:125]) + LONG[125:]
    (detection,) = hear(bursts(1, bits=unreadable)).detections
    message = detection.message
    assert message.valid
    assert Reason.SECOND_FIELD_UNDECODABLE in message.reasons
    assert message.corrected_bits == (0, None)
    assert message.hex == hex_of(unreadable)


@pytest.mark.parametrize("cn0_dbhz", [36.0, 60.0])
def test_the_calibration_beacon_tells_the_time(cn0_dbhz: float) -> None:
    (detection,) = hear(bursts(1, bits=CALIBRATION, cn0_dbhz=cn0_dbhz)).detections
    assert detection.message.message_class is MessageClass.CALIBRATION
    assert of(Orbitography, detection.message).second_field == TIME


@pytest.mark.parametrize(
    ("wrong", "corrected", "valid"),
    [((77,), (1, 0), True), ((30, 120), (1, 1), True), ((30, 77, 120), (2, 1), False)],
)
def test_wrong_bits_of_a_strong_burst_are_corrected_and_counted(
    wrong: tuple[int, ...], corrected: tuple[int, int], valid: bool
) -> None:
    """As a click or another burst spoils them. Two in the first field need another burst."""
    spoiled = "".join(str(int(bit) ^ (i in wrong)) for i, bit in enumerate(LONG))
    (detection,) = hear(bursts(1, bits=spoiled, cn0_dbhz=45.0)).detections
    assert detection.message.hex == hex_of(LONG)
    assert detection.message.corrected_bits == corrected
    assert detection.message.valid is valid


def test_a_position_comes_through() -> None:
    (detection,) = hear(bursts(1)).detections
    position = detection.message.position
    assert position is not None
    assert (position.lat, position.lon) == HERE
