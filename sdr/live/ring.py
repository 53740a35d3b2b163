"""Samples on their way from the thread of a source to the thread that decodes them, counted.

When the decoder falls behind, the oldest half goes. The oldest, because an alert about what is
heard now is worth more than one about what was heard before; half, because one long gap breaks
fewer bursts than many short ones.
"""

import threading
from collections import deque

import msgspec

from sdr.live.piece import Piece


class RingCounts(msgspec.Struct, frozen=True, kw_only=True):
    """In samples, since the ring was made; high_water_bytes is the most that ever waited."""

    received: int
    dropped: int
    waiting: int
    high_water_bytes: int


class Ring:
    """put() from any thread never waits; take() is for one thread.

    What is dropped is marked on the next piece that is taken. At least the newest piece is kept,
    however large.
    """

    def __init__(self, capacity_bytes: int, *, sample_bytes: int) -> None:
        if capacity_bytes < 1:
            raise ValueError(f"capacity_bytes {capacity_bytes}: must be 1 at least")
        self._capacity_bytes = capacity_bytes
        self._sample_bytes = sample_bytes
        self._pieces: deque[Piece] = deque()
        self._changed = threading.Condition()
        self._waiting_bytes = self._received_bytes = self._dropped_bytes = self._high_water = 0
        self._gap_before = False
        self._samples_lost = 0

    @property
    def counts(self) -> RingCounts:
        with self._changed:
            return RingCounts(
                received=self._received_bytes // self._sample_bytes,
                dropped=self._dropped_bytes // self._sample_bytes,
                waiting=self._waiting_bytes // self._sample_bytes,
                high_water_bytes=self._high_water,
            )

    def put(self, piece: Piece) -> None:
        with self._changed:
            self._pieces.append(piece)
            self._received_bytes += len(piece.data)
            self._waiting_bytes += len(piece.data)
            if self._waiting_bytes > self._capacity_bytes:
                self._drop_oldest()
            self._high_water = max(self._high_water, self._waiting_bytes)
            self._changed.notify()

    def take(self, timeout_s: float) -> Piece | None:
        """The oldest piece, waited for if need be; None when none has come in time."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._pieces, timeout_s):
                return None
            piece = self._pieces.popleft()
            self._waiting_bytes -= len(piece.data)
            if self._gap_before:
                lost = self._samples_lost + piece.samples_lost
                piece = msgspec.structs.replace(piece, gap_before=True, samples_lost=lost)
                self._gap_before, self._samples_lost = False, 0
            return piece

    def _drop_oldest(self) -> None:
        while len(self._pieces) > 1 and self._waiting_bytes > self._capacity_bytes // 2:
            piece = self._pieces.popleft()
            self._waiting_bytes -= len(piece.data)
            self._dropped_bytes += len(piece.data)
            self._samples_lost += piece.samples_lost + len(piece.data) // self._sample_bytes
            self._gap_before = True
