"""What is measured of each burst, against what the scene put in, with tolerances named."""

import numpy as np
import pytest
from scenes import CENTER_HZ, RATE_HZ, as_cu8, bursts, hear, in_blocks, receive, recorded

START_S = 0.1e-3
FREQUENCY_HZ = 0.5
DRIFT_HZ_PER_S = 2.0
CN0_DB = 1.0
INDEX_RAD = 0.06
BIT_RATE_BPS = 0.12
PHASE_ERROR_RAD = 0.06


@pytest.mark.parametrize("rate_hz", [16e3, 250e3])
def test_every_measurement_is_near_what_was_sent(rate_hz: float) -> None:
    sent = bursts(
        6,
        cn0_dbhz=(45.0, 60.0),
        offset_hz=(-4e3, 4e3),
        drift_hz_per_s=(-50.0, 50.0),
        bit_rate_bps=(394.0, 406.0),
        modulation_index_rad=(0.9, 1.3),
    )
    heard = hear(sent, rate_hz=rate_hz).detections
    assert len(heard) == len(sent)
    for truth, found in zip(sent, (detection.burst for detection in heard), strict=True):
        assert found.time_s == pytest.approx(truth.start_s, abs=START_S)
        assert found.offset_hz == pytest.approx(truth.offset_hz, abs=FREQUENCY_HZ)
        assert found.frequency_hz == pytest.approx(CENTER_HZ + truth.offset_hz, abs=FREQUENCY_HZ)
        assert found.drift_hz_per_s == pytest.approx(truth.drift_hz_per_s, abs=DRIFT_HZ_PER_S)
        assert found.cn0_dbhz == pytest.approx(truth.cn0_dbhz, abs=CN0_DB)
        assert found.modulation_index_rad == pytest.approx(
            truth.modulation_index_rad, abs=INDEX_RAD
        )
        assert found.bit_rate_bps == pytest.approx(truth.bit_rate_bps, abs=BIT_RATE_BPS)
        assert found.phase_error_rad is not None
        assert found.phase_error_rad < PHASE_ERROR_RAD


def test_a_weak_burst_is_measured_too() -> None:
    sent = bursts(12, cn0_dbhz=34.0)
    heard = hear(sent).detections
    assert len(heard) == len(sent)
    errors_hz = [
        d.burst.offset_hz - b.offset_hz
        for d, b in zip(heard, sent, strict=True)
        if d.burst.offset_hz is not None
    ]
    errors_db = [d.burst.cn0_dbhz - 34.0 for d in heard if d.burst.cn0_dbhz is not None]
    assert np.abs(errors_hz).max() < 1.0
    assert abs(np.mean(errors_db)) < 0.6


def test_a_carrier_that_wanders_shows_as_phase_error() -> None:
    sent = bursts(1, cn0_dbhz=60.0)
    samples = recorded(sent)
    wander_rad = 0.3 * np.sin(2 * np.pi * 6 * np.arange(samples.size) / RATE_HZ)
    shaken = (samples * np.exp(1j * wander_rad)).astype(np.complex64)
    (steady,) = receive(in_blocks(samples, [62500])).detections
    (shaky,) = receive(in_blocks(shaken, [62500])).detections
    assert shaky.burst.phase_error_rad == pytest.approx(0.3 / 2**0.5, abs=0.06)
    assert steady.burst.phase_error_rad == pytest.approx(0, abs=PHASE_ERROR_RAD)


def test_utc_counts_from_the_first_sample_and_keeps_its_uncertainty() -> None:
    sent = bursts(2)
    blocks = in_blocks(
        as_cu8(recorded(sent)), [50000], utc_s=1_800_000_000.0, utc_uncertainty_s=0.5
    )
    heard = receive(blocks).detections
    for truth, detection in zip(sent, heard, strict=True):
        expected_s = 1_800_000_000.0 + truth.start_s
        assert detection.burst.utc_s == pytest.approx(expected_s, abs=START_S, rel=0)
        assert detection.burst.utc_uncertainty_s == 0.5


def test_a_recording_without_utc_gives_none() -> None:
    (detection,) = hear(bursts(1)).detections
    assert (detection.burst.utc_s, detection.burst.utc_uncertainty_s) == (None, None)


def test_a_clear_burst_is_almost_certainly_right() -> None:
    (detection,) = hear(bursts(1, cn0_dbhz=50.0)).detections
    assert 0 <= detection.wrong_probability < 1e-8
    assert detection.message.corrected_bits == (0, 0)
