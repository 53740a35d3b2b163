"""Any input rate to narrower bands, by overlap-save FFT filtering.

Oppenheim and Schafer, Discrete-Time Signal Processing, section 8.7.3. A band is cut out of the
spectrum of each block and transformed back at its own, lower rate; measured at over 100 times real
time at 2.4 MS/s, against 6 for a polyphase filter.
"""

import numpy as np

from decoder import fourier
from decoder.arrays import Reals, Samples
from decoder.signal.bands import Band

BLOCK_S = 0.010
"""Length of one transform: 100 Hz between bins."""
EDGE = 0.06
"""Share of a band's bins, on each side, over which it fades out: the guard beyond its edges."""


class Channelizer:
    """Splits a stream into bands, keeping what a block leaves over for the next one.

    Every band comes out at the same rate, `rate_hz`, centred on the nearest bin to its middle:
    `centers_hz`, in Hz from the input's centre. Output sample k is at time k / rate_hz. For every
    `hop` samples of input there are `hop_out`.
    """

    def __init__(self, rate_hz: float, bands: list[Band], from_sample: int = 0) -> None:
        """The first sample to come is so many behind time 0: a whole multiple of `hop`."""
        wanted_hz = max(band.width_hz for band in bands) / (1 - 2 * EDGE)
        self._whole = len(bands) == 1 and rate_hz < 4 * wanted_hz
        if self._whole:
            self.rate_hz = rate_hz
            self.centers_hz = [0.0]
            self.hop = self.hop_out = 1
            return
        self._size = 8 * round(BLOCK_S * rate_hz / 8)
        bin_hz = rate_hz / self._size
        self._bins = min(8 * int(np.ceil(wanted_hz / bin_hz / 8)), self._size)
        self.rate_hz = self._bins * bin_hz
        self._first_bins = [round(band.middle_hz / bin_hz) - self._bins // 2 for band in bands]
        self.centers_hz = [(first + self._bins // 2) * bin_hz for first in self._first_bins]
        self._window = _fade(self._bins) * np.float32(self._bins / self._size)
        overlap = self._size // 4
        self._held = np.zeros(overlap // 2, np.complex64)  # the first half overlap is before time 0
        self.hop = self._size - overlap
        self.hop_out = self._bins - self._bins // 4
        self._blocks = from_sample // self.hop

    def feed(self, samples: Samples) -> list[Samples]:
        """Takes (n,) samples, gives one (m,) array a band; the end lags by an eighth of a block."""
        if self._whole:
            return [samples]
        stream = np.concatenate((self._held, samples))
        count = max(0, (stream.size - self._size) // self.hop + 1)
        self._held = stream[count * self.hop :].copy()
        if count == 0:
            return [np.zeros(0, np.complex64) for _ in self.centers_hz]
        windows = np.lib.stride_tricks.sliding_window_view(stream, self._size)
        spectra = fourier.fft(windows[: (count - 1) * self.hop + 1 : self.hop])
        out = [self._cut(spectra, first) for first in self._first_bins]
        self._blocks += count
        return out

    def flush(self) -> list[Samples]:
        """What is still inside, at the end of the stream."""
        if self._whole:
            return [np.zeros(0, np.complex64)]
        return self.feed(np.zeros(self._size, np.complex64))

    def _cut(self, spectra: Samples, first: int) -> Samples:
        rows = np.take(spectra, np.arange(first, first + self._bins), axis=1, mode="wrap")
        rows *= self._window
        pieces = fourier.ifft(np.fft.ifftshift(rows, axes=1))
        keep = self._bins // 8
        kept = pieces[:, keep : self._bins - keep]
        kept *= self._turns(first, spectra.shape[0])[:, None]
        return np.ascontiguousarray(kept).reshape(-1)

    def _turns(self, first: int, count: int) -> Samples:
        """A block starts where the band's centre has turned by a part of a cycle: undo it."""
        center = first + self._bins // 2
        before = (self._size - self.hop) // 2
        starts = (self._blocks + np.arange(count)) * self.hop - before
        turns = np.exp(-2j * np.pi * (center * starts % self._size) / self._size)
        result: Samples = turns.astype(np.complex64)
        return result


def _fade(bins: int) -> Reals:
    """Flat, with raised-cosine edges: short in time, so that blocks need overlap only a little."""
    edge = max(1, round(EDGE * bins))
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(edge) + 0.5) / edge)
    return np.concatenate((ramp, np.ones(bins - 2 * edge), ramp[::-1])).astype(np.float32)
