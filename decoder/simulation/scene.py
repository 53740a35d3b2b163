"""A stretch of spectrum with bursts, noise and a receiver's faults in it, made block by block."""

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec
import numpy as np

from decoder.arrays import Samples, Times


class SimulatedBurst(Protocol):
    """Of either generation: at unit power, from start_s on and nothing outside duration_s."""

    @property
    def start_s(self) -> float: ...
    @property
    def duration_s(self) -> float: ...
    @property
    def cn0_dbhz(self) -> float: ...

    def samples(self, time_s: Times, rate_hz: float) -> Samples: ...


class Interference(Protocol):
    """Adds itself to a stretch of the scene; amplitude 1 is the noise density in 1 Hz."""

    def samples(self, time_s: Times, rate_hz: float) -> Samples: ...


class ReceiverFaults(msgspec.Struct, frozen=True, kw_only=True):
    """What a cheap receiver adds; the default adds nothing.

    dc             constant added to every sample, of full scale
    image_db       level of the mirror image (IQ imbalance), -200 is none
    gain           before clipping at full scale 1.0
    """

    dc: complex = 0j
    image_db: float = -200.0
    gain: float = 1.0

    def apply(self, samples: Samples) -> Samples:
        imaged = samples + 10 ** (self.image_db / 20) * samples.conj()
        spoiled = self.gain * imaged + self.dc
        clipped = np.clip(spoiled.real, -1, 1) + 1j * np.clip(spoiled.imag, -1, 1)
        result: Samples = clipped.astype(np.complex64)
        return result


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Bursts and interference in white noise of `noise_rms` of full scale (per complex sample)."""

    rate_hz: float
    duration_s: float
    bursts: Sequence[SimulatedBurst] = ()
    interference: Sequence[Interference] = ()
    noise_rms: float = 0.1
    faults: ReceiverFaults = ReceiverFaults()
    seed: int = 0

    def blocks(self, block_s: float = 0.25) -> Iterator[Samples]:
        """Yields complex64 blocks, together `duration_s` long; the seed decides the noise."""
        random = np.random.default_rng(self.seed)
        total = round(self.duration_s * self.rate_hz)
        step = max(1, round(block_s * self.rate_hz))
        for first in range(0, total, step):
            yield self._block(random, np.arange(first, min(first + step, total)) / self.rate_hz)

    def _block(self, random: np.random.Generator, time_s: Times) -> Samples:
        noise = random.standard_normal((time_s.size, 2), dtype=np.float32)
        samples = noise.view(np.complex64)[:, 0] * np.float32(self.noise_rms / np.sqrt(2))
        unit = self.noise_rms / np.sqrt(self.rate_hz)  # amplitude of 0 dB-Hz
        for burst in self.bursts:
            inside = slice(
                np.searchsorted(time_s, burst.start_s),
                np.searchsorted(time_s, burst.start_s + burst.duration_s),
            )
            if inside.start < inside.stop:
                level = np.float32(unit * 10 ** (burst.cn0_dbhz / 20))
                samples[inside] += level * burst.samples(time_s[inside], self.rate_hz)
        for source in self.interference:
            samples += np.float32(unit) * source.samples(time_s, self.rate_hz)
        return self.faults.apply(samples)
