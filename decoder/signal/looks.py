"""A band's stream as a row of short spectra, from which any narrow part of it is put together.

Hann windows that overlap by half add up to one: the inverse transforms of some bins of each look,
laid over one another, are what lies there, at a rate of as many bins (Allen and Rabiner, "A unified
approach to short-time Fourier analysis and synthesis", Proc. IEEE 65, 1977). The looks are made to
find lines in, so a slice of them costs a tenth of one that is filtered out of the stream.
"""

from collections.abc import Callable

import numpy as np

from decoder import fourier
from decoder.arrays import Samples
from decoder.signal.slices import Slice, fade

LOOK_S = 0.080
HOPS_PER_LOOK = 2
LEAD = HOPS_PER_LOOK
"""Looks before the first sample's, so that a carrier cut by the recording's start is found too."""
RATE_HZ = 9600.0
"""Of a slice: 24 samples a bit; +-4.8 kHz, of which +-3 kHz pass whole."""
LOOKS_AT_ONCE = 4
"""scipy transforms four at a time, and so many stay in the processor's cache."""


def hop_samples(rate_hz: float) -> int:
    return fourier.fast_size(round(LOOK_S / HOPS_PER_LOOK * rate_hz))


class Looks:
    """The last looks at a stream; look k covers the hops k - LEAD and k - LEAD + 1."""

    def __init__(
        self,
        rate_hz: float,
        low_hz: float,
        high_hz: float,
        from_hop: int = 0,
        reach_hz: float = RATE_HZ / 2,
    ) -> None:
        """Slices are to be cut around frequencies from `low_hz` to `high_hz`, `reach_hz` to either
        side; the first sample to come begins hop `from_hop`."""
        self.hop = hop_samples(rate_hz)
        self.size = HOPS_PER_LOOK * self.hop
        self.hop_s = self.hop / rate_hz
        self.bin_hz = rate_hz / self.size
        window = 0.5 - 0.5 * np.cos(2 * np.pi * (np.arange(self.size) + 0.5) / self.size)
        self.window = window.astype(np.float32)
        self._window_of_parts = np.repeat(self.window, 2)
        self._reach = min(fourier.fast_size(round(reach_hz / self.bin_hz)), self.hop)
        lowest, highest = (round(edge_hz / self.bin_hz) for edge_hz in (low_hz, high_hz))
        self.first_bin = lowest - self._reach
        self._bins = np.arange(self.first_bin, highest + self._reach + 1)
        self._held = np.zeros(LEAD * self.hop, np.complex64)
        self._looks: list[Samples] = []
        self._forgotten = from_hop
        self._tail: list[Samples] | None = None

    @property
    def end_s(self) -> float:
        """Up to which the stream is known."""
        hops = self._forgotten + len(self._looks) - LEAD
        return hops * self.hop_s + self._held.size / self.hop * self.hop_s

    def feed(self, samples: Samples) -> Samples:
        """Takes (n,) samples that follow those before; gives the new looks, (looks, bins)."""
        self._held = np.concatenate((self._held, samples))
        self._tail = None
        count = max(0, (self._held.size - self.size) // self.hop + 1)
        looks = self._spectra(self._held, count)
        self._held = self._held[count * self.hop :].copy()
        self._looks += list(looks)
        return looks

    @property
    def whole_hops(self) -> int:
        """So many hops from the stream's beginning can be cut, but for those forgotten."""
        return self._forgotten + max(0, len(self._looks) - LEAD)

    def cut(
        self,
        offset_hz: float,
        from_hop: int,
        hops: int,
        rate_hz: float = RATE_HZ,
        prepare: Callable[[Samples], Samples] | None = None,
    ) -> Slice:
        """What lies around the bin nearest to an offset, silence where nothing is known.

        prepare   is given the spectra before they are put together
        """
        most = min(self.hop, self._bins.size // 2)
        half = min(fourier.fast_size(round(rate_hz / 2 / self.bin_hz)), most)
        place = round(offset_hz / self.bin_hz) - self.first_bin
        place = min(max(place, half), self._bins.size - half)
        middle = self.first_bin + place
        spectra = np.zeros((hops + 1, 2 * half), np.complex64)
        for row, look in zip(spectra, self._between(from_hop, hops), strict=True):
            if look is not None:
                row[:half] = look[place : place + half]
                row[half:] = look[place - half : place]
        if prepare is not None:
            spectra = prepare(spectra)
        if half < self.hop:
            spectra *= fade(2 * half)
        spectra *= np.float32(2 * half / self.size)
        pieces = fourier.ifft(spectra)
        if middle % 2:  # an odd bin has turned by half a cycle from one look to the next
            pieces[1::2] *= -1
        samples = (pieces[:-1, half:] + pieces[1:, :half]).reshape(-1)
        rate_hz = 2 * half * self.bin_hz
        return Slice(samples, rate_hz, from_hop * self.hop_s, middle * self.bin_hz)

    def forget(self, before_s: float) -> None:
        """Slices will not begin before a time."""
        drop = max(0, int(before_s / self.hop_s) + LEAD - 1 - self._forgotten)
        self._forgotten += len(self._looks[:drop])
        del self._looks[:drop]

    def _between(self, from_hop: int, hops: int) -> list[Samples | None]:
        """The looks that a slice is made of; the last samples have none of their own yet."""
        first = from_hop + LEAD - 1 - self._forgotten
        if first + hops + 1 > len(self._looks) and self._tail is None:
            padded = np.pad(self._held, (0, (HOPS_PER_LOOK + 1) * self.hop - self._held.size))
            self._tail = list(self._spectra(padded, HOPS_PER_LOOK))
        known = self._looks + (self._tail or [])
        return [known[i] if 0 <= i < len(known) else None for i in range(first, first + hops + 1)]

    def _spectra(self, stream: Samples, count: int) -> Samples:
        """Of the first looks in a stream. (count, bins)"""
        spectra = np.empty((count, self._bins.size), np.complex64)
        if count == 0:
            return spectra
        # In real and imaginary parts, the product with the window takes half as long.
        parts = np.lib.stride_tricks.sliding_window_view(stream.view(np.float32), 2 * self.size)
        looks = parts[:: 2 * self.hop]
        for first in range(0, count, LOOKS_AT_ONCE):
            some = slice(first, min(first + LOOKS_AT_ONCE, count))
            whole = fourier.fft((looks[some] * self._window_of_parts).view(np.complex64))
            whole.take(self._bins, axis=1, mode="wrap", out=spectra[some])
        return spectra
