"""A scene is made of what was asked for, at the levels that were asked for, block by block."""

import numpy as np
import pytest
from scenes import LONG

from decoder.arrays import Samples
from decoder.simulation.interference import FmVoice, Spur
from decoder.simulation.scene import ReceiverFaults, Scene
from decoder.simulation.waveform import FgbBurst

RATE_HZ = 50e3


def made(scene: Scene, block_s: float = 0.25) -> Samples:
    return np.concatenate(list(scene.blocks(block_s)))


def power(samples: Samples) -> float:
    return float((np.abs(samples) ** 2).mean())


def test_the_noise_has_the_level_that_was_asked_for() -> None:
    samples = made(Scene(rate_hz=RATE_HZ, duration_s=4.0, noise_rms=0.1))
    assert samples.dtype == np.complex64
    assert samples.size == 200_000
    assert power(samples) ** 0.5 == pytest.approx(0.1, rel=0.01)


@pytest.mark.parametrize("cn0_dbhz", [40.0, 60.0])
def test_a_burst_has_its_carrier_to_noise_density(cn0_dbhz: float) -> None:
    """C/N0 is the carrier's power over the noise in one hertz, which is its power over the rate."""
    quiet = Scene(rate_hz=RATE_HZ, duration_s=1.0, noise_rms=0.05, seed=3)
    burst = FgbBurst(bits=LONG, start_s=0.2, cn0_dbhz=cn0_dbhz)
    loud = Scene(rate_hz=RATE_HZ, duration_s=1.0, noise_rms=0.05, seed=3, bursts=[burst])
    inside = slice(round(0.21 * RATE_HZ), round(0.7 * RATE_HZ))
    carrier = power((made(loud) - made(quiet))[inside])
    assert 10 * np.log10(carrier / (0.05**2 / RATE_HZ)) == pytest.approx(cn0_dbhz, abs=0.01)


def test_interference_has_its_level_too() -> None:
    quiet = Scene(rate_hz=RATE_HZ, duration_s=1.0)
    for source in (Spur(offset_hz=1e3, cn0_dbhz=50.0), FmVoice(offset_hz=1e3, cn0_dbhz=50.0)):
        loud = Scene(rate_hz=RATE_HZ, duration_s=1.0, interference=[source])
        level = power(made(loud) - made(quiet)) / (0.1**2 / RATE_HZ)
        assert 10 * np.log10(level) == pytest.approx(50.0, abs=0.01)


def test_a_spur_may_be_keyed_and_drift() -> None:
    spur = Spur(offset_hz=100.0, cn0_dbhz=0.0, drift_hz_per_s=10.0, period_s=1.0)
    time_s = np.arange(0, 2, 1e-3)
    samples = spur.samples(time_s, 1e3)
    assert (np.abs(samples) > 0.5).tolist() == (time_s % 1 < 0.5).tolist()
    late = np.angle(samples[1001:1200] * samples[1000:1199].conj()) / (2 * np.pi) * 1e3
    assert late.mean() == pytest.approx(100.0 + 10.0 * 1.1, abs=0.1)


def test_the_blocks_make_the_same_burst_whatever_their_size() -> None:
    scene = Scene(
        rate_hz=RATE_HZ,
        duration_s=1.0,
        noise_rms=0.1,
        seed=4,
        bursts=[FgbBurst(bits=LONG, start_s=0.21, offset_hz=3e3)],
    )
    assert np.allclose(made(scene, 0.25), made(scene, 10.0), atol=1e-6)


def test_the_seed_decides_the_noise() -> None:
    first, again, other = (
        made(Scene(rate_hz=RATE_HZ, duration_s=0.1, seed=seed)) for seed in (1, 1, 2)
    )
    assert (first == again).all()
    assert (first != other).any()


def test_faults_are_dc_a_mirror_image_and_clipping() -> None:
    tone = (0.1 * np.exp(2j * np.pi * 0.01 * np.arange(1000))).astype(np.complex64)
    assert ReceiverFaults().apply(tone) == pytest.approx(tone, abs=1e-6)
    assert ReceiverFaults(dc=0.2j).apply(tone) == pytest.approx(tone + 0.2j, abs=1e-6)
    imaged = ReceiverFaults(image_db=-20).apply(tone)
    assert imaged == pytest.approx(tone + 0.1 * tone.conj(), abs=1e-6)
    clipped = ReceiverFaults(gain=100).apply(tone)
    assert np.abs(clipped.real).max() == np.abs(clipped.imag).max() == 1
