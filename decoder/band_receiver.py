"""All bursts in one band's stream: find the carriers, cut them out, demodulate and decide."""

from collections import Counter
from collections.abc import Iterator
from math import inf

import msgspec
import numpy as np

from decoder.arrays import Samples
from decoder.combination import Combiner, Faint
from decoder.reasons import Rejection
from decoder.signal.bands import Band
from decoder.signal.demodulator import demodulate
from decoder.signal.lines import Line, LineDetector
from decoder.signal.sidebands import is_same, is_sideband
from decoder.signal.slices import Slice, SliceSource
from decoder.signal.spurs import without_spurs
from decoder.signal.subtraction import Known, fitted, without
from decoder.soft_decision import Decided, decide, surer

BEFORE_S = 0.20
SLICE_S = 1.04
ROUNDING_S = 1e-6
SLICE_GRID_S = 0.1
"""Bursts that start within the same grid step share one transform."""
RIPE_S = 0.71
"""After a line began, its burst is over, and a little more is there to know spurs by. No time on
the detector's grid of 40 ms is so far from one in half seconds, where a last digit would decide."""
BENEATH_HZ = 1600.0
LEAST_BENEATH = 0.005
"""What is left of a burst is 20 to 25 dB weaker than it: of such lines the strongest are tried."""
MOST_BENEATH = 3
LINE_ERROR_S = 0.08
"""By which a line's start may be off; it is found long before its burst is ripe."""


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
        self._decoded: list[Known] = []
        self._combiner = Combiner()

    def feed(self, samples: Samples, *, last: bool = False) -> list[Heard]:
        """(n,) samples that follow those before; gives each burst once it is over."""
        self._held = np.concatenate((self._held, samples))
        self._lines += self._detector.feed(samples)
        heard = list(self._decode(inf if last else self._end_s - RIPE_S))
        self._forget(min([self._end_s - 2 * RIPE_S, *(line.time_s for line in self._lines)]))
        return heard

    @property
    def complete_until_s(self) -> float:
        """All bursts that begin before this have been given out."""
        waiting = [line.time_s for line in self._lines]
        return min([self._end_s - RIPE_S, *waiting]) - LINE_ERROR_S

    @property
    def _end_s(self) -> float:
        return (self._held_from + self._held.size) / self._rate_hz

    def _decode(self, until_s: float) -> Iterator[Heard]:
        """The strongest first: the weaker lines beside it are mostly its own."""
        sources: dict[int, SliceSource] = {}
        while ripe := [line for line in self._lines if line.time_s <= until_s]:
            line = max(ripe, key=lambda line: line.power)
            self._lines.remove(line)
            if any(is_sideband(line, known.line) for known in self._decoded):
                continue
            step = max(0, int((line.time_s - BEFORE_S + ROUNDING_S) / SLICE_GRID_S))
            if step not in sources:
                sources[step] = self._slices(step)
            heard = self._decode_one(line, sources[step])
            if isinstance(heard, Rejection):
                self.rejections[heard] += 1
            else:
                yield heard

    def _decode_one(self, line: Line, source: SliceSource) -> Heard | Rejection:
        piece = source.cut(line.offset_hz)
        for known in self._decoded:
            piece = without(piece, known)
        start = (line.time_s - piece.from_s) * piece.rate_hz
        piece = without_spurs(piece, round(start))
        burst = demodulate(piece.samples, piece.rate_hz, start)
        if isinstance(burst, Rejection):
            return burst
        start_s = float(piece.from_s + burst.start / piece.rate_hz)
        decided = decide(burst.llr, burst.sync, ends_short=burst.ends_short)
        offset_hz = piece.middle_hz + burst.offset_hz
        faint = Faint(start_s, offset_hz, burst.llr, burst.sync, burst.ends_short)
        if isinstance(decided, Rejection) or not decided.is_sure:
            decided = surer(decided, self._combiner.read(faint))
        self._combiner.remember(faint)
        if isinstance(decided, Rejection):
            return decided
        if not burst.inverted:
            known = Known(line, burst, decided.message.hex, piece.from_s, piece.middle_hz)
            known = fitted(known, piece)
            self._decoded.append(known)
            self._look_beneath(piece, known)
        power = burst.amplitude**2
        return Heard(
            time_s=start_s,
            decided=decided,
            power=power,
            bit_rate_bps=burst.bit_rate_bps,
            inverted=burst.inverted,
            offset_hz=self._center_hz + piece.middle_hz + burst.offset_hz,
            drift_hz_per_s=burst.drift_hz_per_s,
            cn0_dbhz=float(10 * np.log10(max(power, 1e-30) / line.noise_density)),
            modulation_index_rad=burst.modulation_index_rad,
            phase_error_rad=burst.phase_error_rad,
        )

    def _look_beneath(self, piece: Slice, known: Known) -> None:
        """Adds lines that a burst's data covered: without it they are not its sidebands."""
        rest = without(piece, known)
        lines = LineDetector(rest.rate_hz, -BENEATH_HZ, BENEATH_HZ).feed(rest.samples)
        placed = [
            msgspec.structs.replace(
                line,
                time_s=line.time_s + piece.from_s,
                offset_hz=line.offset_hz + piece.middle_hz,
                beneath=True,
            )
            for line in lines
            if line.power > LEAST_BENEATH * known.line.power
        ]
        decoded = [other.line for other in self._decoded]
        new = [line for line in placed if not any(is_same(line, other) for other in decoded)]
        new = sorted(new, key=lambda line: -line.power)[:MOST_BENEATH]
        self._lines = [one for one in self._lines if not any(is_same(one, line) for line in new)]
        self._lines += new

    def _slices(self, step: int) -> SliceSource:
        begin = round(step * SLICE_GRID_S * self._rate_hz)
        first = begin - self._held_from
        piece = self._held[max(first, 0) : first + round(SLICE_S * self._rate_hz)]
        missing = round(SLICE_S * self._rate_hz) - piece.size
        before = max(-first, 0)
        padded = np.pad(piece, (before, missing - before))
        return SliceSource(padded, self._rate_hz, from_s=begin / self._rate_hz)

    def _forget(self, until_s: float) -> None:
        """Drops what no line that may still come can need."""
        first = int((until_s - BEFORE_S - SLICE_GRID_S) * self._rate_hz)
        drop = max(0, first - self._held_from)
        self._held = self._held[drop:].copy() if drop else self._held
        self._held_from += drop
        self._decoded = [known for known in self._decoded if known.end_s > until_s - BEFORE_S]
