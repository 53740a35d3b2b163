"""An alert as other programs and people read it: docs/formats.md says which field goes where.

Each format is a pure function of one alert. What is covert is rendered too, and says so: who gets
it is for the caller to decide.
"""

from collections.abc import Callable
from functools import partial
from typing import Final

import msgspec

from alerts.formats import cap, cot, geojson, gpx, kml, sit185
from alerts.incidents.alert import Alert

__all__ = ["COT_EMERGENCY", "FORMATS", "Format"]


class Format(msgspec.Struct, frozen=True):
    """The media type, the end of a file's name (without a dot), and the function."""

    content_type: str
    suffix: str
    render: Callable[[Alert], bytes]


FORMATS: Final[dict[str, Format]] = {
    "sit185": Format("text/plain; charset=us-ascii", "txt", sit185.render),
    "cap": Format("application/cap+xml", "xml", cap.render),
    "geojson": Format("application/geo+json", "geojson", geojson.render),
    "cot": Format("application/xml", "xml", cot.render),
    "kml": Format("application/vnd.google-earth.kml+xml", "kml", kml.render),
    "gpx": Format("application/gpx+xml", "gpx", gpx.render),
}
COT_EMERGENCY: Final = Format("application/xml", "xml", partial(cot.render, emergency=True))
"""For who asks for it alone: distress sounds an alarm on every device of the net."""
