"""A short look at the samples once in a while: what the whole of a station's health is told from.

20 ms in each second. A look at 2.4 MS/s takes about 3 ms, so it costs a third of a percent of one
core; a fault of the receiver lasts, and what is shorter is the decoder's to judge.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from sdr.block import SignalKind
from sdr.health.level import Level, clipped_fraction, level_of
from sdr.health.noise import noise_density_dbfs_hz
from sdr.health.spectrum import BINS, Spectrum, band_power_dbfs, spectrum_of
from sdr.live.piece import Piece, Stream
from sdr.sample_format import components_from_bytes

BAND_HZ = (406.0e6, 406.1e6)
LOOK_S = 0.02
EVERY_S = 1.0


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
    samples = _samples(components, stream)
    spectrum = spectrum_of(samples, stream.rate_hz, stream.center_hz, bins)
    return Look(
        time_s=time_s,
        level=level_of(samples),
        clipped_fraction=clipped_fraction(components, stream.encoding),
        noise_dbfs_hz=noise_density_dbfs_hz(spectrum),
        band_dbfs=band_power_dbfs(spectrum, *BAND_HZ),
        spectrum=spectrum,
    )


def _samples(components: NDArray[np.float32], stream: Stream) -> NDArray[np.complex64]:
    if stream.kind is SignalKind.IQ:
        return components.view(np.complex64)
    return components.reshape(-1, stream.channels)[:, 0].astype(np.complex64)


class Looker:
    """Takes the pieces of a stream, and looks at LOOK_S of unbroken samples in every EVERY_S."""

    def __init__(
        self, stream: Stream, *, look_s: float = LOOK_S, every_s: float = EVERY_S, bins: int = BINS
    ) -> None:
        self._stream = stream
        self._wanted_bytes = max(1, round(look_s * stream.rate_hz)) * stream.sample_bytes
        self._every_s = every_s
        self._bins = bins
        self._next_s = -np.inf
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
        self._next_s = piece.monotonic_s + self._every_s
        return look_at(data, self._stream, piece.monotonic_s, self._bins)


def _joined(pieces: Sequence[bytes]) -> bytes:
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
