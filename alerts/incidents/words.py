"""Figures as a coordinator reads them in the reason of an alert."""

from alerts.timestamp import Timestamp
from decoder.message import Position


def length(length_m: float) -> str:
    """Two figures at least: 120 m, 5.2 km, 51 km."""
    if length_m < 999.5:
        return f"{length_m:.0f} m"
    length_km = length_m / 1e3
    return f"{length_km:.1f} km" if length_km < 9.95 else f"{length_km:.0f} km"


def duration(duration_s: float) -> str:
    """In the unit that a person would say: 50 s, 10.5 min, 24 h."""
    for unit_s, unit in ((3600.0, "h"), (60.0, "min")):
        if duration_s >= 2 * unit_s or duration_s == unit_s:
            return f"{round(duration_s / unit_s, 1):g} {unit}"
    return f"{duration_s:.0f} s"


def place(position: Position) -> str:
    """Degrees as far as a beacon knows them: 32.7333°N 117.2000°W, within 120 m."""
    south_north, west_east = "SN"[position.lat >= 0], "WE"[position.lon >= 0]
    degrees = f"{abs(position.lat):.4f}°{south_north} {abs(position.lon):.4f}°{west_east}"
    return f"{degrees}, within {length(position.radius_95_m)}"


def clock(time: Timestamp) -> str:
    """Of the day: 12:00:05 UTC."""
    return f"{time[11:19]} UTC"
