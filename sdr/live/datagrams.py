"""Datagrams to pieces; with numbers in them, what the network lost is known to the sample."""

import asyncio
import struct
import time

from sdr.live.byte_stream import piece_bytes
from sdr.live.handoff import Handoff
from sdr.live.piece import Piece, Stream
from sdr.live.settings import NetworkSettings
from sdr.live.source import SourceError

SEQUENCE = struct.Struct("<Q")
LATEST = 1000
"""Datagrams: a number further back is not of a late one, but of a sender that began afresh."""


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, settings: NetworkSettings, stream: Stream, handoff: Handoff) -> None:
        self._label = settings.label
        self._has_sequence = settings.sequence == "u64"
        self._sample_bytes = stream.sample_bytes
        self._piece_bytes = piece_bytes(stream)
        self._handoff = handoff
        self._waiting = bytearray()
        self._last: int | None = None
        self._gap_before = False
        self._samples_lost = 0

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        samples = memoryview(data)
        if self._has_sequence:
            if len(data) < SEQUENCE.size:
                self._refuse(f"{addr[0]} has sent a datagram of {len(data)} bytes")
                return
            (number,) = SEQUENCE.unpack_from(data)
            samples = samples[SEQUENCE.size :]
            if self._is_late(number):
                return
            self._count(number, len(samples) // self._sample_bytes)
        if len(samples) % self._sample_bytes:
            self._refuse(
                f"{addr[0]} has sent {len(samples)} bytes of samples of {self._sample_bytes}"
            )
            return
        self._waiting += samples
        if len(self._waiting) >= self._piece_bytes:
            self._hand_over()

    def _is_late(self, number: int) -> bool:
        """Its samples have been counted as lost."""
        return self._last is not None and 0 <= self._last - number < LATEST

    def _count(self, number: int, samples: int) -> None:
        if self._last is not None and number != self._last + 1:
            self._hand_over()
            self._gap_before = True
            self._samples_lost += max(0, number - self._last - 1) * samples
        self._last = number

    def _hand_over(self) -> None:
        if self._waiting:
            piece = Piece(
                data=bytes(self._waiting),
                utc_s=time.time(),
                monotonic_s=time.monotonic(),
                gap_before=self._gap_before,
                samples_lost=self._samples_lost,
            )
            self._waiting.clear()
            self._gap_before, self._samples_lost = False, 0
            self._handoff.put(piece)

    def _refuse(self, reason: str) -> None:
        remedy = "correct format and sequence, or what is sent here"
        self._handoff.fail(SourceError(self._label, reason, remedy))
