"""How much a line looks like the bare carrier of 160 ms that a burst begins with: C/S T.001 2.2.3.

The cheapest thing that sets a burst apart from what voices, radars and keyed signals leave in the
line detector: of what is heard within 400 Hz of a burst's carrier, one tone is the most.
"""

from functools import cache

import numpy as np

from decoder.arrays import Samples
from decoder.signal.slices import Slice

RATE_HZ = 800.0
"""Of the slice to look at."""
CARRIER_S = 0.14
"""Of the 160 ms; what remains lets the start be off by a step."""
STEP_S = 0.01
FIRST_STEP, LAST_STEP = -4, 5
"""A line's start was found to be 33 ms early to 46 ms late, in 1180 bursts of 29 to 55 dB-Hz: the
window of 140 ms that lies within the carrier starts so much before it or after."""
MOST_OFFSET_HZ, OFFSET_STEP_HZ = 24.0, 3.0
DRIFTS_HZ_PER_S = (-40.0, 0.0, 40.0)


def share(piece: Slice, start: float) -> float:
    """The largest share, 0 to 1, that one tone has in the power around a line's start.

    start   index of the line's start in the slice
    """
    length = round(CARRIER_S * piece.rate_hz)
    steps = np.arange(FIRST_STEP, LAST_STEP + 1) * STEP_S
    first = np.round(start + steps * piece.rate_hz).astype(np.intp)
    first = np.unique(np.clip(first, 0, piece.samples.size - length))
    windows = np.lib.stride_tricks.sliding_window_view(piece.samples, length)[first]
    in_tones = np.abs(windows @ _tones(length, piece.rate_hz)) ** 2
    whole = (np.abs(windows) ** 2).sum(axis=1) * length
    return float((in_tones.max(axis=1) / np.maximum(whole, 1e-30)).max())


@cache
def _tones(length: int, rate_hz: float) -> Samples:
    """All that a carrier may be, its phase turned back. (length, tones)"""
    time_s = (np.arange(length) - length / 2)[:, None] / rate_hz
    offsets_hz = np.arange(-MOST_OFFSET_HZ, MOST_OFFSET_HZ + 1, OFFSET_STEP_HZ)
    tones = [
        np.exp(-2j * np.pi * (offsets_hz * time_s + drift / 2 * time_s**2))
        for drift in DRIFTS_HZ_PER_S
    ]
    return np.concatenate(tones, axis=1).astype(np.complex64)
