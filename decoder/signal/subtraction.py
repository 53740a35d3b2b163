"""Rebuilds a decoded burst and takes it out, so that what it covered can be heard.

The message is known, and all else nearly: what small errors of timing and rise time would add to
the wave is fitted along with it, as two more waves. Errors of its index, or of its level in time,
are not: they add a carrier, and may be another burst's on the same frequency.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from decoder import fourier
from decoder.arrays import Samples, Times
from decoder.signal.demodulator import CARRIER_S, SoftBurst
from decoder.signal.lines import Line
from decoder.signal.slices import Slice, fade
from decoder.simulation.waveform import FgbBurst, phase_modulation

FINER = 2
"""Times the slice's rate at which a wave is rebuilt: swings are wider than a slice."""
Shares = NDArray[np.complex128]
BESIDE = 16
"""Samples of a slice beside the burst into which the slice's filter smears it."""
ERRORS = 2


class Known(msgspec.Struct, frozen=True, eq=False):
    """A decoded burst: its line, what was measured in which slice, and its message.

    shares   of the wave as measured, and of each error
    """

    line: Line
    burst: SoftBurst
    message_hex: str
    slice_s: float
    slice_hz: float
    shares: tuple[complex, ...] = (1.0,) + (0.0,) * ERRORS

    @property
    def wave(self) -> FgbBurst:
        """Its modulation, from time 0."""
        return FgbBurst(
            bits=f"{int(self.message_hex, 16):0{4 * len(self.message_hex)}b}",
            start_s=0.0,
            bit_rate_bps=self.burst.bit_rate_bps,
            modulation_index_rad=self.burst.modulation_index_rad,
        )

    @property
    def start_s(self) -> float:
        return self.slice_s + self.burst.start / self.burst.rate_hz

    @property
    def end_s(self) -> float:
        return self.start_s + self.wave.duration_s


def taken_out(known: Known, piece: Slice) -> tuple[Known, Slice]:
    """The burst as it fits its own slice best, and the slice without it."""
    place, waves = _waves(known, piece)
    shares = _fit(waves, piece.samples[place])
    known = msgspec.structs.replace(known, shares=tuple(complex(share) for share in shares))
    return known, _less(piece, place, shares @ waves)


def without(piece: Slice, known: Known) -> Slice:
    """A slice less what it holds of a known burst, whose level is fitted anew.

    A burst whose carrier lies outside the slice is left.
    """
    if abs(piece.middle_hz - known.slice_hz) > piece.rate_hz / 2:
        return piece
    place, waves = _waves(known, piece)
    if waves.shape[1] == 0:
        return piece
    wave = np.array(known.shares, np.complex64) @ waves
    level = _fit(wave[None], piece.samples[place])
    return _less(piece, place, level[0] * wave)


def _less(piece: Slice, place: slice, wave: NDArray[np.complexfloating]) -> Slice:
    clean = piece.samples.copy()
    clean[place] -= wave.astype(np.complex64)
    return msgspec.structs.replace(piece, samples=clean)


def _fit(waves: Samples, samples: Samples) -> Shares:
    """Least squares: how much there is of each. (waves,)."""
    alike = (waves @ waves.conj().T).astype(np.complex128)
    alike += np.eye(len(waves)) * (1e-6 * np.abs(np.diag(alike)) + 1e-30)
    both: Shares = (waves.conj() @ samples).astype(np.complex128)
    return np.asarray(np.linalg.solve(alike.T, both), np.complex128)


def _waves(known: Known, piece: Slice) -> tuple[slice, Samples]:
    """Where the burst is in a slice; how it looks there at unit amplitude, and each error's wave.

    returns  the place, and (1 + ERRORS, its samples): as it is, and what being later
             and having longer rises adds
    """
    from_start = known.start_s - piece.from_s, known.end_s - piece.from_s
    first, last = (int(np.ceil(s * piece.rate_hz)) for s in from_start)
    place = slice(max(first - BESIDE, 0), min(max(last + BESIDE, 0), piece.samples.size))
    if place.stop <= place.start:
        return slice(0, 0), np.zeros((1 + ERRORS, 0), np.complex64)
    size = fourier.fast_size(place.stop - place.start + 2 * BESIDE)
    steps = np.arange(FINER * size) / FINER + place.start - BESIDE
    time_s: Times = piece.from_s + steps / piece.rate_hz
    wide = _rebuilt(known, time_s)
    turns = known.slice_hz * (time_s - known.slice_s) - piece.middle_hz * (time_s - piece.from_s)
    wide *= np.exp(2j * np.pi * turns).astype(np.complex64)
    spectra = fourier.fft(wide)
    half = size // 2
    kept = np.concatenate((spectra[:, : size - half], spectra[:, -half:]), axis=1)
    kept *= fade(size) / np.float32(FINER)
    waves = fourier.ifft(kept)
    return place, waves[:, BESIDE : BESIDE + place.stop - place.start]


def _rebuilt(known: Known, time_s: Times) -> Samples:
    """(n,) times to (1 + ERRORS, n): not yet as narrow as a slice."""
    wave, burst = known.wave, known.burst
    since_s = time_s - known.start_s
    inside = (since_s >= 0) & (since_s < wave.duration_s)
    bits = (since_s - CARRIER_S) * burst.bit_rate_bps
    modulation = phase_modulation(wave, since_s)
    phase = np.polynomial.polynomial.polyval(bits, burst.phase_path) + modulation
    whole = np.exp(1j * phase) * inside
    slope = np.gradient(modulation)
    from_swing = 2 * bits - np.round(2 * bits)
    errors = (1.0, slope, slope * from_swing)
    return np.stack([(whole * error).astype(np.complex64) for error in errors])
