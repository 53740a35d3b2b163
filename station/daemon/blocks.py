"""Pieces of a live source to the blocks that a decoder takes, placed in time.

Time is counted by samples, which is steady; the clocks of the computer only say where it begins.
"""

import math

import numpy as np

from decoder.arrays import Samples
from sdr.block import SampleBlock, SignalKind
from sdr.live.piece import Piece, Stream
from sdr.sample_format import components_from_bytes

BLOCK_S = 0.25
"""Long enough that work per block does not count, short against the second that an alert may
take."""
SHORT_S = 0.02
"""A loss known to be no longer is filled with zeros. A burst outlives it, as it does a fade; and a
decoder that begins anew at each lost datagram takes ten times as long."""
LATENESS_WINDOW_S = 60.0
LATENESS_S = 0.1
"""By which the least late piece may be late: a transfer by USB, and a busy computer."""


class Clock:
    """When samples were taken. A piece comes late or in time, never early: the least late tells.

    How late is measured by the clock that is never set, so that one that is set takes effect at
    once, and is not taken for samples that come late.
    """

    def __init__(self) -> None:
        self._last_lag_s: float | None = None
        self.restart()

    def restart(self) -> None:
        """Nobody knows how many samples are missing here."""
        self._since_s = -math.inf
        self._before_s = self._now_s = math.inf

    def take(self, time_s: float, piece: Piece) -> None:
        """A piece whose last sample counts time_s."""
        lag_s = self._last_lag_s = piece.monotonic_s - time_s
        if time_s - self._since_s > LATENESS_WINDOW_S:
            self._before_s, self._now_s, self._since_s = self._now_s, lag_s, time_s
        self._now_s = min(self._now_s, lag_s)

    def missing_s(self, time_s: float, piece: Piece) -> float:
        """About how much is missing before a piece whose last sample would count time_s."""
        if self._last_lag_s is None:
            return 0.0
        return max(0.0, piece.monotonic_s - time_s - self._last_lag_s)

    def utc_less_count_s(self, last: Piece) -> float:
        return min(self._before_s, self._now_s) + last.utc_s - last.monotonic_s


class Blocks:
    """Gathers pieces; `error_s` is how far the clock of the computer may be off."""

    def __init__(self, stream: Stream, from_s: float) -> None:
        """`from_s` is where in the time of the station its samples begin."""
        self._stream = stream
        self._from_s = from_s
        self._counted = 0
        self._kept: list[Piece] = []
        self._kept_bytes = 0
        self._clock = Clock()
        self._wanted_bytes = round(BLOCK_S * stream.rate_hz) * stream.sample_bytes
        self.error_s = 0.0

    @property
    def end_s(self) -> float:
        """Of the samples that were given out."""
        return self._from_s + self._counted / self._stream.rate_hz

    def take(self, piece: Piece) -> list[SampleBlock]:
        """What is whole with this piece."""
        whole = self.rest() if piece.gap_before and not self._is_short(piece) else []
        self._kept.append(piece)
        self._kept_bytes += len(piece.data)
        return whole + self.rest() if self._kept_bytes >= self._wanted_bytes else whole

    def rest(self) -> list[SampleBlock]:
        """What is not a whole block yet."""
        if not self._kept:
            return []
        pieces, self._kept, self._kept_bytes = self._kept, [], 0
        return [self._block(pieces)]

    def _block(self, pieces: list[Piece]) -> SampleBlock:
        stream, first = self._stream, pieces[0]
        is_broken = first.gap_before and not self._is_short(first)
        lost_before = self._lost_before(first) if is_broken else 0
        self._counted += lost_before
        time_s, filled, parts = self.end_s, 0, list[Samples]()
        for number, piece in enumerate(pieces):
            gap = 0 if is_broken and number == 0 else piece.samples_lost
            samples = _complex_samples(piece.data, stream)
            parts += [np.zeros(gap, np.complex64), samples]
            filled += gap
            self._counted += gap + samples.size
            self._clock.take(self.end_s, piece)
        return SampleBlock(
            samples=np.concatenate(parts),
            rate_hz=stream.rate_hz,
            center_hz=stream.center_hz,
            time_s=time_s,
            utc_s=time_s + self._clock.utc_less_count_s(pieces[-1]),
            utc_uncertainty_s=self.error_s + LATENESS_S,
            gap_before=is_broken,
            samples_lost=lost_before + filled,
            kind=stream.kind,
        )

    def _is_short(self, piece: Piece) -> bool:
        return 0 < piece.samples_lost <= SHORT_S * self._stream.rate_hz

    def _lost_before(self, piece: Piece) -> int:
        """Where nobody counted, the clock tells."""
        if piece.samples_lost:
            return piece.samples_lost
        rate_hz = self._stream.rate_hz
        to_s = self.end_s + len(piece.data) / self._stream.sample_bytes / rate_hz
        lost = round(self._clock.missing_s(to_s, piece) * rate_hz)
        self._clock.restart()
        return lost


def _complex_samples(data: bytes, stream: Stream) -> Samples:
    components = components_from_bytes(data, stream.encoding)
    if stream.kind is SignalKind.IQ:
        return components.view(np.complex64)
    return components.reshape(-1, stream.channels)[:, 0].astype(np.complex64)
