"""The last minutes of what was heard, in bounded memory."""

from collections import deque
from collections.abc import Iterator

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from decoder.signal.dc import LEAST_PIECES, MOST_PIECES, PIECE_S
from sdr.block import SampleBlock
from station.evidence.band import WHOLE_UP_TO_HZ, BandFilter

FULL_SCALE = 2.0**15
SAMPLE_BYTES = 4
FAINT = 2.0**-6
"""Below that, or above 1.0, 16 bits are scaled to the loudest sample."""
SAME_TIME_S = 1e-3
CONSTANT_LEAST_S, CONSTANT_MOST_S = LEAST_PIECES * PIECE_S, MOST_PIECES * PIECE_S


class Kept(msgspec.Struct, frozen=True, eq=False):
    """Contiguous samples in 16 bits.

    about   the block they came in, without its samples
    parts   (n, 2) int16, real and imaginary
    scale   what 2**15 stands for: 1.0, or a power of two where the samples are fainter or louder
    mean    of all samples that they came with
    less    what is taken from each of them as they are given out
    """

    about: SampleBlock
    parts: NDArray[np.int16]
    scale: float
    mean: complex
    less: complex = 0j

    @property
    def begin_s(self) -> float:
        return self.about.time_s

    @property
    def end_s(self) -> float:
        return self.about.time_s + len(self.parts) / self.about.rate_hz

    def block(self) -> SampleBlock:
        values = self.parts.astype(np.float32) * np.float32(self.scale / FULL_SCALE)
        samples = values.view(np.complex64)[:, 0] - np.complex64(self.less)
        return replace(self.about, samples=samples)

    def between(self, from_s: float, until_s: float) -> "Kept":
        """Its samples in that time; the rest of what is known of it goes with them."""
        rate_hz = self.about.rate_hz
        first = round((max(from_s, self.begin_s) - self.begin_s) * rate_hz)
        last = max(first, round((min(until_s, self.end_s) - self.begin_s) * rate_hz))
        if first == 0 and last == len(self.parts):
            return self
        about = self.about
        if first:
            utc_s = None if about.utc_s is None else about.utc_s + first / rate_hz
            time_s = about.time_s + first / rate_hz
            about = replace(about, time_s=time_s, utc_s=utc_s, gap_before=False, samples_lost=0)
        return replace(self, about=about, parts=self.parts[first:last])


class BandRing:
    """For one thread: whoever feeds it also takes clips out of it.

    A dongle's 2.4 MS/s are kept as 300 kS/s: 1.2 MB each second. Samples that are wide and not of
    406 MHz are kept whole, and for less long: memory is bounded by `seconds` of 300 kS/s.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._bytes_most = round(seconds * WHOLE_UP_TO_HZ * SAMPLE_BYTES)
        self._filter = BandFilter()
        self._kept: deque[Kept] = deque()
        self._bytes = 0

    @property
    def end_s(self) -> float:
        """Up to which it is filled, in seconds of the stream."""
        return self._kept[-1].end_s if self._kept else -np.inf

    @property
    def size_bytes(self) -> int:
        return self._bytes

    def is_before(self, block: SampleBlock) -> bool:
        """Whether a stream has begun anew: what is kept then has nothing to do with it."""
        return block.time_s < self.end_s - SAME_TIME_S

    def feed(self, block: SampleBlock) -> None:
        if self.is_before(block):
            self._filter = BandFilter()
            self._kept.clear()
            self._bytes = 0
        self._take(self._filter.feed(block))

    def flush(self) -> None:
        """At the end of the stream."""
        self._take(self._filter.flush())

    def clip(self, from_s: float, until_s: float) -> list[Kept]:
        """What is there of that time, in order."""
        inside = [each for each in self._kept if each.begin_s < until_s and each.end_s > from_s]
        cut = (each.between(from_s, until_s) for each in inside)
        return [each for each in cut if len(each.parts)]

    def constant(self, before_s: float) -> complex:
        """What a zero-IF receiver adds to each sample, as the decoder takes it: the median of the
        last seconds' means, once there are enough."""
        seen = [
            each
            for each in self._kept
            if before_s - CONSTANT_MOST_S <= each.begin_s and each.end_s <= before_s
        ]
        if sum(each.end_s - each.begin_s for each in seen) < CONSTANT_LEAST_S:
            return 0j
        return complex(
            float(np.median([each.mean.real for each in seen])),
            float(np.median([each.mean.imag for each in seen])),
        )

    def _take(self, blocks: Iterator[SampleBlock]) -> None:
        for block in blocks:
            self._kept.append(_kept(block))
            self._bytes += self._kept[-1].parts.nbytes
        while self._kept and (
            self._bytes > self._bytes_most or self._kept[0].end_s < self.end_s - self._seconds
        ):
            self._bytes -= self._kept.popleft().parts.nbytes


def _kept(block: SampleBlock) -> Kept:
    values = np.ascontiguousarray(block.samples).view(np.float32)
    peak = float(max(values.max(), -values.min())) if values.size else 0.0
    scale = 1.0
    if peak > 1.0 or 0.0 < peak < FAINT:
        scale = float(2.0 ** np.ceil(np.log2(peak)))
    stored = np.rint(values * np.float32(FULL_SCALE / scale))
    parts = np.minimum(stored, FULL_SCALE - 1).astype(np.int16).reshape(-1, 2)
    about = replace(block, samples=np.zeros(0, np.complex64))
    return Kept(about, parts, scale, complex(block.samples.mean()) if values.size else 0j)
