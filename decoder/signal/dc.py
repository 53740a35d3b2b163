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
        cleaned = np.empty_like(samples)
        done = 0
        while done < samples.size:
            part = slice(done, done + self._piece - self._count)
            np.subtract(samples[part], self._constant, out=cleaned[part])
            self._sum += complex(samples[part].sum())
            self._count += samples[part].size
            done = part.stop
            if self._count == self._piece:
                self._end_piece()
        return cleaned

    def _end_piece(self) -> None:
        self._means.append(self._sum / self._piece)
        self._sum, self._count = 0j, 0
        if len(self._means) >= LEAST_PIECES:
            real = _middle([mean.real for mean in self._means])
            imag = _middle([mean.imag for mean in self._means])
            self._constant = np.complex64(complex(real, imag))


def _middle(values: list[float]) -> float:
    """The median, but for an even number the upper of the two; np.median is slow, with few most."""
    return sorted(values)[len(values) // 2]
