"""The carrier's phase through a burst, from sums over bits and the matched filter's outputs."""

import numpy as np
import pytest

from decoder.arrays import Reals
from decoder.signal.phase import CarrierFit, fit_carrier
from decoder.signal.pulse import sync_words

CARRIER_BITS = 63
DATA_BITS = 144
INDEX_RAD = 1.1
SIGNS = sync_words()[0]


def message(seed: int = 1) -> Reals:
    random = np.random.default_rng(seed)
    return np.concatenate((SIGNS, random.choice([-1.0, 1.0], DATA_BITS - SIGNS.size))).astype(
        np.float32
    )


def fitted(*, frequency: float, drift: float, noise: float, seed: int = 1) -> CarrierFit:
    """A burst of unit carrier; frequency in cycles per bit, drift in cycles per bit squared."""
    random = np.random.default_rng(seed)
    time = np.arange(CARRIER_BITS + DATA_BITS) - CARRIER_BITS + 0.5
    since = time + CARRIER_BITS
    turn = np.exp(2j * np.pi * (0.3 + frequency * since + drift * since**2 / 2))
    along = np.where(time < 0, 1.0, np.cos(INDEX_RAD))
    parts = noise * random.standard_normal((2, 2, time.size))
    sums = along * turn + parts[0, 0] + 1j * parts[0, 1]
    across = 1j * np.sin(INDEX_RAD) * message(seed) * turn[CARRIER_BITS:]
    data = across + (parts[1, 0] + 1j * parts[1, 1])[CARRIER_BITS:]
    roughly = np.angle(turn[0]) + 2 * np.pi * (frequency * since + drift * since**2 / 2) + 0.5
    return fit_carrier(sums.astype(np.complex64), data.astype(np.complex64), roughly, SIGNS)


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.3])
@pytest.mark.parametrize("drift_hz_per_s", [-60.0, 0.0, 50.0])
@pytest.mark.parametrize("frequency_hz", [-3.0, 0.4, 5.0])
def test_frequency_drift_and_bits_come_out_as_they_went_in(
    noise: float, drift_hz_per_s: float, frequency_hz: float
) -> None:
    fit = fitted(frequency=frequency_hz / 400, drift=drift_hz_per_s / 400**2, noise=noise)
    assert fit.frequency * 400 == pytest.approx(frequency_hz, abs=0.2 + 3 * noise)
    assert fit.drift * 400**2 == pytest.approx(drift_hz_per_s, abs=0.5 + 20 * noise)
    right = np.sign(fit.soft.imag) == message()
    assert right.mean() > (0.999 if noise < 0.2 else 0.98)


def test_levels_are_those_of_the_signal() -> None:
    fit = fitted(frequency=0.0, drift=0.0, noise=0.1)
    assert fit.amplitude == pytest.approx(np.sin(INDEX_RAD), abs=0.03)
    assert fit.along == pytest.approx(np.cos(INDEX_RAD), abs=0.05)
    assert fit.noise == pytest.approx(0.1, rel=0.2)
    assert fit.phase_error < 0.05
