"""What is worth keeping of the samples: all of narrow ones, of wide ones the 406 MHz band.

The decoder's own filter, so that a clip holds what the decoder heard.
"""

from collections.abc import Iterator

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from decoder.signal.bands import plan_bands
from decoder.signal.decimator import Decimator
from sdr.block import SampleBlock, SignalKind

WHOLE_UP_TO_HZ = 300e3


class BandFilter:
    """Takes blocks in order, and gives blocks in order, a hundredth of a second later."""

    def __init__(self) -> None:
        self._first: SampleBlock | None = None
        self._stretch: _Stretch | None = None

    def feed(self, block: SampleBlock) -> Iterator[SampleBlock]:
        if not self._continues(block):
            yield from self.flush()
            self._first, self._stretch = block, _stretch(block)
        if self._stretch is None:
            yield block
        else:
            yield from self._stretch.feed(block)

    def flush(self) -> Iterator[SampleBlock]:
        """What is still inside, at the end of an unbroken stretch."""
        if self._stretch is not None:
            yield from self._stretch.flush()
        self._first = self._stretch = None

    def _continues(self, block: SampleBlock) -> bool:
        first = self._first
        if first is None or block.gap_before:
            return False
        same = (first.rate_hz, first.center_hz, first.kind)
        return (block.rate_hz, block.center_hz, block.kind) == same


def _stretch(block: SampleBlock) -> "_Stretch | None":
    if block.kind is not SignalKind.IQ or block.rate_hz <= WHOLE_UP_TO_HZ:
        return None
    bands = plan_bands(block.rate_hz, block.center_hz)
    if len(bands) > 1 or block.center_hz is None:
        return None  # not of the 406 MHz band: all of it is listened to
    decimator = Decimator(block.rate_hz, bands[0])
    return None if decimator.factor == 1 else _Stretch(block, block.center_hz, decimator)


class _Stretch:
    """Unbroken wide samples."""

    def __init__(self, first: SampleBlock, center_hz: float, decimator: Decimator) -> None:
        self._last = self._first = first
        self._center_hz = center_hz + decimator.center_hz
        self._decimator = decimator
        self._taken = self._given = 0

    def feed(self, block: SampleBlock) -> Iterator[SampleBlock]:
        self._last = block
        self._taken += block.samples.size
        yield from self._told(self._decimator.feed(block.samples))

    def flush(self) -> Iterator[SampleBlock]:
        """Without what the filter gives after the last sample."""
        rest = -(-self._taken // self._decimator.factor) - self._given
        yield from self._told(self._decimator.flush()[: max(0, rest)])

    def _told(self, samples: NDArray[np.complex64]) -> Iterator[SampleBlock]:
        if not samples.size:
            return
        first, last, begins = self._first, self._last, self._given == 0
        time_s = first.time_s + self._given / self._decimator.rate_hz
        self._given += samples.size
        yield replace(
            last,
            samples=samples,
            rate_hz=self._decimator.rate_hz,
            center_hz=self._center_hz,
            time_s=time_s,
            utc_s=None if last.utc_s is None else last.utc_s + time_s - last.time_s,
            gap_before=begins and first.gap_before,
            samples_lost=first.samples_lost // self._decimator.factor if begins else 0,
        )
