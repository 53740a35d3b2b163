"""A burst in a narrow slice becomes soft bits whose sureness is that of the bits."""

import numpy as np
import pytest
from scenes import LONG, SELF_TEST, SHORT, recorded

from decoder.reasons import Rejection
from decoder.signal.demodulator import SoftBurst, demodulate
from decoder.simulation.waveform import FgbBurst

RATE_HZ = 9600.0
START_S = 0.2
SYNC = slice(0, 24)


def demodulated(bits: str, *, seed: int = 1, late_s: float = 0.0, **traits: float) -> SoftBurst:
    burst = FgbBurst(bits=bits, start_s=START_S, **({"cn0_dbhz": 45.0} | traits))
    samples = recorded([burst], rate_hz=RATE_HZ, duration_s=1.0, seed=seed)
    soft = demodulate(samples, RATE_HZ, (START_S + late_s) * RATE_HZ)
    assert isinstance(soft, SoftBurst)
    return soft


@pytest.mark.parametrize("bits", [LONG, SELF_TEST, SHORT, SELF_TEST[:112]])
def test_soft_bits_have_the_signs_of_the_message(bits: str) -> None:
    soft = demodulated(bits, offset_hz=4.0)
    heard = "".join("1" if value > 0 else "0" for value in soft.llr)
    assert soft.llr.shape == (144,)
    assert heard.startswith(bits)
    assert "".join(map(str, soft.sync)) == bits[SYNC]
    assert (soft.tail_nats < -5) == (len(bits) == 112)
    assert (soft.tail_nats > 5) == (len(bits) == 144)
    assert not soft.inverted


@pytest.mark.parametrize("late_s", [-0.05, 0.05])
@pytest.mark.parametrize("offset_hz", [-20.0, 20.0])
def test_the_line_s_time_and_frequency_need_only_be_rough(late_s: float, offset_hz: float) -> None:
    soft = demodulated(LONG, late_s=late_s, offset_hz=offset_hz)
    assert soft.start / RATE_HZ == pytest.approx(START_S, abs=0.2e-3)
    assert soft.offset_hz == pytest.approx(offset_hz, abs=0.5)


@pytest.mark.parametrize("cn0_dbhz", [28.0, 30.0])
def test_bits_are_wrong_as_often_as_their_llr_says(cn0_dbhz: float) -> None:
    sure = np.concatenate(
        [demodulated(LONG, seed=seed, cn0_dbhz=cn0_dbhz).llr * signs_of(LONG) for seed in range(40)]
    )
    promised = 1 / (1 + np.exp(np.abs(sure)))
    wrong = sure < 0
    sigma = np.sqrt((promised * (1 - promised)).sum())
    assert wrong.sum() == pytest.approx(promised.sum(), abs=4 * sigma)
    assert wrong[np.abs(sure) > 5].mean() < 0.02


def signs_of(bits: str) -> np.ndarray:
    return np.array([1.0 if bit == "1" else -1.0 for bit in bits])


def test_noise_has_no_sync_or_gives_bits_that_say_nothing() -> None:
    results = [
        demodulate(
            recorded([], rate_hz=RATE_HZ, duration_s=1.0, seed=seed), RATE_HZ, START_S * RATE_HZ
        )
        for seed in range(20)
    ]
    assert results.count(Rejection.NO_SYNC) > 5
    unsure = [float(np.abs(r.llr[24:]).mean()) for r in results if isinstance(r, SoftBurst)]
    assert np.median(unsure) < 3


def test_a_slice_that_ends_too_early_is_truncated() -> None:
    burst = FgbBurst(bits=LONG, start_s=START_S, cn0_dbhz=60.0)
    samples = recorded([burst], rate_hz=RATE_HZ)[: round(0.55 * RATE_HZ)]
    assert demodulate(samples, RATE_HZ, START_S * RATE_HZ) is Rejection.TRUNCATED
