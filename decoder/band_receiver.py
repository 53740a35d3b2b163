"""All bursts in one band's stream: find the carriers, cut them out, demodulate and decide."""

from bisect import bisect
from collections.abc import Iterator
from math import ceil, inf

import msgspec
import numpy as np

from decoder.arrays import Samples
from decoder.detection import Burst
from decoder.reasons import Rejection
from decoder.sighting import Dropped, Seen, Sighting, SoftMessage
from decoder.signal import bare_carrier
from decoder.signal.bands import Band
from decoder.signal.demodulator import SoftBurst, demodulate
from decoder.signal.lines import Line, LineDetector
from decoder.signal.looks import RATE_HZ
from decoder.signal.sidebands import is_near, is_same, is_sideband
from decoder.signal.slices import Slice
from decoder.signal.spurs import without_spurs
from decoder.signal.subtraction import Known, taken_out, without
from decoder.soft_decision import Decided, decide

BEFORE_S = 0.20
SLICE_S = 1.04
ROUNDING_HOPS = 1e-3
RIPE_S = 0.65
"""After a line began, its burst is over, and a little more is there to know spurs by. No time on
the detector's grid of 40 ms is so far from one in half seconds, where a last digit would decide."""
BENEATH_HZ = 1600.0
LEAST_BENEATH = 0.001
"""What is left of a burst is 30 dB weaker than it: of stronger lines the strongest are tried."""
MOST_BENEATH = 3
LINE_ERROR_S = 0.06
"""By which a line's start may be late; of 1180 bursts at 29 to 55 dB-Hz the latest was 46 ms. It is
found long before its burst is ripe."""
CROWD_S = 1.0
SHARE_OF_A_LINE = 0.008
LEAST_SHARE, MOST_SHARE = 0.08, 0.25
"""A burst of 25 dB-Hz has a quarter of the power around it in its carrier; noise, voices and radars
have a tenth or two. 30 lines in a second, which noise never gives, ask for that quarter, fewer for
less, and less than ten for nothing."""


