"""Where in a file a run of samples lies and what is known about it: all that a header can tell."""

import msgspec

from sdr.block import SignalKind
from sdr.sample_format import Encoding


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """One contiguous run of samples, as SigMF uses the word; the other formats have just one.

    offset_bytes    of its first sample from the file's start
    size_bytes      as stated, even if the file is shorter; None: up to the end of the file
    channels        components per sample: 2 for IQ or stereo, 1 for audio
    perhaps_audio   two channels which nothing says to be IQ: alike in both, they are FM audio
    """

    offset_bytes: int
    size_bytes: int | None
    encoding: Encoding
    rate_hz: float
    channels: int = 2
    center_hz: float | None = None
    kind: SignalKind = SignalKind.IQ
    perhaps_audio: bool = False
    time_s: float = 0.0
    utc_s: float | None = None
    utc_uncertainty_s: float | None = None
    gap_before: bool = False
    samples_lost: int = 0

    @property
    def sample_bytes(self) -> int:
        return self.channels * self.encoding.size_bytes

    @property
    def duration_s(self) -> float | None:
        if self.size_bytes is None:
            return None
        return self.size_bytes // self.sample_bytes / self.rate_hz
