"""Cheap receivers and crowded bands: DC, mirror images, clipping, spurs, voice."""

import numpy as np
import pytest
from scenes import SHORT, assert_heard, bursts, hear, hex_of

from decoder.reasons import Rejection
from decoder.simulation.interference import FmVoice, Spur
from decoder.simulation.scene import ReceiverFaults


def spurs(count: int, seed: int = 0) -> list[Spur]:
    random = np.random.default_rng(seed)
    return [
        Spur(offset_hz=random.uniform(-80e3, 80e3), cn0_dbhz=random.uniform(25, 60))
        for _ in range(count)
    ]


@pytest.mark.parametrize("dc", [0.02 + 0j, 0.1 + 0.05j, -0.3j])
def test_a_dc_spike_costs_no_burst(dc: complex) -> None:
    sent = bursts(4)
    assert_heard(hear(sent, faults=ReceiverFaults(dc=dc)), sent)


@pytest.mark.parametrize("away_hz", [15.0, 40.0, -200.0])
def test_a_burst_beside_the_dc_spike_is_heard_once_the_spike_is_known(away_hz: float) -> None:
    sent = bursts(5, offset_hz=away_hz, cn0_dbhz=45.0)
    heard = hear(sent, faults=ReceiverFaults(dc=0.05))
    found = [d.message.hex for d in heard.detections if d.burst.time_s > 2.2]
    assert found == [hex_of(burst.bits) for burst in sent if burst.start_s > 2.2]


@pytest.mark.parametrize("image_db", [-40.0, -20.0, -10.0])
def test_a_mirror_image_is_not_a_second_burst(image_db: float) -> None:
    sent = bursts(4, cn0_dbhz=65.0)
    heard = hear(sent, faults=ReceiverFaults(image_db=image_db))
    assert_heard(heard, sent)
    assert image_db < -30 or heard.rejections[Rejection.DUPLICATE] >= len(sent)


@pytest.mark.parametrize(("gain", "cn0_dbhz"), [(3.0, 60.0), (8.0, 75.0), (30.0, 45.0)])
def test_a_clipped_recording_gives_each_burst_once(gain: float, cn0_dbhz: float) -> None:
    sent = bursts(4, cn0_dbhz=cn0_dbhz)
    assert_heard(hear(sent, faults=ReceiverFaults(gain=gain)), sent)


def test_two_clipped_bursts_at_once_are_both_heard() -> None:
    long, short = bursts(1, cn0_dbhz=70.0, seed=2), bursts(1, cn0_dbhz=68.0, bits=SHORT, seed=3)
    heard = hear(long + short, faults=ReceiverFaults(gain=4.0))
    assert set(heard.messages) == {hex_of(long[0].bits), hex_of(SHORT)}


def test_steady_carriers_all_over_the_band_hide_no_burst_beside_them() -> None:
    sent = bursts(6, seed=3)
    assert_heard(hear(sent, interference=spurs(30)), sent)


@pytest.mark.parametrize("away_hz", [1100.0, -1700.0, 350.0])
def test_a_spur_within_a_burst_s_own_spectrum_is_taken_out(away_hz: float) -> None:
    sent = bursts(3, offset_hz=10e3, cn0_dbhz=42.0)
    spur = Spur(offset_hz=10e3 + away_hz, cn0_dbhz=45.0)
    assert_heard(hear(sent, interference=[spur]), sent)


def test_voice_in_one_channel_leaves_the_others_alone() -> None:
    voices = [
        FmVoice(offset_hz=-30e3, cn0_dbhz=60),
        FmVoice(offset_hz=35e3, cn0_dbhz=50, seed=3),
    ]
    sent = bursts(5, offset_hz=(-15e3, 20e3))
    assert_heard(hear(sent, interference=voices), sent)
