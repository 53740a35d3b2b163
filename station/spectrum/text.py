"""A spectrum for scripts: lines of text, or one JSON document a row."""

from collections.abc import Iterator

import msgspec

from alerts.timestamp import rfc3339
from sdr.health.spurs import Spur
from station.spectrum.view import View


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """
    time               RFC 3339, UTC; null where unknown
    first_hz, step_hz  of the densities; offsets from the middle where center_hz is null
    band_dbfs          power in 406.0 to 406.1 MHz; null where that was not received whole
    """

    time_s: float
    time: str | None
    center_hz: float | None
    rate_hz: float
    noise_dbfs_hz: float
    rms_dbfs: float
    peak_dbfs: float
    dc_dbfs: float
    clipped_fraction: float
    band_dbfs: float | None
    peak_hz: float
    peak_above_floor_db: float
    spurs: tuple[Spur, ...]
    first_hz: float
    step_hz: float
    density_dbfs_hz: list[float]


def row_of(view: View) -> Row:
    look, step_hz = view.look, (view.high_hz - view.low_hz) / view.columns_db.size
    return Row(
        time_s=round(view.time_s, 3),
        time=rfc3339(view.utc_s),
        center_hz=look.spectrum.center_hz,
        rate_hz=look.spectrum.rate_hz,
        noise_dbfs_hz=round(look.noise_dbfs_hz, 2),
        rms_dbfs=round(look.level.rms_dbfs, 2),
        peak_dbfs=round(look.level.peak_dbfs, 2),
        dc_dbfs=round(look.level.dc_dbfs, 2),
        clipped_fraction=look.clipped_fraction,
        band_dbfs=None if look.band_dbfs is None else round(look.band_dbfs, 2),
        peak_hz=round(view.peak_hz, 1),
        peak_above_floor_db=round(view.peak_db, 2),
        spurs=view.spurs,
        first_hz=view.low_hz + step_hz / 2,
        step_hz=step_hz,
        density_dbfs_hz=[round(look.noise_dbfs_hz + float(db), 1) for db in view.columns_db],
    )


def lines_of(view: View) -> Iterator[str]:
    """Figures as comments, then a frequency in hertz and a density in dBFS/Hz on each line."""
    row = row_of(view)
    yield f"# time {row.time or f'{row.time_s:.3f} s'}"
    yield from (f"# {name} {value}" for name, value in figures(view))
    yield "# frequency_hz density_dbfs_hz"
    for i, density_dbfs_hz in enumerate(row.density_dbfs_hz):
        yield f"{row.first_hz + i * row.step_hz:.1f} {density_dbfs_hz:.1f}"


def figures(view: View) -> Iterator[tuple[str, str]]:
    """What they are called, and their values with units."""
    look = view.look
    yield "noise floor", f"{look.noise_dbfs_hz:.1f} dBFS/Hz"
    yield "level", f"{look.level.rms_dbfs:.1f} dBFS"
    yield "clipped", f"{100 * look.clipped_fraction:.2g} %"
    if look.band_dbfs is not None:
        yield "406.0-406.1 MHz", f"{look.band_dbfs:.1f} dBFS"
    yield "strongest", f"{frequency(view, view.peak_hz)}, {view.peak_db:.1f} dB over the floor"
    for spur in view.spurs[:3]:
        where = frequency(view, spur.frequency_hz)
        yield "always there", f"{where}, {spur.above_floor_db:.1f} dB over the floor"


def frequency(view: View, frequency_hz: float) -> str:
    if view.look.spectrum.center_hz is None:
        return f"{frequency_hz / 1e3:+.1f} kHz from the middle"
    return f"{frequency_hz / 1e6:.4f} MHz"
