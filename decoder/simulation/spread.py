"""One second-generation burst as complex baseband: C/S T.018 section 2."""

import msgspec
import numpy as np

from decoder.arrays import Bits, Samples, Times
from decoder.spread.prn import CHIP_RATE_HZ, CHIPS, Mode
from decoder.spread.waveform import QUADRATURE_DELAY_CHIPS, Pulse, modulated


class SgbBurst(msgspec.Struct, frozen=True, kw_only=True):
    """What a beacon sends, and how it arrives.

    bits            "0"/"1" as transmitted, 250
    self_test       spread with the other sequences
    start_s         when its first chip begins, in the scene's time
    offset_hz       carrier from the scene's centre, at the start
    cn0_dbhz        power of the whole burst over noise density
    power_rise_s    length of the amplitude ramp at both ends
    iq_imbalance    by how much I is larger than Q (T.018 allows 0.15)
    inverted        I - jQ, as a mirrored spectrum gives it
    """

    bits: str
    start_s: float
    self_test: bool = False
    offset_hz: float = 0.0
    cn0_dbhz: float = 50.0
    drift_hz_per_s: float = 0.0
    phase_rad: float = 0.0
    chip_rate_ppm: float = 0.0
    pulse: Pulse = Pulse.HALF_SINE
    power_rise_s: float = 0.5e-3
    iq_imbalance: float = 0.0
    inverted: bool = False

    @property
    def mode(self) -> Mode:
        return Mode.SELF_TEST if self.self_test else Mode.NORMAL

    @property
    def chip_rate_hz(self) -> float:
        return CHIP_RATE_HZ * (1 + self.chip_rate_ppm * 1e-6)

    @property
    def duration_s(self) -> float:
        return (CHIPS + QUADRATURE_DELAY_CHIPS) / self.chip_rate_hz

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        return burst_samples(self, rate_hz, time_s)


def burst_samples(burst: SgbBurst, rate_hz: float, time_s: Times) -> Samples:
    """The burst at unit mean power, at `time_s` in the scene's time; zero outside it.

    time_s   (n,) seconds
    returns  (n,) complex64
    """
    since_s = time_s - burst.start_s
    ramp_s = max(burst.power_rise_s, 1 / rate_hz)
    edge = np.minimum(since_s, burst.duration_s - since_s)
    envelope = np.clip(edge / ramp_s, 0.0, 1.0)
    carrier = burst.offset_hz * since_s + burst.drift_hz_per_s * since_s**2 / 2
    phase = 2 * np.pi * carrier + burst.phase_rad
    baseband = modulated(_bits(burst), burst.mode, burst.pulse, since_s * burst.chip_rate_hz)
    samples: Samples = (envelope * np.exp(1j * phase) * _imperfect(burst, baseband)).astype(
        np.complex64
    )
    return samples


def _bits(burst: SgbBurst) -> Bits:
    return np.array([bit == "1" for bit in burst.bits], dtype=np.uint8)


def _imperfect(burst: SgbBurst, baseband: Samples) -> Samples:
    """Of the same power, whatever the imbalance."""
    gain = 1 + burst.iq_imbalance
    level = np.sqrt(2 / (1 + gain**2))
    side = -1 if burst.inverted else 1
    spoiled = level * (gain * baseband.real + 1j * side * baseband.imag)
    result: Samples = spoiled.astype(np.complex64)
    return result