class BandReceiver:
    """Bounded memory: keeps the last two seconds or so of its band."""

    def __init__(self, rate_hz: float, band: Band, center_hz: float, from_sample: int = 0) -> None:
        """`center_hz` is where 0 Hz of this stream lies in the one that `band` speaks of; the first
        sample to come is `from_sample`, a whole multiple of `hop`."""
        self._rate_hz = rate_hz
        self._center_hz = center_hz
        low_hz, high_hz = band.low_hz - center_hz, band.high_hz - center_hz
        self._detector = LineDetector(rate_hz, low_hz, high_hz, from_sample)
        self.looks = self._looks = self._detector.looks
        self.hop = self._looks.hop
        self.needs_from_s = -inf
        """What it may still cut out of the looks begins after this."""
        self._lines: list[Line] = []
        self._starts_s: list[float] = []
        self._decoded: list[Known] = []

    def feed(self, samples: Samples, *, last: bool = False) -> list[Seen]:
        """(n,) samples that follow those before; gives what became of each line once it is over."""
        lines = self._detector.feed(samples)
        self._lines += lines
        self._starts_s += [line.time_s for line in lines]
        end_s = self._looks.end_s
        seen = list(self._decode(inf if last else end_s - RIPE_S))
        self._forget(min([end_s - 2 * RIPE_S, *(line.time_s for line in self._lines)]))
        return seen

    @property
    def complete_until_s(self) -> float:
        """All bursts that begin before this have been given out."""
        waiting = [line.time_s for line in self._lines]
        return min([self._looks.end_s - RIPE_S, *waiting]) - LINE_ERROR_S

    def _decode(self, until_s: float) -> Iterator[Seen]:
        """The strongest first: the weaker lines beside it are mostly its own."""
        while ripe := [line for line in self._lines if line.time_s <= until_s]:
            line = max(ripe, key=lambda line: line.power)
            self._lines.remove(line)
            if any(is_sideband(line, known.line) for known in self._decoded):
                continue
            yield self._decode_one(line)

    def _decode_one(self, line: Line) -> Seen:
        if not self._is_promising(line):
            return Dropped(line.time_s, Rejection.NO_BARE_CARRIER)
        piece, start = self._slice(line, RATE_HZ)
        burst = demodulate(piece.samples, piece.rate_hz, start)
        if isinstance(burst, Rejection):
            return Dropped(line.time_s, burst)
        decided = decide(burst.llr, burst.sync, burst.tail_nats)
        if isinstance(decided, Decided) and not burst.inverted:
            known = Known(line, burst, decided.message.hex, piece.from_s, piece.middle_hz)
            known, rest = taken_out(known, piece)
            self._decoded.append(known)
            self._look_beneath(rest, known)
        return Sighting(
            burst=self._measured(burst, piece, line.noise_density),
            decided=decided,
            power=burst.amplitude**2,
            rate_hz=self._rate_hz,
            soft=SoftMessage(burst.llr, burst.sync, burst.tail_nats),
            inverted=burst.inverted,
        )

    def _measured(self, burst: SoftBurst, piece: Slice, noise_density: float) -> Burst:
        way = -1 if burst.inverted else 1  # a mirrored recording is mirrored about its centre
        return Burst(
            time_s=float(piece.from_s + burst.start / piece.rate_hz),
            utc_s=None,
            utc_uncertainty_s=None,
            frequency_hz=None,
            offset_hz=way * (self._center_hz + piece.middle_hz + burst.offset_hz),
            drift_hz_per_s=way * burst.drift_hz_per_s,
            cn0_dbhz=float(10 * np.log10(max(burst.amplitude**2, 1e-30) / noise_density)),
            modulation_index_rad=burst.modulation_index_rad,
            bit_rate_bps=burst.bit_rate_bps,
            phase_error_rad=burst.phase_error_rad,
        )

    def _look_beneath(self, rest: Slice, known: Known) -> None:
        """Adds lines that a burst's data covered: without it they are not its sidebands."""
        lines = LineDetector(rest.rate_hz, -BENEATH_HZ, BENEATH_HZ).feed(rest.samples)
        placed = [
            msgspec.structs.replace(
                line,
                time_s=line.time_s + rest.from_s,
                offset_hz=line.offset_hz + rest.middle_hz,
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

    def _is_promising(self, line: Line) -> bool:
        """The more lines there are, the more a line must look like a burst's carrier."""
        first, last = (bisect(self._starts_s, line.time_s - s) for s in (CROWD_S, 0.0))
        least = min(SHARE_OF_A_LINE * (last - first), MOST_SHARE)
        near = any(is_near(line, known.line) for known in self._decoded)
        if line.beneath or near or least < LEAST_SHARE:
            return True
        return bare_carrier.share(*self._slice(line, bare_carrier.RATE_HZ)) > least

    def _slice(self, line: Line, rate_hz: float) -> tuple[Slice, float]:
        """A line's slice, less what is known of it, and the index of its start."""
        from_hop = int((line.time_s - BEFORE_S) / self._looks.hop_s + ROUNDING_HOPS)
        hops = ceil(SLICE_S / self._looks.hop_s)
        piece = self._looks.cut(line.offset_hz, max(0, from_hop), hops, rate_hz)
        for known in self._decoded:
            piece = without(piece, known)
        start = (line.time_s - piece.from_s) * piece.rate_hz
        return without_spurs(piece, round(start)), start

    def _forget(self, until_s: float) -> None:
        """Drops what no line that may still come can need."""
        self.needs_from_s = until_s - BEFORE_S
        self._decoded = [known for known in self._decoded if known.end_s > until_s - BEFORE_S]
        del self._starts_s[: bisect(self._starts_s, until_s - CROWD_S)]
