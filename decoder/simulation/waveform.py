"""One first-generation burst as complex baseband: C/S T.001 2.2.4, 2.3.5, 2.3.6, fig. 2.5, 2.6."""

import msgspec
import numpy as np

from decoder.arrays import Samples, Times

CARRIER_S = 0.160
RAMP_TO_RISE = 1 / 0.95
"""A linear ramp is at 0.9 of the other level (how figure 2.6 measures) after 95 % of its swing."""


class FgbBurst(msgspec.Struct, frozen=True, kw_only=True):
    """What a beacon sends, and how it arrives.

    bits                  "0"/"1" as transmitted, 112 or 144
    start_s               when its carrier begins, in the scene's time
    offset_hz             carrier from the scene's centre, at the start
    cn0_dbhz              power of the unmodulated carrier over noise density
    rise_s                phase transition time as figure 2.6 measures it (50 to 250 us)
    power_rise_s          length of the amplitude ramp at both ends (T.001 2.3.2: under 5 ms)
    """

    bits: str
    start_s: float
    offset_hz: float = 0.0
    cn0_dbhz: float = 50.0
    drift_hz_per_s: float = 0.0
    phase_rad: float = 0.0
    modulation_index_rad: float = 1.1
    bit_rate_bps: float = 400.0
    rise_s: float = 150e-6
    power_rise_s: float = 1e-3

    @property
    def duration_s(self) -> float:
        return CARRIER_S + len(self.bits) / self.bit_rate_bps

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        return burst_samples(self, rate_hz, time_s)


def phase_modulation(burst: FgbBurst, time_s: Times) -> Times:
    """Phase of the modulation in rad at times from the burst's start: a 1 is +, then -index."""
    ones = np.array([bit == "1" for bit in burst.bits])
    halves = np.where(np.stack([ones, ~ones], axis=1).ravel(), 1.0, -1.0)
    levels = np.concatenate(([0.0], halves)) * burst.modulation_index_rad
    swing_at_s = CARRIER_S + np.arange(halves.size) / (2 * burst.bit_rate_bps)
    half_ramp_s = burst.rise_s * RAMP_TO_RISE / 2
    knots_s = (swing_at_s[:, None] + np.array([-half_ramp_s, half_ramp_s])).ravel()
    values = np.stack([levels[:-1], levels[1:]], axis=1).ravel()
    return np.interp(time_s, knots_s, values)


def burst_samples(burst: FgbBurst, rate_hz: float, time_s: Times) -> Samples:
    """The burst at unit carrier amplitude, at `time_s` in the scene's time; zero outside it.

    time_s   (n,) seconds
    returns  (n,) complex64
    """
    since_s = time_s - burst.start_s
    ramp_s = max(burst.power_rise_s, 1 / rate_hz)
    edge = np.minimum(since_s, burst.duration_s - since_s)
    envelope = np.clip(edge / ramp_s, 0.0, 1.0)
    carrier = burst.offset_hz * since_s + burst.drift_hz_per_s * since_s**2 / 2
    phase = 2 * np.pi * carrier + burst.phase_rad + phase_modulation(burst, since_s)
    samples: Samples = (envelope * np.exp(1j * phase)).astype(np.complex64)
    return samples
