import numpy as np
import pytest

from decoder.simulation.interference import KeyedFrequency, PulsedRadar
from decoder.simulation.scene import Interference

RATE_HZ = 250e3
TIME_S = np.arange(250_000) / RATE_HZ
AIS = KeyedFrequency(
    offset_hz=5e3, cn0_dbhz=0.0, bit_rate_bps=9600.0, bandwidth_time=0.4, on_s=0.02667, period_s=0.1
)
RADIOSONDE = KeyedFrequency(offset_hz=-20e3, cn0_dbhz=0.0)
RADAR = PulsedRadar(offset_hz=10e3, cn0_dbhz=0.0)


@pytest.mark.parametrize(("source", "share_on"), [(AIS, 0.2667), (RADIOSONDE, 1.0), (RADAR, 0.04)])
def test_interference_is_on_for_its_share_of_the_time_at_its_level(
    source: Interference, share_on: float
) -> None:
    levels = np.abs(source.samples(TIME_S, RATE_HZ))
    assert np.allclose(levels[levels > 0], 1, atol=1e-5)
    assert np.mean(levels > 0) == pytest.approx(share_on, rel=0.02)


@pytest.mark.parametrize(("source", "width_hz"), [(AIS, 9.6e3), (RADIOSONDE, 11e3), (RADAR, 60e3)])
def test_most_power_lies_around_its_frequency(
    source: KeyedFrequency | PulsedRadar, width_hz: float
) -> None:
    power = np.abs(np.fft.fft(source.samples(TIME_S, RATE_HZ))) ** 2
    away_hz = np.abs(np.fft.fftfreq(TIME_S.size, 1 / RATE_HZ) - source.offset_hz)
    assert power[away_hz < width_hz / 2].sum() > 0.9 * power.sum()


@pytest.mark.parametrize("source", [AIS, RADIOSONDE, RADAR])
def test_blocks_of_interference_fit_together(source: Interference) -> None:
    whole = source.samples(TIME_S, RATE_HZ)
    parts = [source.samples(part, RATE_HZ) for part in np.split(TIME_S, [777, 100_000])]
    assert np.array_equal(np.concatenate(parts), whole)


@pytest.mark.parametrize("source", [AIS, RADIOSONDE])
def test_keyed_frequency_never_jumps_in_phase_not_even_when_its_bits_repeat(
    source: KeyedFrequency,
) -> None:
    samples = source.samples(TIME_S, RATE_HZ)
    both_on = (np.abs(samples[1:]) > 0) & (np.abs(samples[:-1]) > 0)
    turn = np.angle(samples[1:] * samples[:-1].conj())[both_on] * RATE_HZ / (2 * np.pi)
    assert np.abs(turn - source.offset_hz).max() < 1.1 * source.deviation_hz
