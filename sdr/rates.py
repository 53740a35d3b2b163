"""The sample rates that a recording can have."""

from sdr.block import SignalKind
from sdr.errors import RecordingError

# IQ: from one narrow channel to the widest dongle; audio: from telephone to studio.
_LIMITS_HZ = {SignalKind.IQ: (8e3, 20e6), SignalKind.FM_AUDIO: (8e3, 192e3)}


def check_rate(rate_hz: float, kind: SignalKind, name: str) -> None:
    """RecordingError for a rate that no receiver for these beacons would give."""
    lowest_hz, highest_hz = _LIMITS_HZ[kind]
    if not lowest_hz <= rate_hz <= highest_hz:
        what = "IQ" if kind is SignalKind.IQ else "audio"
        remedy = f"{what} has {lowest_hz:.0f} to {highest_hz:.0f}; correct or resample it"
        raise RecordingError(name, f"has {rate_hz:.12g} samples per second", remedy)
