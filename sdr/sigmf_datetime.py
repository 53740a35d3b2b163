"""The times of SigMF's captures, and how sure they are.

Source: SigMF specification 1.2.6, "Capture Segment Objects": core:datetime is as RFC 3339 has it,
and always ends in Z. Programs also write a blank for the T, an offset from UTC, or no zone at all.
"""

import re
from datetime import datetime

import msgspec

from sdr.file_names import ZONE_UNKNOWN_S

_WHOLE_SECOND_S = 1.0
_HOST_CLOCK_S = 0.01
"""A time with a fraction is a computer's, taken when a buffer arrived: hardly better than this."""

_DATETIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[Tt ](?P<time>\d\d:\d\d:\d\d)(?P<fraction>\.\d+)?"
    r" ?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?"
)


class SigmfTime(msgspec.Struct, frozen=True, kw_only=True):
    """A clock's reading. Without a zone it is taken as UTC, and may be local time all the same."""

    utc_s: float
    resolution_s: float
    has_zone: bool

    @property
    def uncertainty_s(self) -> float:
        return self.resolution_s if self.has_zone else ZONE_UNKNOWN_S

    def later(self, elapsed_s: float) -> "SigmfTime":
        return msgspec.structs.replace(self, utc_s=self.utc_s + elapsed_s)

    def difference_uncertainty_s(self, other: "SigmfTime") -> float:
        """Of the time between two readings; a recording has one unknown zone, not two."""
        if self.has_zone != other.has_zone:
            return self.uncertainty_s + other.uncertainty_s
        return self.resolution_s + other.resolution_s


def read_datetime(text: str | None) -> SigmfTime | None:
    """None where there is no time, or one that does not exist."""
    match = _DATETIME.fullmatch(text or "")
    if match is None:
        return None
    day, time, fraction, zone = match.group("day", "time", "fraction", "zone")
    try:
        start = datetime.fromisoformat(f"{day}T{time}{(zone or 'Z').upper()}")
    except ValueError:
        return None
    return SigmfTime(
        utc_s=start.timestamp() + float(fraction or 0.0),
        resolution_s=_resolution_s(fraction),
        has_zone=zone is not None,
    )


def _resolution_s(fraction: str | None) -> float:
    if fraction is None:
        return _WHOLE_SECOND_S
    return max(10.0 ** -(len(fraction) - 1), _HOST_CLOCK_S)
