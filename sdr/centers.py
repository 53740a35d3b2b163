"""The centre frequencies that a recording can have."""

from sdr.errors import RecordingError

HIGHEST_CENTER_HZ = 300e9
"""Where EHF ends, the highest band that receivers are made for; 0 is a receiver without a tuner."""


def check_center(center_hz: float | None, name: str) -> None:
    """RecordingError for a centre that is known and no radio frequency."""
    if center_hz is not None and not 0 <= center_hz <= HIGHEST_CENTER_HZ:
        remedy = "it must lie between 0 and 300 GHz; give the right one with --center"
        raise RecordingError(name, f"has a centre frequency of {center_hz:.12g} Hz", remedy)
