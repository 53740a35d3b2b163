"""Samples as power over time and frequency."""

import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples

FRAMES_AT_ONCE = 64
LEAST_POWER = 1e-20


def spectrogram(
    samples: Samples, rate_hz: float, *, low_hz: float, high_hz: float, frame_s: float, columns: int
) -> Reals:
    """(frequencies, times) in dB: frames under a Hann window that overlap by half, of which as many
    are averaged as leave `columns`, or fewer where there are not so many.

    low_hz, high_hz   from the centre, within half the rate
    """
    size = min(fourier.fast_size(max(16, round(frame_s * rate_hz))), samples.size)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(size) + 0.5) / size)).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, size)[:: max(1, size // 2)]
    lowest, highest = (round(hz / rate_hz * size) for hz in (low_hz, high_hz))
    bins = np.arange(lowest, max(lowest + 2, highest))
    power = np.empty((len(frames), bins.size), np.float32)
    for first in range(0, len(frames), FRAMES_AT_ONCE):
        some = slice(first, first + FRAMES_AT_ONCE)
        spectra = fourier.fft(frames[some] * window).take(bins, axis=1, mode="wrap")
        power[some] = spectra.real**2 + spectra.imag**2
    edges = np.unique(np.linspace(0, len(frames), columns + 1)[:-1].astype(int))
    sums = np.add.reduceat(power, edges, axis=0)
    counts = np.diff(edges, append=len(frames))[:, None]
    decibels: Reals = 10 * np.log10(sums / counts + LEAST_POWER)
    return decibels.T.astype(np.float32)
