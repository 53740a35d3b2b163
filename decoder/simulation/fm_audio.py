"""What a scanner makes of a burst: IQ through an FM discriminator and the audio stages behind it.

The discriminator's output is the slope of the phase. De-emphasis (a low-pass of first order) and
the high-pass of a loudspeaker stage, which keeps sub-audible tones out, are what volunteers'
recordings differ in, beside level, clipping and polarity. Not even the discriminator socket gives
direct current: a capacitor couples it to the sound card.
"""

import msgspec
import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples


class AudioChain(msgspec.Struct, frozen=True, kw_only=True):
    """From the intermediate frequency to the sound card.

    channel_hz       width of the intermediate-frequency filter
    deviation_hz     frequency deviation that gives full scale at a gain of 1
    de_emphasis_s    time constant; None is the discriminator socket
    high_pass_hz     corner of the coupling capacitor, or of the loudspeaker stage
    gain             before clipping at full scale 1.0
    """

    rate_hz: float
    channel_hz: float = 15e3
    deviation_hz: float = 8e3
    de_emphasis_s: float | None = None
    high_pass_hz: float = 5.0
    gain: float = 1.0
    inverted: bool = False


def fm_audio(samples: Samples, rate_hz: float, chain: AudioChain) -> Reals:
    """(n,) complex64 baseband, the beacon near 0 Hz  ->  (m,) float32 audio at chain.rate_hz."""
    heard = _channel(samples, rate_hz, chain.channel_hz)
    turn = np.angle(heard[1:] * heard[:-1].conj())
    slope = turn * np.float32(rate_hz / (2 * np.pi) / chain.deviation_hz)
    audio = _audio_stages(slope.astype(np.float32), rate_hz, chain)
    way = -1 if chain.inverted else 1
    clipped: Reals = np.clip(way * chain.gain * audio, -1, 1).astype(np.float32)
    return clipped


def _channel(samples: Samples, rate_hz: float, channel_hz: float) -> Samples:
    spectrum = fourier.fft(samples)
    frequency_hz = np.fft.fftfreq(samples.size, 1 / rate_hz)
    spectrum[np.abs(frequency_hz) > channel_hz / 2] = 0
    return fourier.ifft(spectrum)


def _audio_stages(slope: Reals, rate_hz: float, chain: AudioChain) -> Reals:
    """Filtered, and resampled by cutting the spectrum at the new rate's half."""
    count = round(slope.size * chain.rate_hz / rate_hz)
    kept = fourier.rfft(slope, slope.size)[: count // 2 + 1]
    turn_rate = 2j * np.pi * np.arange(kept.size) * rate_hz / slope.size
    response = turn_rate / (turn_rate + 2 * np.pi * chain.high_pass_hz)
    if chain.de_emphasis_s is not None:
        response /= 1 + turn_rate * chain.de_emphasis_s
    filtered: Samples = (kept * response).astype(np.complex64)
    return fourier.irfft(filtered, count) * np.float32(count / slope.size)
