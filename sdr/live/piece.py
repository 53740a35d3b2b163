"""What a live source delivers: raw samples in the order in which they came, and what is missing."""

import msgspec

from sdr.block import SignalKind
from sdr.sample_format import Encoding


class Stream(msgspec.Struct, frozen=True, kw_only=True):
    """How the bytes of a source's pieces are to be read.

    channels     components per sample: 2 for IQ, 1 for audio
    center_hz    radio frequency at 0 Hz of the samples; None for FM audio
    """

    encoding: Encoding
    rate_hz: float
    center_hz: float | None
    channels: int = 2
    kind: SignalKind = SignalKind.IQ

    @property
    def sample_bytes(self) -> int:
        return self.channels * self.encoding.size_bytes


class Piece(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """A whole number of contiguous samples.

    utc_s          Unix time when the last of them came in
    monotonic_s    the same by the clock that is never set
    gap_before     samples are missing between the piece before and this one
    samples_lost   how many, where known (0 where unknown or none)
    """

    data: bytes
    utc_s: float
    monotonic_s: float
    gap_before: bool = False
    samples_lost: int = 0
