"""The frequency of a steady carrier, to a fraction of a hertz."""

from typing import cast

import numpy as np
import scipy.fft
from numpy.typing import NDArray

LEAST_DB = 20.0
"""Over the noise around it in a bin of a few hertz: noise is as high once in 10^30 bins."""


def carrier_near(
    samples: NDArray[np.complex64],
    rate_hz: float,
    center_hz: float,
    near_hz: float,
    within_hz: float,
) -> float | None:
    """The radio frequency of the strongest line near one; None where there is none, or only the
    receiver's own constant in the middle.

    The longer the samples the better: half a second gives bins of 2 Hz. The top of the line is that
    of a parabola through its three highest bins, in dB (Hann window).
    """
    size = cast(int, scipy.fft.next_fast_len(samples.size))
    windowed = (samples - samples.mean()) * np.hanning(samples.size).astype(np.float32)
    lines = scipy.fft.fftshift(cast(NDArray[np.complex64], scipy.fft.fft(windowed, n=size)))
    bin_hz = rate_hz / size
    first = round((near_hz - within_hz - center_hz) / bin_hz) + size // 2
    last = round((near_hz + within_hz - center_hz) / bin_hz) + size // 2 + 1
    if first < 1 or last > size - 1 or last - first < 16:
        return None
    power = np.square(np.abs(lines[first - 1 : last + 1]))
    peak = 1 + int(np.argmax(power[1:-1]))
    if power[peak] <= 10 ** (LEAST_DB / 10) * np.median(power):
        return None
    left, top, right = (float(value) for value in np.log(power[peak - 1 : peak + 2] + 1e-30))
    bend = left - 2 * top + right
    shift = 0.5 * (left - right) / bend if bend < 0 else 0.0
    return center_hz + (first - 1 + peak + shift - size // 2) * bin_hz
