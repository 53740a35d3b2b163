"""Takes out the constant that a zero-IF receiver adds, which would hide bursts at the centre."""

from collections import deque

import numpy as np

from decoder.arrays import Samples

PIECE_S = 0.25
LEAST_PIECES = 8
MOST_PIECES = 32


class DcRemover:
    """The median of the last seconds' means: a burst at the centre is too short to change it."""

    def __init__(self, rate_hz: float) -> None:
        self._piece = max(1, round(PIECE_S * rate_hz))
        self._means: deque[complex] = deque(maxlen=MOST_PIECES)
        self._sum, self._count = 0j, 0

    def feed(self, samples: Samples) -> Samples:
        """(n,) samples without the constant, once two seconds have shown that it is one."""
        self._sum += complex(samples.sum())
        self._count += samples.size
        if self._count >= self._piece:
            self._means.append(self._sum / self._count)
            self._sum, self._count = 0j, 0
        if len(self._means) < LEAST_PIECES:
            return samples
        real = np.median([mean.real for mean in self._means])
        imag = np.median([mean.imag for mean in self._means])
        return samples - np.complex64(complex(real, imag))
