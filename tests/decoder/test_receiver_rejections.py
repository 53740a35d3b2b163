"""Every burst that is looked at and dropped has a name and is counted."""

import numpy as np
from scenes import LONG, assert_heard, bursts, hear

from decoder.reasons import Rejection
from decoder.simulation.interference import Spur
from decoder.simulation.scene import ReceiverFaults
from decoder.simulation.waveform import FgbBurst


def test_a_clear_burst_alone_drops_next_to_nothing() -> None:
    heard = hear(bursts(1, cn0_dbhz=50.0))
    assert len(heard.detections) == 1
    assert heard.rejections.total() <= 2


def test_a_carrier_without_data_has_no_sync() -> None:
    keyed = Spur(offset_hz=5e3, cn0_dbhz=55.0, period_s=1.4)
    heard = hear([], duration_s=2.0, interference=[keyed])
    assert heard.detections == []
    assert heard.rejections[Rejection.NO_SYNC] >= 1


def test_a_burst_that_the_recording_cuts_is_counted() -> None:
    sent = [FgbBurst(bits=LONG, start_s=0.4, offset_hz=5e3, cn0_dbhz=60.0)]
    heard = hear(sent, duration_s=0.4 + 0.16 + 0.16)
    assert heard.detections == []
    assert heard.rejections.total() >= 1


def test_random_data_after_a_good_sync_has_no_first_field() -> None:
    random = np.random.default_rng(3)
    noise = "".join(map(str, random.integers(0, 2, 120)))
    heard = hear(bursts(1, bits=LONG[:24] + noise, cn0_dbhz=50.0))
    assert heard.detections == []
    assert heard.rejections[Rejection.FIRST_FIELD_UNDECODABLE] >= 1


def test_the_mirror_image_of_a_burst_is_a_duplicate() -> None:
    sent = bursts(1, cn0_dbhz=65.0)
    heard = hear(sent, faults=ReceiverFaults(image_db=-20))
    assert_heard(heard, sent)
    assert heard.rejections[Rejection.DUPLICATE] == 1


def test_two_beacons_with_one_message_at_one_time_are_two() -> None:
    sent = [
        FgbBurst(bits=LONG, start_s=0.4, offset_hz=away_hz, cn0_dbhz=level)
        for away_hz, level in ((9e3, 50.0), (-17e3, 45.0))
    ]
    assert len(hear(sent).detections) == 2
