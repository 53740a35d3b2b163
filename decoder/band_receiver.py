"""All bursts in one band's stream: find the carriers, cut them out, demodulate and decide."""

from collections import Counter
from collections.abc import Iterator

import msgspec
import numpy as np

from decoder.arrays import Samples
from decoder.reasons import Rejection
from decoder.signal.bands import Band
from decoder.signal.demodulator import demodulate
from decoder.signal.lines import Line, LineDetector
from decoder.signal.sidebands import is_sideband
from decoder.signal.slices import SliceSource
from decoder.signal.spurs import without_spurs
from decoder.soft_decision import Decided, decide

BEFORE_S = 0.20
SLICE_S = 1.2
SPUR_GUARD_S = 0.04
SLICE_GRID_S = 0.1
"""Bursts that start within the same grid step share one transform."""
OVER_S = 0.59
"""After the line began, a long burst at 392 bit/s is over."""
RIPE_S = 0.72
"""By then there is a little of the time after the burst too, to know spurs by."""
LATEST_LINE_S = 0.4
"""By which a line is found after its burst began, and its own start is off."""


class Heard(msgspec.Struct, frozen=True):
    """A decoded burst, placed in the stream.

    time_s      start, from the stream's first sample
    power       of the carrier, to tell a burst from its mirror image or a second sight of it
    inverted    its spectrum is mirrored
    offset_hz   of the carrier at its start, from the stream's centre; None for FM audio, as are
                the measurements that FM audio cannot give
    """

    time_s: float
    decided: Decided
    power: float
    bit_rate_bps: float
    inverted: bool = False
    offset_hz: float | None = None
    drift_hz_per_s: float | None = None
    cn0_dbhz: float | None = None
    modulation_index_rad: float | None = None
    phase_error_rad: float | None = None


class BandReceiver:
    """Bounded memory: keeps the last two seconds or so of its band."""

    def __init__(self, rate_hz: float, band: Band, center_hz: float) -> None:
        """`center_hz` is where 0 Hz of this stream lies in the one that `band` speaks of."""
        self.rejections: Counter[Rejection] = Counter()
        self._rate_hz = rate_hz
        self._center_hz = center_hz
        low_hz, high_hz = band.low_hz - center_hz, band.high_hz - center_hz
        self._detector = LineDetector(rate_hz, low_hz, high_hz)
        self._held = np.zeros(0, np.complex64)
        self._held_from = 0
        self._lines: list[Line] = []
        self._decoded: list[Line] = []

    def feed(self, samples: Samples, *, last: bool = False) -> list[Heard]:
        """(n,) samples that follow those before; gives each burst once it is over."""
        self._held = np.concatenate((self._held, samples))
        self._lines += self._detector.feed(samples)
        end_s = (self._held_from + self._held.size) / self._rate_hz
        ripe = [line for line in self._lines if last or line.time_s + RIPE_S <= end_s]
        self._lines = [line for line in self._lines if not (last or line.time_s + RIPE_S <= end_s)]
        heard = list(self._decode(ripe))
        self._forget(min([end_s - 2 * RIPE_S, *(line.time_s for line in self._lines)]))
        return heard

    @property
    def complete_until_s(self) -> float:
        """All bursts that begin before this have been given out."""
        end_s = (self._held_from + self._held.size) / self._rate_hz
        return min([end_s - RIPE_S, *(line.time_s for line in self._lines)]) - LATEST_LINE_S

    def _decode(self, lines: list[Line]) -> Iterator[Heard]:
        """The strongest first: the weaker lines beside it are mostly its own."""
        sources: dict[int, SliceSource] = {}
        for line in sorted(lines, key=lambda line: -line.power):
            if any(is_sideband(line, carrier) for carrier in self._decoded):
                continue
            step = max(0, int((line.time_s - BEFORE_S) / SLICE_GRID_S))
            if step not in sources:
                sources[step] = self._slices(step)
            heard = self._decode_one(line, sources[step], step * SLICE_GRID_S)
            if isinstance(heard, Rejection):
                self.rejections[heard] += 1
                continue
            self._decoded.append(line)
            yield heard

    def _decode_one(self, line: Line, source: SliceSource, from_s: float) -> Heard | Rejection:
        narrow, middle_hz = source.cut(line.offset_hz)
        start = (line.time_s - from_s) * source.rate_hz
        before = slice(0, max(0, round(start - SPUR_GUARD_S * source.rate_hz)))
        after = slice(
            round(start + OVER_S * source.rate_hz), round(start + RIPE_S * source.rate_hz)
        )
        burst = demodulate(
            without_spurs(narrow, source.rate_hz, before, after), source.rate_hz, start
        )
        if isinstance(burst, Rejection):
            return burst
        decided = decide(
            burst.llr,
            burst.sync,
            ends_short=burst.ends_short,
        )
        if isinstance(decided, Rejection):
            return decided
        power = burst.amplitude**2
        return Heard(
            time_s=float(from_s + burst.start / source.rate_hz),
            decided=decided,
            power=power,
            bit_rate_bps=burst.bit_rate_bps,
            inverted=burst.inverted,
            offset_hz=self._center_hz + middle_hz + burst.offset_hz,
            drift_hz_per_s=burst.drift_hz_per_s,
            cn0_dbhz=float(10 * np.log10(max(power, 1e-30) / line.noise_density)),
            modulation_index_rad=burst.modulation_index_rad,
            phase_error_rad=burst.phase_error_rad,
        )

    def _slices(self, step: int) -> SliceSource:
        first = round(step * SLICE_GRID_S * self._rate_hz) - self._held_from
        piece = self._held[max(first, 0) : first + round(SLICE_S * self._rate_hz)]
        missing = round(SLICE_S * self._rate_hz) - piece.size
        before = max(-first, 0)
        return SliceSource(np.pad(piece, (before, missing - before)), self._rate_hz)

    def _forget(self, until_s: float) -> None:
        """Drops what no line that may still come can need."""
        first = int((until_s - BEFORE_S - SLICE_GRID_S) * self._rate_hz)
        drop = max(0, first - self._held_from)
        self._held = self._held[drop:].copy() if drop else self._held
        self._held_from += drop
        self._decoded = [line for line in self._decoded if line.time_s > until_s - 1.0]
