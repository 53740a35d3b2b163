"""Takes out the constant that a zero-IF receiver adds, which would hide bursts at the centre."""

from collections import deque

import numpy as np

from decoder.arrays import Samples

PIECE_S = 0.25
LEAST_PIECES = 8
MOST_PIECES = 32


class DcRemover:
    """The median of the last seconds' means: a burst at the centre is too short to change it.

    What is taken out depends only on the samples, not on how they come in blocks.
    """

    def __init__(self, rate_hz: float, from_sample: int = 0) -> None:
        """The first sample to come is so many behind the one from which pieces are counted."""
        self._piece = max(1, round(PIECE_S * rate_hz))
        self._means: deque[complex] = deque(maxlen=MOST_PIECES)
        self._constant = np.complex64(0)
        self._sum, self._count = 0j, from_sample % self._piece

    def feed(self, samples: Samples) -> Samples:
        """(n,) samples without the constant, once two seconds have shown that it is one."""
        cleaned = [samples[:0]]
        while samples.size:
            part = samples[: self._piece - self._count]
            samples = samples[part.size :]
            cleaned.append(part - self._constant if self._constant else part)
            self._sum += complex(part.sum())
            self._count += part.size
            if self._count == self._piece:
                self._end_piece()
        return np.concatenate(cleaned)

    def _end_piece(self) -> None:
        self._means.append(self._sum / self._piece)
        self._sum, self._count = 0j, 0
        if len(self._means) >= LEAST_PIECES:
            real = np.median([mean.real for mean in self._means])
            imag = np.median([mean.imag for mean in self._means])
            self._constant = np.complex64(complex(real, imag))
