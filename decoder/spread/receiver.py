"""All second-generation bursts in a stream: search, acquire, despread, track, decide."""

from math import ceil, exp, inf

import msgspec
import numpy as np

from decoder.arrays import Samples
from decoder.detection import Burst
from decoder.sighting import Seen, Sighting, SpreadSoftMessage
from decoder.signal.looks import Looks
from decoder.signal.slices import Slice
from decoder.signal.tones import tone
from decoder.spread.acquisition import Acquired, acquired
from decoder.spread.decision import decide
from decoder.spread.despreading import BITS, ChipTiming, filtered, fit_clock
from decoder.spread.excision import without_lines
from decoder.spread.prn import CHIP_RATE_HZ
from decoder.spread.search import Search
from decoder.spread.tracking import Track, track

NARROW_REACH_HZ = 2.5e3
"""C/S T.018 2.3.1: 1.2 kHz, and 3 ppm of a receiver with a good oscillator."""
WIDE_REACH_HZ = 21.5e3
"""With the 50 ppm of a plain dongle: the search takes several times as long."""
HALF_WIDTH_HZ = 38.4e3
"""Of the stream that is searched, beyond the reach: 97 % of a burst's power, 85 % of its noise."""
BURST_RATE_HZ = 102.4e3
BURST_S = 1.0
BESIDE_S = 0.01
BIT_RATE_BPS = 300.0
ODDS_OF_NO_BURST = 1e11
"""So many cells are looked at in a day; each has a score with odds of exp(-score)."""


class SpreadReceiver:
    """Listens to a band's looks, which it is told of; bounded memory."""

    def __init__(self, looks: Looks, middle_hz: float, center_hz: float, reach_hz: float) -> None:
        """`middle_hz` is where the carrier should be in the looks' stream, within `reach_hz`;
        `center_hz` is where 0 Hz of that stream lies in the recording."""
        self._looks = looks
        self._middle_hz = middle_hz
        self._center_hz = center_hz
        self._wanted_hz = 2 * (HALF_WIDTH_HZ + reach_hz)
        first = looks.cut(middle_hz, 0, 1, self._wanted_hz)
        self._rate_hz, self._lies_at_hz = first.rate_hz, first.middle_hz
        self._per_hop = first.samples.size
        self._search = Search(self._rate_hz, reach_hz + abs(middle_hz - first.middle_hz))
        self._next_hop = looks.whole_hops
        begin = self._next_hop * self._per_hop
        self._held = np.zeros(0, np.complex64)
        self._held_from = begin
        self._block = ceil(begin / self._search.hop)
        self._waiting: list[Acquired] = []

    def feed(self, *, last: bool = False) -> list[Seen]:
        """What the looks have got since; gives each burst once it is over."""
        self._take_in(last=last)
        seen: list[Seen] = []
        while self._held_until >= self._block_end or (last and self._searched < self._held_until):
            self._look_through()
        ready_s = inf if last else self._looks.whole_hops * self._looks.hop_s - BESIDE_S - BURST_S
        for one in [one for one in self._waiting if self._time_s(one) < ready_s]:
            self._waiting.remove(one)
            seen.append(self._read(one))
        return seen

    @property
    def complete_until_s(self) -> float:
        """All bursts that begin before this have been given out."""
        waiting = [self._time_s(one) for one in self._waiting]
        return min([self._searched / self._rate_hz, *waiting]) - BESIDE_S

    @property
    def needs_from_s(self) -> float:
        """What it may still cut out of the looks begins after this."""
        return self.complete_until_s - 2 * BESIDE_S

    @property
    def _searched(self) -> int:
        """Up to which sample starts were looked for."""
        return self._block * self._search.hop

    @property
    def _block_end(self) -> int:
        return self._searched + self._search.block

    @property
    def _held_until(self) -> int:
        return self._held_from + self._held.size

    def _take_in(self, *, last: bool) -> None:
        hops = self._looks.whole_hops + (2 if last else 0) - self._next_hop
        if hops > 0:
            piece = self._cut(self._next_hop, hops, self._wanted_hz)
            self._held = np.concatenate((self._held, piece.samples))
            self._next_hop += hops

    def _cut(self, from_hop: int, hops: int, rate_hz: float) -> Slice:
        return self._looks.cut(self._middle_hz, from_hop, hops, rate_hz, prepare=without_lines)

    def _look_through(self) -> None:
        """The next block: what begins in its first part."""
        block = self._held[self._searched - self._held_from :][: self._search.block]
        for one in acquired(block, self._rate_hz, self._search.places(block)):
            start = one.start + self._searched
            self._waiting.append(msgspec.structs.replace(one, start=start))
        self._block += 1
        self._held = self._held[self._searched - self._held_from :].copy()
        self._held_from = self._searched

    def _time_s(self, one: Acquired) -> float:
        return one.start / self._rate_hz

    def _read(self, one: Acquired) -> Sighting:
        from_hop = max(0, int((self._time_s(one) - BESIDE_S) / self._looks.hop_s))
        hops = ceil((BURST_S + 2 * BESIDE_S) / self._looks.hop_s) + 1
        piece = self._cut(from_hop, hops, BURST_RATE_HZ)
        carrier_hz = self._lies_at_hz + one.frequency_hz
        samples: Samples = piece.samples
        samples = samples * tone((piece.middle_hz - carrier_hz) / piece.rate_hz, samples.size)
        burst = filtered(samples.conj() if one.inverted else samples, piece.rate_hz, one.mode)
        start = (self._time_s(one) - piece.from_s) * piece.rate_hz
        timing = fit_clock(burst, ChipTiming(start, piece.rate_hz / CHIP_RATE_HZ))
        tracked = track(burst.bits(timing))
        odds = min(1.0, ODDS_OF_NO_BURST * exp(-one.score))
        return Sighting(
            burst=self._measured(one, tracked, timing, piece, carrier_hz),
            decided=decide(tracked.llr, one.mode, odds_of_no_beacon=odds),
            power=tracked.amplitude**2,
            rate_hz=self._rate_hz,
            soft=SpreadSoftMessage(tracked.llr, one.mode, odds),
        )

    def _measured(
        self, one: Acquired, tracked: Track, timing: ChipTiming, piece: Slice, carrier_hz: float
    ) -> Burst:
        way = -1 if one.inverted else 1
        bit_s = BURST_S / BITS
        turning_hz = way * np.gradient(tracked.phase) / (2 * np.pi * bit_s)
        signal_to_noise = tracked.amplitude**2 / (2 * tracked.noise**2)
        return Burst(
            time_s=piece.from_s + timing.start / piece.rate_hz,
            utc_s=None,
            utc_uncertainty_s=None,
            frequency_hz=None,
            offset_hz=self._center_hz + carrier_hz + float(turning_hz[0]),
            drift_hz_per_s=float(turning_hz[-1] - turning_hz[0]) / (BURST_S - bit_s),
            cn0_dbhz=float(10 * np.log10(max(signal_to_noise * BIT_RATE_BPS, 1e-30))),
            modulation_index_rad=None,
            bit_rate_bps=BIT_RATE_BPS * (1 + timing.ppm * 1e-6),
            phase_error_rad=tracked.phase_error_rad,
        )
