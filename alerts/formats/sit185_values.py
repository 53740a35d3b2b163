"""Times, positions and numbers as SIT 185 messages write them; None for what is none of these."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from alerts.formats.sit185_message import HUNDREDTHS, MONTHS, NOT_STATED, SitPosition
from alerts.timestamp import Timestamp, rfc3339

TIME: Final = re.compile(
    rf"(\d{{1,2}}) *({'|'.join(MONTHS)})[A-Z]* *(\d{{4}}|\d{{2}}) +(\d{{6}}|\d{{4}})(?!\d)"
)
ANGLE: Final = r"(\d{{1,{}}}) +(\d{{1,2}}(?:\.\d{{1,9}})?) *([{}])"
PLACE: Final = re.compile(
    rf"(?<![\d.]){ANGLE.format(2, 'NS')}[ ,/]*{ANGLE.format(3, 'EW')}(?![A-Z])"
)
PROBABILITY: Final = re.compile(r"PROB[A-Z]* +(\d{1,3}(?:\.\d{1,3})?) *PERCENT")
ACCURACY: Final = re.compile(r"ACCURACY +(\d{1,5}(?:\.\d{1,3})?) *NM")
ALTITUDE: Final = re.compile(r"ALTITUDE +(-?\d{1,6}(?:\.\d{1,3})?) *M")


def stated(text: str) -> str | None:
    """None for NIL and the like."""
    return None if text.strip() in NOT_STATED else text.strip()


def time(text: str) -> Timestamp | None:
    """10 JAN 26 1432, or with a year of four digits, or with seconds."""
    match = TIME.search(text)
    if match is None:
        return None
    day, month, year, clock = match.groups()
    year = f"20{year}" if len(year) == 2 else year
    date = f"{year} {MONTHS.index(month) + 1} {day}"
    return _read(f"{date} {clock:0<6}", "%Y %m %d %H%M%S")


def day_time(year: str, day_of_year: str, clock: str) -> Timestamp | None:
    """26 010 1432, of the head."""
    at = _read(f"20{year} {day_of_year} {clock}", "%Y %j %H%M")
    return at if at and at.startswith(f"20{year}") else None


def place(text: str) -> SitPosition | None:
    """32 44.00 N 117 12.00 W, also with blanks missing; what else is said of it where it is."""
    match = PLACE.search(text)
    if match is None:
        return None
    lat, lon = _degrees(*match.groups()[:3]), _degrees(*match.groups()[3:])
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    return SitPosition(
        lat, lon, _number(PROBABILITY, text), _number(ACCURACY, text), _number(ALTITUDE, text)
    )


def _degrees(degrees: str, minutes: str, side: str) -> float | None:
    if Decimal(minutes) >= 60:
        return None
    angle = float((int(degrees) * 60 + Decimal(minutes)) * 100) / HUNDREDTHS
    return -angle if side in "SW" else angle


def _number(pattern: re.Pattern[str], text: str) -> float | None:
    match = pattern.search(text)
    return float(match[1]) if match else None


def _read(text: str, form: str) -> Timestamp | None:
    try:
        return rfc3339(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None
