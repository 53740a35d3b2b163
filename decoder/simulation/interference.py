"""Signals in the band that are no beacon, each at a given level over noise density."""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder.arrays import Samples, Times

KEYED_BITS = 2048
KEYED_GRID = 8
"""Steps of phase a bit."""


class Spur(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier that never ends, keyed on and off with `period_s` if that is given."""

    offset_hz: float
    cn0_dbhz: float
    drift_hz_per_s: float = 0.0
    period_s: float | None = None

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        del rate_hz
        turns = self.offset_hz * time_s + self.drift_hz_per_s * time_s**2 / 2
        tone = _amplitude(self.cn0_dbhz) * _phasor(turns)
        if self.period_s is not None:
            tone *= time_s % self.period_s < self.period_s / 2
        return tone


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
        turns = self.offset_hz * time_s
        for harmonic in range(1, 15):
            tone_hz = pitch_hz * harmonic
            weight = random.uniform(0.2, 1.0) / harmonic
            wobble_s = 0.003 * _sine(random.uniform(2, 6) * time_s)
            loudness = 1 + _sine(random.uniform(1, 4) * time_s)
            tone = _sine(tone_hz * (time_s + wobble_s) + random.uniform(0, 1))
            turns += self.deviation_hz / tone_hz / (2 * np.pi) * weight * loudness * tone
        talking = time_s % 4.0 < 3.0
        return _amplitude(self.cn0_dbhz) * talking * _phasor(turns)


class PulsedRadar(msgspec.Struct, frozen=True, kw_only=True):
    """Short pulses, each with a linear chirp; the level is that of a pulse while it lasts."""

    offset_hz: float
    cn0_dbhz: float
    pulse_s: float = 50e-6
    period_s: float = 1.25e-3
    chirp_hz: float = 20e3

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        del rate_hz
        into_pulse_s = time_s % self.period_s
        swept_turns = self.chirp_hz * into_pulse_s * (into_pulse_s / self.pulse_s - 1) / 2
        tone = _phasor(self.offset_hz * time_s + swept_turns)
        return _amplitude(self.cn0_dbhz) * (into_pulse_s < self.pulse_s) * tone


class KeyedFrequency(msgspec.Struct, frozen=True, kw_only=True):
    """Random bits by frequency shift, Gaussian-filtered if `bandwidth_time` is given (GMSK).

    The defaults are a radiosonde's (4800 bit/s, on all the time). AIS is 9600 bit/s, 2400 Hz, 0.4,
    in slots of 26.67 ms.

    on_s, period_s   transmits for on_s in every period_s
    """

    offset_hz: float
    cn0_dbhz: float
    bit_rate_bps: float = 4800.0
    deviation_hz: float = 2400.0
    bandwidth_time: float | None = None
    on_s: float = 1.0
    period_s: float = 1.0
    seed: int = 0

    def samples(self, time_s: Times, rate_hz: float) -> Samples:
        del rate_hz
        path = self._phase_turns()
        at = time_s * self.bit_rate_bps * KEYED_GRID
        round_, into = np.divmod(at, path.size - 1)
        turns = path[-1] * round_ + np.interp(into, np.arange(path.size), path)
        on = time_s % self.period_s < self.on_s
        return _amplitude(self.cn0_dbhz) * on * _phasor(self.offset_hz * time_s + turns)

    def _phase_turns(self) -> Times:
        """Over KEYED_BITS random bits that repeat for ever, both ends included."""
        bits = np.random.default_rng(self.seed).integers(0, 2, KEYED_BITS)
        levels = np.repeat(2.0 * bits - 1.0, KEYED_GRID)
        if self.bandwidth_time is not None:
            frequency = np.fft.rfftfreq(levels.size, 1 / KEYED_GRID) / self.bandwidth_time
            response = np.exp(-np.log(2) / 2 * frequency**2)
            levels = np.fft.irfft(np.fft.rfft(levels) * response, levels.size)
        steps = levels * self.deviation_hz / self.bit_rate_bps / KEYED_GRID
        return np.concatenate(([0.0], np.cumsum(steps)))


def _amplitude(cn0_dbhz: float) -> np.float32:
    return np.float32(10 ** (cn0_dbhz / 20))


def _phasor(turns: Times) -> Samples:
    """Whole turns taken away first, single precision is 2e-7 off, and 13 times as fast."""
    angle_rad = _angle_rad(turns)
    phasor = np.empty(turns.shape, np.complex64)
    phasor.real = np.cos(angle_rad)
    phasor.imag = np.sin(angle_rad)
    return phasor


def _sine(turns: Times) -> NDArray[np.float32]:
    return np.sin(_angle_rad(turns))


def _angle_rad(turns: Times) -> NDArray[np.float32]:
    return (2 * np.pi * (turns - np.rint(turns))).astype(np.float32)
