"""Signals in the band that are no beacon, each at a given level over noise density."""

import msgspec
import numpy as np

from decoder.arrays import Samples, Times


class Spur(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier that never ends, keyed on and off with `period_s` if that is given."""

    offset_hz: float
    cn0_dbhz: float
    drift_hz_per_s: float = 0.0
    period_s: float | None = None

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        del rate_hz
        turns = self.offset_hz * time_s + self.drift_hz_per_s * time_s**2 / 2
        tone = 10 ** (self.cn0_dbhz / 20) * np.exp(2j * np.pi * turns)
        if self.period_s is not None:
            tone = tone * (time_s % self.period_s < self.period_s / 2)
        samples: Samples = tone.astype(np.complex64)
        return samples


class FmVoice(msgspec.Struct, frozen=True, kw_only=True):
    """A narrow-band FM voice channel: a moving chord within the speech band, talk and pause."""

    offset_hz: float
    cn0_dbhz: float
    deviation_hz: float = 2500.0
    seed: int = 0

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        del rate_hz
        random = np.random.default_rng(self.seed)
        pitch_hz = random.uniform(120, 220)
        phase = np.zeros_like(time_s)
        for harmonic in range(1, 15):
            tone_hz = pitch_hz * harmonic
            weight = random.uniform(0.2, 1.0) / harmonic
            wobble = 0.03 * np.sin(2 * np.pi * random.uniform(2, 6) * time_s)
            loudness = 1 + np.sin(2 * np.pi * random.uniform(1, 4) * time_s)
            angle = 2 * np.pi * tone_hz * (time_s + wobble / 10) + random.uniform(0, 2 * np.pi)
            phase += self.deviation_hz / tone_hz * weight * loudness * np.sin(angle)
        talking = time_s % 4.0 < 3.0
        carrier = np.exp(1j * (2 * np.pi * self.offset_hz * time_s + phase))
        level = 10 ** (self.cn0_dbhz / 20)
        samples: Samples = (level * talking * carrier).astype(np.complex64)
        return samples
