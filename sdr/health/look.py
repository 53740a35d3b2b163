"""A short look at the samples once in a while: what the whole of a station's health is told from.

20 ms in each second. A look at 2.4 MS/s takes 2 ms, the lines that stay in ten of them 1 ms: a
third of a percent of one core. A fault of the receiver lasts; what is shorter is the decoder's.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from msgspec.structs import replace

from sdr.block import SampleBlock, SignalKind
from sdr.health.level import Level, clipped_fraction, level_of, mean_level
from sdr.health.noise import noise_density_dbfs_hz
from sdr.health.spectrum import BINS, Spectrum, band_power_dbfs, spectrum_of
from sdr.live.piece import Piece, Stream
from sdr.sample_format import Encoding, components_from_bytes

BAND_HZ = (406.0e6, 406.1e6)
LOOK_S = 0.02
EVERY_S = 1.0
GOLDEN = 0.618034
"""The n-th look is late by the fraction of n times this: in the long run a second after the one
before, but not in step with what is sent every second or two, which would else seem to be always
there."""


class Look(msgspec.Struct, frozen=True, eq=False):
    """What was measured at one time.

    time_s            by the clock that is never set, when the last of the samples came in
    clipped_fraction  of the converter's readings
    noise_dbfs_hz     the noise floor
    band_dbfs         power in 406.0 to 406.1 MHz; None where that was not received whole
    """

    time_s: float
    level: Level
    clipped_fraction: float
    noise_dbfs_hz: float
    band_dbfs: float | None
    spectrum: Spectrum


def look_at(data: bytes | memoryview, stream: Stream, time_s: float, bins: int = BINS) -> Look:
    """`data` is a whole number of the stream's samples, and at least one."""
    components = components_from_bytes(data, stream.encoding)
    if stream.kind is SignalKind.IQ:
        samples = components.view(np.complex64)
    else:
        samples = components.reshape(-1, stream.channels)[:, 0].astype(np.complex64)
    block = SampleBlock(samples, stream.rate_hz, stream.center_hz, time_s, kind=stream.kind)
    return look_at_block(block, stream.encoding, bins)


def look_at_block(block: SampleBlock, encoding: Encoding, bins: int = BINS) -> Look:
    """At all of a block, which was read from that encoding; its time is the block's."""
    samples = np.ascontiguousarray(block.samples)
    components = samples.view(np.float32)
    if block.kind is not SignalKind.IQ:
        components = components[::2]
    spectrum = spectrum_of(samples, block.rate_hz, block.center_hz, bins)
    return Look(
        time_s=block.time_s,
        level=level_of(samples),
        clipped_fraction=clipped_fraction(components, encoding),
        noise_dbfs_hz=noise_density_dbfs_hz(spectrum),
        band_dbfs=band_power_dbfs(spectrum, *BAND_HZ),
        spectrum=spectrum,
    )


def averaged(looks: Sequence[Look]) -> Look:
    """The last of at least one, as if it had been as long as all those of its tuning together."""
    last = looks[-1]
    alike = [one for one in looks if one.spectrum.is_tuned_as(last.spectrum)]
    spectrum = replace(
        last.spectrum,
        density=np.mean([one.spectrum.density for one in alike], axis=0, dtype=np.float32),
        averaged=sum(one.spectrum.averaged for one in alike),
    )
    return replace(
        last,
        level=mean_level([one.level for one in alike]),
        clipped_fraction=float(np.mean([one.clipped_fraction for one in alike])),
        noise_dbfs_hz=noise_density_dbfs_hz(spectrum),
        band_dbfs=band_power_dbfs(spectrum, *BAND_HZ),
        spectrum=spectrum,
    )


class Looker:
    """Takes the pieces of a stream, and looks at LOOK_S of unbroken samples every EVERY_S or so."""

    def __init__(
        self, stream: Stream, *, look_s: float = LOOK_S, every_s: float = EVERY_S, bins: int = BINS
    ) -> None:
        self._stream = stream
        self._wanted_bytes = max(1, round(look_s * stream.rate_hz)) * stream.sample_bytes
        self._every_s = every_s
        self._bins = bins
        self._next_s = -np.inf
        self._looks = 0
        self._kept: list[bytes] = []

    def take(self, piece: Piece) -> Look | None:
        """Costs nothing but where a look is due."""
        if piece.monotonic_s < self._next_s:
            return None
        if piece.gap_before:
            self._kept.clear()
        self._kept.append(piece.data[: self._wanted_bytes])
        if sum(map(len, self._kept)) < self._wanted_bytes:
            return None
        data = _joined(self._kept)[: self._wanted_bytes]
        self._kept.clear()
        late, self._looks = self._looks * GOLDEN % 1, self._looks + 1
        later = 1 + self._looks * GOLDEN % 1 - late
        self._next_s = piece.monotonic_s + self._every_s * later
        return look_at(data, self._stream, piece.monotonic_s, self._bins)


def _joined(pieces: Sequence[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
