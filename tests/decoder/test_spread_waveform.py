"""A simulated second-generation burst is what C/S T.018 section 2 describes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decoder.arrays import Bits, Samples
from decoder.simulation.scene import Scene
from decoder.simulation.spread import SgbBurst, burst_samples
from decoder.simulation.waveform import FgbBurst
from decoder.spread.prn import CHIP_RATE_HZ, CHIPS_PER_BIT, PREAMBLE_CHIPS, Mode
from decoder.spread.waveform import Pulse, modulated

RATE_HZ = 250e3
RANDOM = np.random.default_rng(406)
BITS = RANDOM.integers(0, 2, 250, dtype=np.uint8)
TEXT = "".join(map(str, BITS))
BODY = slice(round(0.01 * RATE_HZ), round(0.99 * RATE_HZ))
"""Away from the amplitude ramps."""


def made(burst: SgbBurst, rate_hz: float = RATE_HZ) -> Samples:
    count = round(burst.duration_s * rate_hz)
    return burst_samples(burst, rate_hz, burst.start_s + np.arange(count) / rate_hz)


def despread(samples: Samples, burst: SgbBurst, rate_hz: float) -> Bits:
    """The bits, by correlating each with the waveform of zeros: any sample rate will do."""
    time_chips = np.arange(samples.size) / rate_hz * burst.chip_rate_hz
    zeros = modulated(np.zeros(250, np.uint8), burst.mode, burst.pulse, time_chips)
    pair = np.floor((time_chips - PREAMBLE_CHIPS) / CHIPS_PER_BIT).astype(np.intp)
    inside = (pair >= 0) & (pair < 125)
    sums = [
        np.bincount(pair[inside], weights=products[inside], minlength=125)
        for products in (samples.real * zeros.real, samples.imag * zeros.imag)
    ]
    return (np.stack(sums, axis=1).ravel() < 0).astype(np.uint8)


def share_outside(samples: Samples, half_width_hz: float, rate_hz: float) -> float:
    power = np.abs(np.fft.fft(samples)) ** 2
    frequency_hz = np.fft.fftfreq(samples.size, 1 / rate_hz)
    return float(power[np.abs(frequency_hz) > half_width_hz].sum() / power.sum())


def test_a_burst_lasts_a_second() -> None:
    burst = SgbBurst(bits=TEXT, start_s=1.0)
    assert burst.duration_s == pytest.approx(1.0, abs=1e-3)
    around_s = 0.9 + np.arange(round(1.2 * RATE_HZ)) / RATE_HZ
    on_s = around_s[np.abs(burst_samples(burst, RATE_HZ, around_s)) ** 2 > 0.9]
    assert on_s[0] == pytest.approx(1.0, abs=0.5e-3)
    assert on_s[-1] == pytest.approx(2.0, abs=0.5e-3)


def test_half_sines_have_a_constant_envelope() -> None:
    envelope = np.abs(made(SgbBurst(bits=TEXT, start_s=0.0, offset_hz=800.0))[BODY])
    assert np.abs(envelope - 1).max() < 1e-5


@pytest.mark.parametrize("pulse", Pulse)
@pytest.mark.parametrize("iq_imbalance", [0.0, 0.15])
def test_every_pulse_has_unit_power(pulse: Pulse, iq_imbalance: float) -> None:
    samples = made(SgbBurst(bits=TEXT, start_s=0.0, pulse=pulse, iq_imbalance=iq_imbalance))
    assert (np.abs(samples[BODY]) ** 2).mean() == pytest.approx(1.0, abs=0.005)


@pytest.mark.parametrize(
    ("pulse", "most"),
    [
        (Pulse.HALF_SINE, 0.0063),
        (Pulse.ROOT_RAISED_COSINE, 1e-5),
        (Pulse.RECTANGULAR, 0.01),
        (Pulse.TRIANGULAR, 0.0105),
    ],
)
def test_little_power_is_outside_the_band(pulse: Pulse, most: float) -> None:
    """T.018 figure 2-5: under 1 %. MSK of random bits, whose spectrum is known, leaves 0.602 %."""
    rate_hz = 800e3
    samples = made(SgbBurst(bits=TEXT, start_s=0.0, pulse=pulse), rate_hz)
    assert share_outside(samples, 50e3, rate_hz) < most


@settings(max_examples=15, deadline=None)
@given(
    pulse=st.sampled_from(Pulse),
    self_test=st.booleans(),
    chip_rate_ppm=st.floats(-60, 60),
    rate_hz=st.floats(120e3, 300e3),
    seed=st.integers(0, 1000),
)
def test_despreading_gives_the_bits_back(
    pulse: Pulse, *, self_test: bool, chip_rate_ppm: float, rate_hz: float, seed: int
) -> None:
    bits = np.random.default_rng(seed).integers(0, 2, 250, dtype=np.uint8)
    burst = SgbBurst(
        bits="".join(map(str, bits)),
        start_s=0.3,
        self_test=self_test,
        chip_rate_ppm=chip_rate_ppm,
        pulse=pulse,
    )
    assert np.array_equal(despread(made(burst, rate_hz), burst, rate_hz), bits)


def test_odd_bits_are_on_i_and_lead_by_half_a_chip() -> None:
    """Bit 1 alone turns I over, from chip 6400 on; bit 2 turns Q over, half a chip later."""
    time_chips = np.arange(6398.0, 6660.0, 0.25) + 0.125
    zeros = modulated(np.zeros(250, np.uint8), Mode.NORMAL, Pulse.HALF_SINE, time_chips)
    for bit, turned in ((0, "real"), (1, "imag")):
        bits = np.zeros(250, np.uint8)
        bits[bit] = 1
        changed = modulated(bits, Mode.NORMAL, Pulse.HALF_SINE, time_chips) - zeros
        parts = {"real": changed.real, "imag": changed.imag}
        at_chips = time_chips[np.abs(parts.pop(turned)) > 1e-3]
        assert at_chips.min() == pytest.approx(6400 + bit / 2, abs=0.25)
        assert at_chips.max() == pytest.approx(6656 + bit / 2, abs=0.25)
        assert not any(part.any() for part in parts.values())


def test_the_preamble_alone_is_what_every_burst_begins_with() -> None:
    time_chips = np.arange(0, 8000, 0.3)
    for pulse in Pulse:
        alone = modulated(None, Mode.NORMAL, pulse, time_chips)
        whole = modulated(BITS, Mode.NORMAL, pulse, time_chips)
        common = time_chips < PREAMBLE_CHIPS - 7
        assert np.array_equal(alone[common], whole[common])
        assert not alone[time_chips > PREAMBLE_CHIPS + 8].any()


def test_an_inverted_burst_is_the_conjugate_on_the_same_carrier() -> None:
    carrier = {"bits": TEXT, "start_s": 0.0, "offset_hz": 1000.0, "phase_rad": 0.4}
    upright, mirrored = (made(SgbBurst(**carrier, inverted=way)) for way in (False, True))
    turned = np.exp(1j * (2 * np.pi * 1000.0 * np.arange(upright.size) / RATE_HZ + 0.4))
    assert mirrored * turned.conj() == pytest.approx((upright * turned.conj()).conj(), abs=1e-5)


def test_chips_come_faster_by_the_given_error() -> None:
    burst = SgbBurst(bits=TEXT, start_s=0.0, chip_rate_ppm=100.0)
    late_chips = CHIP_RATE_HZ * 1.0001 * np.array([0.9, 0.95])
    expected = modulated(BITS, Mode.NORMAL, Pulse.HALF_SINE, late_chips)
    assert burst_samples(burst, RATE_HZ, np.array([0.9, 0.95])) == pytest.approx(expected)


def test_outside_the_burst_there_is_nothing() -> None:
    burst = SgbBurst(bits=TEXT, start_s=1.0, pulse=Pulse.ROOT_RAISED_COSINE)
    assert not burst_samples(burst, RATE_HZ, np.array([0.0, 0.9999, 2.0001, 9.0])).any()


def test_both_generations_share_a_scene_at_their_levels() -> None:
    second = SgbBurst(bits=TEXT, start_s=0.1, cn0_dbhz=55.0)
    first = FgbBurst(bits="10" * 72, start_s=0.3, cn0_dbhz=60.0)
    scene = {"rate_hz": RATE_HZ, "duration_s": 1.2, "noise_rms": 0.05, "seed": 3}
    quiet = np.concatenate(list(Scene(**scene).blocks()))
    for burst, cn0_dbhz in ((second, 55.0), (first, 60.0)):
        loud = np.concatenate(list(Scene(**scene, bursts=[burst]).blocks()))
        inside = slice(round(0.31 * RATE_HZ), round(0.79 * RATE_HZ))
        level = (np.abs((loud - quiet)[inside]) ** 2).mean() / (0.05**2 / RATE_HZ)
        assert 10 * np.log10(level) == pytest.approx(cn0_dbhz, abs=0.02)
