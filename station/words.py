"""Measurements in the words and units that rescuers use."""

from decoder.message import Position


def place(position: Position | None) -> str | None:
    """Where, and within how far of it with 95 % probability."""
    if position is None:
        return None
    return f"{degrees_minutes(position)} within {distance(position.radius_95_m)}"


def degrees_minutes(position: Position) -> str:
    """As charts have it: 47°30.00'N 008°12.50'E."""
    return f"{_axis(position.lat, 2, 'NS')} {_axis(position.lon, 3, 'EW')}"


def _axis(degrees: float, width: int, hemispheres: str) -> str:
    # Rounded once, in hundredths of a minute, so that 59.999' becomes a degree and never 60.00'.
    whole, hundredths = divmod(round(abs(degrees) * 6000), 6000)
    return f"{whole:0{width}}°{hundredths / 100:05.2f}'{hemispheres[degrees < 0]}"


def distance(length_m: float) -> str:
    return f"{length_m:.0f} m" if length_m < 1000 else f"{length_m / 1000:.1f} km"


def duration(seconds: float) -> str:
    return f"{seconds:.3g} s" if seconds < 100 else f"{seconds / 60:.1f} min"


def moment(time: str | None, time_s: float | None) -> str:
    """UTC where it is known, else the time from the recording's start."""
    if time is not None:
        return time.replace("T", " ")
    return "" if time_s is None else f"{time_s:.3f} s"


def corrections(corrected_bits: tuple[int | None, ...]) -> str:
    """Corrected bits per protected field, "?" for a field beyond correction: "0+1", "2+?"."""
    return "+".join("?" if count is None else str(count) for count in corrected_bits)


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
