"""The spectrum of the band as it is now, for pointing an antenna and finding what disturbs it."""

from collections.abc import Mapping

import msgspec

from sdr.health.look import Look
from station.spectrum.view import View, span_of, view_of

COLUMNS_MOST = 512


class SpectrumRow(msgspec.Struct, frozen=True, kw_only=True):
    """What one receiver has last looked at: a new one each second while there are samples.

    source         its name
    number         grows with each new row
    center_hz      what it is tuned to; null where unknown: frequencies are offsets then
    low_hz         lower end of the first column
    high_hz        upper end of the last
    noise_dbfs_hz  the noise floor
    columns_dbfs_hz  the highest density in each column, by rising frequency
    peak_hz        of the strongest line, and
    peak_db        how far it is over the floor
    """

    source: str
    number: int
    center_hz: float | None
    low_hz: float
    high_hz: float
    noise_dbfs_hz: float
    columns_dbfs_hz: tuple[float, ...]
    peak_hz: float
    peak_db: float


class SpectrumRows(msgspec.Struct, frozen=True):
    """One for each receiver that has samples."""

    rows: tuple[SpectrumRow, ...]


def spectrum_rows(looks: Mapping[str, Look], *, wide: bool) -> SpectrumRows:
    """wide: all that is received, not the band alone."""
    return SpectrumRows(tuple(_row(name, look, wide=wide) for name, look in looks.items()))


def _row(name: str, look: Look, *, wide: bool) -> SpectrumRow:
    spectrum = look.spectrum
    low_hz, high_hz = span_of(spectrum, wide=wide)
    columns = max(1, min(COLUMNS_MOST, round((high_hz - low_hz) / spectrum.bin_hz)))
    view: View = view_of(look, None, columns, wide=wide)
    return SpectrumRow(
        source=name,
        number=round(look.time_s * 1e3),
        center_hz=spectrum.center_hz,
        low_hz=view.low_hz,
        high_hz=view.high_hz,
        noise_dbfs_hz=round(look.noise_dbfs_hz, 1),
        columns_dbfs_hz=tuple(
            round(float(column_db) + look.noise_dbfs_hz, 1) for column_db in view.columns_db
        ),
        peak_hz=round(view.peak_hz),
        peak_db=round(view.peak_db, 1),
    )
