"""Times as other programs read them: RFC 3339, UTC, milliseconds, "Z"."""

import math
from datetime import UTC, datetime, timedelta
from typing import Annotated

from msgspec import Meta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Timestamp = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]


def rfc3339(utc_s: float | None) -> str | None:
    """Unix time as text, rounded to the millisecond; None where it is no time of years 1-9999."""
    if utc_s is None or not math.isfinite(utc_s):
        return None
    try:
        time = EPOCH + timedelta(milliseconds=round(utc_s * 1e3))
    except OverflowError:
        return None
    # Adding to an aware UTC time keeps it in UTC; isoformat spells that +00:00.
    return time.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def unix_s(time: Timestamp) -> float:
    """The other way round."""
    return datetime.fromisoformat(time).timestamp()
