"""Where no beacon is, none is found. benchmarks/noise.py does the same for ten minutes and more."""

import numpy as np
import pytest
from scenes import as_cu8, in_blocks, receive, recorded

from decoder.simulation.interference import FmVoice, Spur
from decoder.simulation.scene import ReceiverFaults
from sdr.block import SignalKind

STEADY = [Spur(offset_hz=-70e3 + 11e3 * i, cn0_dbhz=28.0 + 3 * i) for i in range(12)]
KEYED = [
    Spur(offset_hz=-10e3, cn0_dbhz=45.0, period_s=1.3),
    Spur(offset_hz=33e3, cn0_dbhz=45.0, period_s=0.7),
    Spur(offset_hz=5e3, cn0_dbhz=45.0, period_s=0.32),
]
VOICES = [FmVoice(offset_hz=-30e3, cn0_dbhz=60.0), FmVoice(offset_hz=20e3, cn0_dbhz=50.0, seed=3)]


def test_noise_holds_no_beacon() -> None:
    samples = as_cu8(recorded([], duration_s=20.0, seed=5))
    assert receive(in_blocks(samples, [62500])).detections == []


def test_spurs_voice_and_dc_are_no_beacon() -> None:
    samples = as_cu8(
        recorded(
            [],
            duration_s=5.0,
            interference=[*STEADY, *KEYED, *VOICES],
            faults=ReceiverFaults(dc=0.03),
        )
    )
    heard = receive(in_blocks(samples, [62500]))
    assert heard.detections == []
    assert heard.rejections.total() > 0


@pytest.mark.parametrize("level", [0.0, 1.0, 0.5 + 0.5j])
def test_a_constant_is_no_beacon(level: complex) -> None:
    samples = np.full(1_000_000, level, np.complex64)
    assert receive(in_blocks(samples, [62500])).detections == []


def test_noise_in_fm_audio_is_no_beacon() -> None:
    audio = 0.2 * np.random.default_rng(1).standard_normal(22050 * 20)
    blocks = in_blocks(
        audio.astype(np.complex64), [22050], 22050.0, center_hz=None, kind=SignalKind.FM_AUDIO
    )
    assert receive(blocks).detections == []


def test_silence_in_fm_audio_is_no_beacon() -> None:
    blocks = in_blocks(np.zeros(22050 * 6, np.complex64), [22050], 22050.0, kind="fm-audio")
    assert receive(blocks).detections == []
