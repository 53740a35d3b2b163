"""Bursts at the same time, and bursts as near in frequency as the channel plan allows."""

import pytest
from scenes import LONG, SELF_TEST, SHORT, assert_heard, hear

from decoder.simulation.waveform import FgbBurst


def test_eight_bursts_at_once_are_eight_detections() -> None:
    sent = [
        FgbBurst(
            bits=[LONG, SHORT, SELF_TEST][i % 3],
            start_s=0.3 + 0.05 * i,
            offset_hz=-42e3 + 12e3 * i,
            cn0_dbhz=40.0 + 2 * i,
        )
        for i in range(8)
    ]
    assert_heard(hear(sent), sent)


@pytest.mark.parametrize("late_s", [0.0, 0.06, 0.16, 0.3, 0.45])
@pytest.mark.parametrize(("stronger_db", "apart_hz"), [(0.0, 3e3), (15.0, 3e3), (10.0, 1500.0)])
def test_a_weaker_burst_a_channel_away_is_heard_beside_a_stronger_one(
    late_s: float, stronger_db: float, apart_hz: float
) -> None:
    sent = [
        FgbBurst(bits=LONG, start_s=0.3, offset_hz=5e3, cn0_dbhz=42.0 + stronger_db),
        FgbBurst(bits=SHORT, start_s=0.303 + late_s, offset_hz=5e3 + apart_hz, cn0_dbhz=42.0),
    ]
    assert_heard(hear(sent), sent)


def test_two_bursts_with_one_message_at_different_times_are_two() -> None:
    sent = [
        FgbBurst(bits=LONG, start_s=0.3, offset_hz=-20e3, cn0_dbhz=45.0),
        FgbBurst(bits=LONG, start_s=0.35, offset_hz=20e3, cn0_dbhz=45.0),
    ]
    assert_heard(hear(sent), sent)


def test_one_burst_after_another_on_the_same_frequency_is_heard() -> None:
    sent = [FgbBurst(bits=LONG, start_s=0.3 + 0.75 * i, offset_hz=4e3) for i in range(6)]
    assert_heard(hear(sent), sent)
