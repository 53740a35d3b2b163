"""What a simulated FM discriminator and its audio stages do to signals that are known."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.arrays import Reals, Samples
from decoder.simulation.fm_audio import AudioChain, fm_audio

RATE_HZ = 48e3
DEVIATION_HZ = 2e3
MIDDLE = slice(4000, -4000)


def fm(tone_hz: float, offset_hz: float = 0.0) -> Samples:
    """One second of a carrier, frequency-modulated by a tone."""
    time_s = np.arange(round(RATE_HZ)) / RATE_HZ
    phase = DEVIATION_HZ / tone_hz * np.sin(2 * np.pi * tone_hz * time_s)
    return np.exp(1j * (phase + 2 * np.pi * offset_hz * time_s)).astype(np.complex64)


def amplitude(audio: Reals) -> float:
    return float(np.sqrt(2) * audio[MIDDLE].std())


@settings(max_examples=20, deadline=None)
@given(tone_hz=st.integers(200, 2000), deviation_hz=st.floats(2.5e3, 20e3))
def test_the_tone_comes_out_in_proportion_to_the_deviation(
    tone_hz: int, deviation_hz: float
) -> None:
    chain = AudioChain(rate_hz=24e3, deviation_hz=deviation_hz)
    audio = fm_audio(fm(tone_hz), RATE_HZ, chain)
    assert audio.size == 24_000
    assert amplitude(audio) == pytest.approx(DEVIATION_HZ / deviation_hz, rel=0.02)


def test_a_carrier_beside_the_channel_s_middle_leaves_no_direct_current() -> None:
    audio = fm_audio(fm(1000, offset_hz=1500), RATE_HZ, AudioChain(rate_hz=24e3))
    assert abs(float(audio[MIDDLE].mean())) < 1e-3


def test_inverted_audio_is_the_other_s_negative() -> None:
    plain, inverted = (
        fm_audio(fm(700), RATE_HZ, AudioChain(rate_hz=22050, inverted=inverted))
        for inverted in (False, True)
    )
    np.testing.assert_array_equal(plain, -inverted)


def test_gain_ends_at_full_scale() -> None:
    audio = fm_audio(fm(700), RATE_HZ, AudioChain(rate_hz=22050, gain=20))
    assert (audio.min(), audio.max()) == (-1, 1)


def test_a_carrier_outside_the_channel_is_not_heard() -> None:
    near, far = 10 * fm(1000, offset_hz=-20e3), fm(1000)
    audio = fm_audio(near + far, RATE_HZ, AudioChain(rate_hz=24e3))
    assert amplitude(audio) == pytest.approx(DEVIATION_HZ / 8e3, rel=0.02)


@pytest.mark.parametrize("tone_hz", [212, 600, 1700])
def test_de_emphasis_is_a_low_pass_of_first_order(tone_hz: float) -> None:
    corner_hz = 212.2
    chain = AudioChain(rate_hz=24e3, de_emphasis_s=750e-6)
    expected = DEVIATION_HZ / 8e3 / np.hypot(1, tone_hz / corner_hz)
    assert amplitude(fm_audio(fm(tone_hz), RATE_HZ, chain)) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("tone_hz", [200, 300, 1500])
def test_the_loudspeaker_stage_is_a_high_pass_of_first_order(tone_hz: float) -> None:
    chain = AudioChain(rate_hz=24e3, high_pass_hz=300)
    expected = DEVIATION_HZ / 8e3 / np.hypot(1, 300 / tone_hz)
    assert amplitude(fm_audio(fm(tone_hz), RATE_HZ, chain)) == pytest.approx(expected, rel=0.02)
