"""Pieces of a live source to the blocks that a decoder takes, placed in time.

Time is counted by samples, which is steady; the clock of the computer only says where it begins.
A piece comes late or in time, never early, so the earliest of late tells when samples are taken.
"""

import math

import numpy as np

from sdr.block import SampleBlock, SignalKind
from sdr.live.piece import Piece, Stream
from sdr.sample_format import components_from_bytes

BLOCK_S = 0.25
"""Long enough that work per block does not count, short against the second that an alert may
take."""
LATENESS_WINDOW_S = 60.0
CLOCK_STEP_S = 1.0
"""A clock that leaps by so much has been set."""
LATENESS_S = 0.1
"""By which the least late piece may be late: a transfer by USB, and a busy computer."""


class Clock:
    """UTC at the start of the count of samples, from pieces that come late by different times."""

    def __init__(self) -> None:
        self._since_s = -math.inf
        self._before_s = self._now_s = math.inf

    def take(self, time_s: float, utc_s: float) -> float:
        """What to add to the count; the last sample counted time_s, and came in at utc_s."""
        lag_s = utc_s - time_s
        if abs(lag_s - min(self._before_s, self._now_s)) > CLOCK_STEP_S:
            self._before_s = self._now_s = lag_s
            self._since_s = time_s
        elif time_s - self._since_s > LATENESS_WINDOW_S:
            self._before_s, self._now_s, self._since_s = self._now_s, lag_s, time_s
        self._now_s = min(self._now_s, lag_s)
        return min(self._before_s, self._now_s)


class Blocks:
    """Gathers pieces; `error_s` is how far the clock of the computer may be off."""

    def __init__(self, stream: Stream, from_s: float) -> None:
        """`from_s` is where in the time of the station its samples begin."""
        self._stream = stream
        self._end_s = from_s
        self._kept: list[Piece] = []
        self._kept_bytes = 0
        self._clock = Clock()
        self._wanted_bytes = round(BLOCK_S * stream.rate_hz) * stream.sample_bytes
        self.error_s = 0.0

    @property
    def end_s(self) -> float:
        """Of the samples that were given out."""
        return self._end_s

    def take(self, piece: Piece) -> list[SampleBlock]:
        """What is whole with this piece."""
        whole = self.rest() if piece.gap_before and self._kept else []
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
        samples = _complex_samples(b"".join(each.data for each in pieces), stream)
        self._end_s += first.samples_lost / stream.rate_hz
        time_s, self._end_s = self._end_s, self._end_s + len(samples) / stream.rate_hz
        offset_s = self._clock.take(self._end_s, pieces[-1].utc_s)
        return SampleBlock(
            samples=samples,
            rate_hz=stream.rate_hz,
            center_hz=stream.center_hz,
            time_s=time_s,
            utc_s=time_s + offset_s,
            utc_uncertainty_s=self.error_s + LATENESS_S,
            gap_before=first.gap_before,
            samples_lost=first.samples_lost,
            kind=stream.kind,
        )


def _complex_samples(data: bytes, stream: Stream) -> np.ndarray[tuple[int], np.dtype[np.complex64]]:
    components = components_from_bytes(data, stream.encoding)
    if stream.kind is SignalKind.IQ:
        return components.view(np.complex64)
    return components.reshape(-1, stream.channels)[:, 0].astype(np.complex64)
