"""Bursts in the audio of an FM discriminator: found by their frame sync, of either polarity."""

from collections.abc import Iterator
from math import comb, inf, log2

import msgspec
import numpy as np

from decoder.arrays import Bits, Llr, Reals, Times
from decoder.codes.bch import BCH_1
from decoder.detection import Burst
from decoder.reasons import Rejection
from decoder.sighting import Dropped, Seen, Sighting
from decoder.signal.audio_llr import llr_without_echoes, plain_llr
from decoder.signal.audio_views import RATE_HZ, SAMPLES_PER_BIT, View, audio_views
from decoder.signal.pulse import at_times, sync_words
from decoder.signal.timing import (
    RATES,
    SHORT_BITS,
    SYNC_BITS,
    BitTiming,
    bit_rate_bps,
    fit_timing,
    sync_word,
)
from decoder.soft_decision import Decided, decide

WINDOW_S = 4.0
BURST_S = 0.42
"""From the first bit's start to beyond the last one's end."""
CARRIER_S = 0.160
LONG_BITS = 144
LEAD_S = 0.2
"""Kept from the window before, for the filters to settle."""
LEAST_QUALITY = 0.5
ODDS_OF_NO_BEACON = 1e6
"""Of a place in the audio with some sync."""
LEAST_EVIDENCE_BITS = 33.0
"""Some 60 000 places and ways are looked at in a second: chance does that well in days."""
SECOND_FIELD_DOUBT = 80.0
"""Clicks come several at a time: of second fields said to be wrong once in 2000, one in 100 was."""
LEAST_LEVEL = 1e-3
"""Of the loudest place's energy: below it there is only digital silence."""
SEARCH_RATES = (0.987, 1.0, 1.013)
SHIFTS: Times = np.linspace(-0.4, 0.4, 13)
LOUDEST = 3.0
"""No bit counts for more than this, of the sync's mean power: the noise after a short burst is far
louder than its bits, and would draw the timing towards itself."""
ECHO_BITS = 3
SURE_NATS = 8.0
"""Whether a message goes on after bit 112 is clear in any audio that can be read."""
MOST_LLR = 8.0
"""Audio's noise is far from Gaussian: below threshold, its clicks spoil single bits wholly."""


class FmAudioReceiver:
    """Takes a stream of audio in windows; bounded memory."""

    def __init__(self, rate_hz: float) -> None:
        self._rate_hz = rate_hz
        self._held = np.zeros(round(LEAD_S * rate_hz), np.float32)  # a sync may be cut by the start
        self._from_s = -LEAD_S
        self._searched_s = 0.0

    def feed(self, audio: Reals, *, last: bool = False) -> list[Seen]:
        """(n,) audio samples that follow those before; `last` looks at what is left too."""
        self._held = np.concatenate((self._held, audio))
        seen: list[Seen] = []
        while self._held.size >= WINDOW_S * self._rate_hz:
            window = self._held[: round(WINDOW_S * self._rate_hz)]
            seen += self._search(window, WINDOW_S - BURST_S)
            step = round((WINDOW_S - BURST_S - LEAD_S) * self._rate_hz)
            self._held = self._held[step:]
            self._from_s += step / self._rate_hz
            self._searched_s = LEAD_S
        if last and self._held.size > SYNC_BITS / 400 * self._rate_hz:
            seen += self._search(self._held, self._held.size / self._rate_hz)
        return seen

    @property
    def complete_until_s(self) -> float:
        """All bursts that begin before this have been given out."""
        return self._from_s + self._searched_s - CARRIER_S

    def _search(self, audio: Reals, until_s: float) -> Iterator[Seen]:
        views = audio_views(audio, self._rate_hz)
        searched = slice(round(self._searched_s * RATE_HZ), round(until_s * RATE_HZ))
        for place in _sync_places(views, searched):
            found = [self._decode(view, place) for view in views]
            read = [one for one in found if isinstance(one, Sighting)]
            reasons = [one for one in found if isinstance(one, Rejection)]
            if read:
                yield min(read, key=_doubt)
            else:
                yield Dropped(self._from_s + place / RATE_HZ - CARRIER_S, max(reasons))

    def _decode(self, view: View, place: int) -> Sighting | Rejection:
        sync = _sync_near(view.bits, place)
        if sync.quality < LEAST_QUALITY:
            return Rejection.NO_SYNC
        timing = _timing(view.bits, sync)
        if timing.first + timing.samples_per_bit * (SHORT_BITS - 1) > view.bits.size:
            return Rejection.TRUNCATED
        word = sync_word(view.bits, timing)
        decided = _decide(view.bits, timing, sync_words()[word])
        if isinstance(decided, Rejection):
            return decided
        burst = Burst(
            time_s=float(self._from_s + timing.first / RATE_HZ - CARRIER_S),
            utc_s=None,
            utc_uncertainty_s=None,
            frequency_hz=None,
            offset_hz=None,
            drift_hz_per_s=None,
            cn0_dbhz=None,
            modulation_index_rad=None,
            bit_rate_bps=bit_rate_bps(timing, RATE_HZ),
            phase_error_rad=None,
        )
        return Sighting(burst, decided, power=1.0, rate_hz=self._rate_hz)


