"""A station's health in lines for a terminal, what matters most first."""

from collections.abc import Iterator, Sequence

from alerts.incidents.words import duration
from alerts.timestamp import Timestamp, unix_s
from station.web.health import Health, SourceHealth
from station.words import count

CELLS_APART = "  "


def lines_of(health: Health) -> Iterator[str]:
    yield f"{health.station} is {health.state}: {health.reason}"
    last = _ago(health.last_sample, health)
    yield f"beacon406 {health.version}, running for {_ago(health.since, health)}; " + (
        "no sample so far" if last is None else f"last sample {last} ago"
    )
    for source in health.sources:
        yield ""
        yield from _receiver(source, health)
    if health.channels:
        yield ""
        yield from table(
            [
                ("channel", "waits", "expired", "refused", "state"),
                *(
                    (
                        each.name,
                        str(each.pending),
                        str(each.expired),
                        str(each.refused),
                        each.trouble or "can be used",
                    )
                    for each in health.channels
                ),
            ]
        )
    yield ""
    yield from table([("clock", _clock(health)), ("test burst", _test_burst(health))])


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns one under the other; the last is as long as it likes."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        yield CELLS_APART.join([*cells, row[-1]])


def _receiver(source: SourceHealth, health: Health) -> Iterator[str]:
    yield f"{source.name} ({source.kind}): {source.problem or source.finding}"
    last = _ago(source.last_sample, health)
    yield from table(
        [
            ("  last sample", "none" if last is None else f"{last} ago"),
            ("  noise floor", _measured(source.noise_dbfs_hz, ".1f", "dBFS/Hz")),
            ("  gain", _measured(source.gain_db, ".1f", "dB", "none to set")),
            ("  clipped", _measured(_percent(source.clipped_fraction), ".2g", "%")),
            ("  lost", f"{source.samples_lost} of {source.samples + source.samples_lost} samples"),
            ("  opened again", count(source.restarts, "time")),
            ("  crystal", crystal(source)),
            ("  heard", _heard(source)),
        ]
    )


def crystal(source: SourceHealth) -> str:
    if source.frequency_error_ppm is None:
        return "not calibrated"
    uncertainty = source.frequency_uncertainty_ppm
    within = "" if uncertainty is None else f", within {uncertainty:.2g}"
    return f"{source.frequency_error_ppm:+.2f} ppm{within}"


def _heard(source: SourceHealth) -> str:
    bursts = ", ".join(
        f"{count} {what.split(' ', 1)[1].replace('_', ' ')}"
        for what, count in sorted(source.bursts.items())
    )
    return bursts or "no burst"


def _clock(health: Health) -> str:
    if health.clock is None:
        return "not looked at"
    if health.clock.error_s is None:
        return "nobody sets it: times may be far off"
    within = f"within {health.clock.error_s * 1e3:.3g} ms"
    return f"{within}: poor" if health.clock.is_poor else within


def _test_burst(health: Health) -> str:
    burst = health.test_burst
    if burst is None or burst.every_s == 0:
        return "off"
    if burst.problem is not None:
        return burst.problem
    arrived = _ago(burst.arrived, health)
    came = "none so far" if arrived is None else f"came out {arrived} ago"
    return f"{came}; one every {duration(burst.every_s)}"


def _ago(time: Timestamp | None, health: Health) -> str | None:
    """By the station's clock."""
    return None if time is None else duration(max(0.0, unix_s(health.time) - unix_s(time)))


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share


def _measured(value: float | None, form: str, unit: str, otherwise: str = "not known") -> str:
    return otherwise if value is None else f"{value:{form}} {unit}"
