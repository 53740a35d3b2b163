"""A spectrum as it is shown: one value a column, and what is worth a figure beside it."""

from collections.abc import Iterable

import msgspec
import numpy as np
from numpy.typing import NDArray

from sdr.health.level import decibels
from sdr.health.look import BAND_HZ, Look
from sdr.health.spectrum import Spectrum
from sdr.health.spurs import Spur, spurs_in

MARGIN_HZ = 25e3
"""Shown beside the band: how far a plain dongle may be off, and neighbours that disturb."""
CHANNEL_A_HZ, CHANNEL_STEP_HZ = 406.022e6, 3e3
CHANNELS = "ABCDEFGHIJKLMNOPQRS"
"""C/S T.012 Annex H."""


class View(msgspec.Struct, frozen=True, eq=False):
    """
    low_hz, high_hz   what is shown: radio frequencies, or offsets where the middle is unknown
    columns_db        (width,) the highest density in each column, over the noise floor
    peak_hz           of the strongest line shown, and
    peak_db           how far it is over the floor
    utc_s             Unix time, where known
    """

    time_s: float
    utc_s: float | None
    look: Look
    low_hz: float
    high_hz: float
    columns_db: NDArray[np.float32]
    peak_hz: float
    peak_db: float
    spurs: tuple[Spur, ...]

    def column(self, frequency_hz: float) -> int:
        """Where a frequency is shown; outside 0 to width - 1 where it is not."""
        share = (frequency_hz - self.low_hz) / (self.high_hz - self.low_hz)
        return int(np.floor(share * self.columns_db.size))


def view_of(
    look: Look,
    utc_s: float | None,
    width: int,
    recent: Iterable[Spectrum] = (),
    *,
    wide: bool = False,
) -> View:
    """`recent` looks, this one's included, show which lines stay."""
    spectrum = look.spectrum
    low_hz, high_hz = span_of(spectrum, wide=wide)
    shown = _bins(spectrum, low_hz, high_hz)
    over_db = spectrum.density_dbfs_hz - np.float32(look.noise_dbfs_hz)
    peak = shown.start + int(np.argmax(spectrum.density[shown]))
    return View(
        time_s=look.time_s,
        utc_s=utc_s,
        look=look,
        low_hz=low_hz,
        high_hz=high_hz,
        columns_db=highest_in_columns(over_db[shown], width),
        peak_hz=spectrum.frequency_hz(peak),
        peak_db=decibels(float(spectrum.density[peak])) - look.noise_dbfs_hz,
        spurs=tuple(spur for spur in spurs_in(recent) if low_hz <= spur.frequency_hz <= high_hz),
    )


def span_of(spectrum: Spectrum, *, wide: bool) -> tuple[float, float]:
    """The band with a margin as far as it was received; all of it where that is not of the band."""
    center_hz, half_hz = spectrum.center_hz or 0.0, spectrum.rate_hz / 2
    whole = (center_hz - half_hz, center_hz + half_hz)
    low_hz = max(BAND_HZ[0] - MARGIN_HZ, whole[0])
    high_hz = min(BAND_HZ[1] + MARGIN_HZ, whole[1])
    return whole if wide or high_hz - low_hz < 8 * spectrum.bin_hz else (low_hz, high_hz)


def highest_in_columns(values: NDArray[np.float32], width: int) -> NDArray[np.float32]:
    """(n,) values to (width,): each the highest of those that fall in it, or the nearest."""
    edges = np.linspace(0, values.size, width + 1)
    starts = np.minimum(edges[:-1].astype(np.intp), values.size - 1)
    if width >= values.size:
        return values[starts]
    highest: NDArray[np.float32] = np.maximum.reduceat(values, starts)
    return highest


def channels_in(view: View) -> list[tuple[int, str]]:
    """Columns and letters of the channels that are shown."""
    places = [
        (view.column(CHANNEL_A_HZ + i * CHANNEL_STEP_HZ), letter)
        for i, letter in enumerate(CHANNELS)
    ]
    return [(column, letter) for column, letter in places if 0 <= column < view.columns_db.size]


def _bins(spectrum: Spectrum, low_hz: float, high_hz: float) -> slice:
    shown = spectrum.bins_between(low_hz, high_hz)
    return shown if shown.start < shown.stop else slice(0, spectrum.density.size)
