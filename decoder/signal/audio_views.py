"""An FM discriminator's audio, seen in three ways, since nobody says what happened to it.

The discriminator gives the slope of the phase: a pulse at every swing. Straight from the socket,
its integral is the phase, as clean as it gets. De-emphasis of 6 dB an octave has integrated it
already. A loudspeaker's or codec's high-pass leaves the pulses alone intact.
"""

from functools import cache

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.signal.pulse import BIT_RATE_BPS, bit_pulse, matched_filter

SAMPLES_PER_BIT = 40
RATE_HZ = SAMPLES_PER_BIT * BIT_RATE_BPS
PAD_S = 0.25
PULSE_S = 300e-6
TO_PHASE_HZ, LEAST_HZ, PULSES_HZ = 15.0, 25.0, 600.0


class View(msgspec.Struct, frozen=True, eq=False):
    """(n,) output of the bit's matched filter at RATE_HZ, positive for a 1 or for a 0."""

    name: str
    bits: Reals


def audio_views(audio: Reals, rate_hz: float) -> list[View]:
    """The audio, resampled to RATE_HZ, in each way that it may have to be read."""
    pad = round(PAD_S * rate_hz)
    padded = np.pad(audio - audio.mean(dtype=np.float64).astype(np.float32), pad)
    size = fourier.fast_size(padded.size)
    spectrum = fourier.rfft(padded, size)
    frequency_hz = (np.arange(spectrum.size) * rate_hz / size).astype(np.float32)
    turn = np.complex64(2j * np.pi / RATE_HZ) * np.maximum(frequency_hz, 1.0)
    phase = spectrum / turn * _high_pass(frequency_hz, TO_PHASE_HZ)
    plain = spectrum * _high_pass(frequency_hz, LEAST_HZ)
    pulses = spectrum * _high_pass(frequency_hz, PULSES_HZ)
    first = round(PAD_S * RATE_HZ)
    count = round(audio.size / rate_hz * RATE_HZ)

    def filtered(view: Samples, taps: Reals) -> Reals:
        resampled = _to_rate(view, size, rate_hz)
        return matched_filter(resampled, taps)[first : first + count]

    return [
        View("phase", filtered(phase, bit_pulse(RATE_HZ))),
        View("plain", filtered(plain, bit_pulse(RATE_HZ))),
        View("pulses", filtered(pulses, _middle_swing())),
    ]


def _high_pass(frequency_hz: Reals, edge_hz: float) -> Reals:
    """Nothing below 0.7 of the edge, all above 1.3 of it, straight between."""
    share: Reals = np.clip((frequency_hz / edge_hz - 0.7) / 0.6, 0, 1)
    return share


def _to_rate(spectrum: Samples, size: int, rate_hz: float) -> Reals:
    """Inverse transform at RATE_HZ: the spectrum cut short, or with nothing added above."""
    wanted = round(size / rate_hz * RATE_HZ)
    kept = spectrum[: wanted // 2 + 1]
    return fourier.irfft(kept, wanted) * np.float32(wanted / size)


@cache
def _middle_swing() -> Reals:
    """Only the swing in the middle of each bit is its own; those at its ends belong to two."""
    time_s = (np.arange(SAMPLES_PER_BIT) + 0.5) / RATE_HZ
    away_s = np.abs(time_s - 0.5 / BIT_RATE_BPS)
    taps: Reals = (-np.maximum(0, 1 - away_s / (PULSE_S / 2))).astype(np.float32)
    return taps
