"""Any input rate, and any centre: the 406 MHz band or a training frequency."""

import msgspec
import pytest
from scenes import SHORT, assert_heard, bursts, hear

OUTSIDE_BAND_HZ = 20.3e3
"""What 50 parts per million are at 406 MHz."""


@pytest.mark.parametrize("rate_hz", [8e3, 11025.0, 16e3, 40e3, 48e3, 96e3, 192e3])
def test_a_recording_narrower_than_the_band_gives_all_that_is_in_it(rate_hz: float) -> None:
    sent = bursts(3, offset_hz=(-rate_hz / 2 + 3e3, rate_hz / 2 - 3e3))
    assert_heard(hear(sent, rate_hz=rate_hz, center_hz=406.028e6), sent)


@pytest.mark.parametrize("rate_hz", [225001.0, 250e3, 256e3, 1.024e6, 1.8e6, 2.048e6, 2.4e6])
def test_a_recording_wider_than_the_band_gives_all_of_the_band(rate_hz: float) -> None:
    sent = bursts(2)
    assert_heard(hear(sent, rate_hz=rate_hz), sent)


def test_ten_million_samples_a_second_are_not_too_many() -> None:
    sent = bursts(1)
    assert_heard(hear(sent, rate_hz=10e6, duration_s=1.0), sent)


@pytest.mark.parametrize("away_hz", [-900e3, -300e3, 450e3, 1.1e6])
def test_the_band_may_lie_anywhere_in_the_recording(away_hz: float) -> None:
    sent = [
        msgspec.structs.replace(burst, offset_hz=burst.offset_hz + away_hz) for burst in bursts(2)
    ]
    assert_heard(hear(sent, rate_hz=2.4e6, center_hz=406.05e6 - away_hz), sent)


def test_the_recording_may_hold_only_an_end_of_the_band() -> None:
    sent = bursts(2, offset_hz=(60e3, 90e3))
    assert_heard(hear(sent, center_hz=405.92e6), sent)


@pytest.mark.parametrize("way", [-1, 1])
def test_a_dongle_off_by_50_parts_per_million_still_hears_the_ends_of_the_band(way: int) -> None:
    sent = bursts(2, offset_hz=way * (49e3 + OUTSIDE_BAND_HZ))
    assert_heard(hear(sent, rate_hz=1.024e6), sent)


@pytest.mark.parametrize("center_hz", [144.875e6, 403.04e6, 433.5e6, None])
def test_a_training_beacon_is_heard_wherever_the_recording_is_centred(
    center_hz: float | None,
) -> None:
    sent = bursts(3, offset_hz=(-120e3, 120e3))
    heard = hear(sent, center_hz=center_hz)
    assert_heard(heard, sent)
    found_hz = [detection.burst.frequency_hz for detection in heard.detections]
    if center_hz is None:
        assert found_hz == [None] * 3
    else:
        assert found_hz == pytest.approx([center_hz + burst.offset_hz for burst in sent], abs=2)


def test_a_wide_recording_elsewhere_is_heard_to_its_edges() -> None:
    sent = bursts(4, offset_hz=(-505e3, 505e3), bits=SHORT)
    assert_heard(hear(sent, rate_hz=1.024e6, center_hz=434e6), sent)


@pytest.mark.parametrize("edge", range(-3, 4))
def test_a_burst_between_two_pieces_of_a_wide_recording_is_given_once(edge: int) -> None:
    sent = bursts(1, offset_hz=edge * 65e3)
    assert_heard(hear(sent, rate_hz=600e3, center_hz=434e6), sent)
