"""Datagrams to pieces; with numbers in them, what the network lost is known to the sample.

Anybody may send here: what is no datagram of ours is dropped, and a number that is far from the one
before is believed only when the next one follows it, as RFC 3550 appendix A.1 does with RTP.
"""

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
FARTHEST_S = 5.0
"""No network loses more and goes on: before that, the source is said to give no samples."""
ALONE_S = 1.0
"""What is no datagram of ours is a fault where nothing else has come for so long."""


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, settings: NetworkSettings, stream: Stream, handoff: Handoff) -> None:
        self._label = settings.label
        self._number_bytes = SEQUENCE.size if settings.sequence == "u64" else 0
        self._stream = stream
        self._sender = settings.sender
        self._piece_bytes = piece_bytes(stream)
        self._handoff = handoff
        self._waiting = bytearray()
        self._last: int | None = None
        self._doubted: int | None = None
        self._gap_before = False
        self._samples_lost = 0
        self._dropped = 0
        self._ours_s = time.monotonic()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        samples = memoryview(data)[self._number_bytes :]
        count, rest = divmod(len(samples), self._stream.sample_bytes)
        if self._sender not in (None, addr[0]):
            self._drop(f"{addr[0]} has sent a datagram, and is not its sender")
        elif count == 0 or rest:
            self._drop(f"{addr[0]} has sent a datagram of {len(data)} bytes")
        else:
            self._ours_s, self._dropped = time.monotonic(), 0
            if not self._number_bytes or self._follows(SEQUENCE.unpack_from(data)[0], count):
                self._waiting += samples
                if len(self._waiting) >= self._piece_bytes:
                    self._hand_over()

    def _follows(self, number: int, samples: int) -> bool:
        """Whether what came with it continues what came before, be it after a gap."""
        missing = 0 if self._last is None else number - self._last - 1
        if -LATEST <= missing < 0:
            return False  # it has been counted as lost
        is_far = missing < 0 or missing * samples > FARTHEST_S * self._stream.rate_hz
        if is_far and number - 1 != self._doubted:
            self._doubted = number
            return False
        if missing:
            self._hand_over()
            self._gap_before = True
            self._samples_lost += 0 if is_far else missing * samples
        self._last, self._doubted = number, None
        return True

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

    def _drop(self, reason: str) -> None:
        self._dropped += 1
        alone_s = time.monotonic() - self._ours_s
        if alone_s >= ALONE_S:
            reason = f"{reason}; none of {self._dropped} in {alone_s:.1f} s is of use"
            remedy = "correct format, sequence and sender, or what is sent here"
            self._handoff.fail(SourceError(self._label, reason, remedy))