def _doubt(one: Sighting) -> float:
    return one.decided.doubt if isinstance(one.decided, Decided) else inf


def _decide(bits: Reals, timing: BitTiming, signs: Reals) -> Decided | Rejection:
    """The surer of two readings: of the bits as they are, and of the bits without echoes."""
    soft = at_times(bits, timing.places(0, LONG_BITS))
    soft = soft * np.sign(float((soft[:SYNC_BITS] * signs).sum()) or 1.0)
    size = np.abs(soft)
    goes_on = float(size[SHORT_BITS:].mean()) > 0.5 * float(size[:SHORT_BITS].mean())
    tail_nats = SURE_NATS if goes_on else -SURE_NATS
    sync = (signs > 0).astype(np.uint8)
    found: list[Decided] = []
    for llr in (plain_llr(soft, signs), llr_without_echoes(soft, signs)):
        one = decide(
            llr,
            sync,
            tail_nats,
            odds_of_no_beacon=ODDS_OF_NO_BEACON,
            second_field_doubt=SECOND_FIELD_DOUBT,
        )
        if isinstance(one, Decided) and _evidence_bits(llr, sync, one) >= LEAST_EVIDENCE_BITS:
            found.append(one)
    return min(found, key=lambda one: one.doubt, default=Rejection.FIRST_FIELD_UNDECODABLE)


def _evidence_bits(llr: Llr, sync: Bits, decided: Decided) -> float:
    """How rarely random bits would come as near to a sync and a codeword, as a power of 1/2.

    Asked of audio because its noise may be of any kind: no estimate of that is believed here.
    """
    sync_errors = int(((llr[:SYNC_BITS] > 0) != (sync == 1)).sum())
    corrected = decided.message.corrected_bits[0] or 0
    near_sync = sum(comb(SYNC_BITS, errors) for errors in range(sync_errors + 1))
    near_codeword = sum(comb(BCH_1.length, errors) for errors in range(corrected + 1))
    return SYNC_BITS + BCH_1.parity_bits - log2(near_sync) - log2(near_codeword)


def _sync_places(views: list[View], searched: slice) -> list[int]:
    """Where bit 1 may begin: the best matches of any view, each half a burst from the next."""
    quality = np.max([_quality(view.bits) for view in views], axis=0)[: searched.stop]
    quality[: searched.start] = 0
    apart = round(BURST_S * RATE_HZ / 2)
    places: list[int] = []
    while quality.size and quality.max() >= LEAST_QUALITY:
        place = int(quality.argmax())
        places.append(place)
        quality[max(0, place - apart) : place + apart] = 0
    return sorted(places)


def _quality(bits: Reals) -> Reals:
    """Share of 24 bits' energy that the better frame sync explains, at each place for bit 1."""
    count = bits.size
    energy_floor = LEAST_LEVEL * float((bits**2).max(initial=0)) * SYNC_BITS + 1e-20
    padded = np.concatenate((bits, np.zeros(SAMPLES_PER_BIT * (SYNC_BITS + 2), np.float32)))
    best = np.zeros(count, np.float32)
    for rate in SEARCH_RATES:
        offsets = np.round(np.arange(SYNC_BITS) * SAMPLES_PER_BIT * rate).astype(int)
        parts = [padded[offset : offset + count] for offset in offsets]
        energy = sum((part**2 for part in parts), np.zeros(count, np.float32))
        for signs in sync_words():
            match = sum(
                (sign * part for sign, part in zip(signs, parts, strict=True)),
                np.zeros(count, np.float32),
            )
            np.maximum(best, match**2 / (SYNC_BITS * energy + energy_floor), out=best)
    return best


class _Sync(msgspec.Struct, frozen=True):
    """Index of bit 1's first sample, 0 normal or 1 self-test, and how well it fits."""

    first: int
    word: int
    quality: float


def _sync_near(bits: Reals, place: int) -> _Sync:
    """The best match of either word within 0.7 of a bit."""
    reach = round(0.7 * SAMPLES_PER_BIT)
    best = _Sync(place, 0, 0.0)
    for rate in SEARCH_RATES:
        steps = np.arange(SYNC_BITS) * SAMPLES_PER_BIT * rate
        starts = np.arange(max(0, place - reach), place + reach + 1)
        values = at_times(bits, starts[:, None] + steps)
        matches = values @ sync_words().T
        quality = matches**2 / (SYNC_BITS * (values**2).sum(axis=1, keepdims=True) + 1e-20)
        i, word = np.unravel_index(int(quality.argmax()), quality.shape)
        if quality[i, word] > best.quality:
            best = _Sync(int(starts[i]), int(word), float(quality[i, word]))
    return best


def _timing(bits: Reals, sync: _Sync) -> BitTiming:
    guess = BitTiming(sync.first, SAMPLES_PER_BIT)
    known = at_times(bits, guess.places(0, SYNC_BITS))
    return fit_timing(
        bits,
        guess,
        turning_bit=SYNC_BITS / 2,
        rates=RATES,
        shifts=SHIFTS,
        rounds=3,
        signs=sync_words()[sync.word],
        most=LOUDEST * float((known**2).mean()),
    )
